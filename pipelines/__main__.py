"""The console command: one function for each subcommand. Read the arguments, call the step, print the result."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from models.errors import ParleyError
from pipelines.arguments import parser

if TYPE_CHECKING:
    from pipelines.config import TrainConfig

EXIT_USER = 2
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141
# What a full disk, a limit, or a name that cannot be a file comes to.
DISK = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS,
    errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; faults the user can mend go to stderr in words, with exit code 2."""
    chosen = parser({command.__name__: command for command in COMMANDS}).parse_args(arguments)
    _quiet_libraries()
    try:
        chosen.run(chosen)
    except ParleyError as error:
        _tell(f"parley: {error}")
        return EXIT_USER
    except BrokenPipeError:  # the reader of our output, e.g. `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PIPE
    except OSError as error:
        if error.errno not in DISK:
            raise
        _tell(f"parley: {_disk(error)}")
        return EXIT_USER
    except KeyboardInterrupt:
        _tell("parley: interrupted; start the same command again to go on")
        return EXIT_INTERRUPTED
    return 0


def train(chosen: argparse.Namespace) -> None:
    from pipelines.config import DEFAULT, TrainConfig

    config = TrainConfig.read(Path(chosen.config or DEFAULT))  # before the libraries: a fault in it is told at once
    if chosen.articles:
        config = config.model_copy(update={"articles": tuple(chosen.articles)})
    from pipelines.report.summary import train_summary
    from pipelines.train import train as run

    _say("\n".join(train_summary(run(config, _say))))


def read(chosen: argparse.Namespace) -> None:
    from pipelines.read import read_articles
    from pipelines.report.summary import read_summary

    boilerplate = Path(chosen.boilerplate) if chosen.boilerplate else None
    _say("\n".join(read_summary(read_articles(chosen.paths, Path(chosen.out), _config(chosen).reading, boilerplate))))


def label(chosen: argparse.Namespace) -> None:
    from pipelines.label import How
    from pipelines.label import label as run
    from pipelines.progress import Progress
    from pipelines.report.summary import label_summary

    config = _config(chosen)
    how = How(chosen.why, chosen.engine, chosen.workers)
    done = run(chosen.paths, Path(chosen.out), chosen.model, Progress(), config.reading, how)
    _say("\n".join(label_summary(done, config.articles)))


def _config(chosen: argparse.Namespace) -> TrainConfig:
    """The config named, else its defaults."""
    from pipelines.config import TrainConfig

    return TrainConfig.read(Path(chosen.config)) if chosen.config else TrainConfig()


def pretrain(chosen: argparse.Namespace) -> None:
    from pipelines.pretrain import pretrain as run
    from pipelines.report.summary import pretrain_summary

    _say("\n".join(pretrain_summary(run(Path(chosen.data), Path(chosen.out), _say))))


def runs(chosen: argparse.Namespace) -> None:
    from pipelines import tracking
    from pipelines.report.summary import runs_table

    _say("\n".join(runs_table(tracking.runs(chosen.experiment))))


def promote(chosen: argparse.Namespace) -> None:
    from pipelines import tracking

    tracking.promote(chosen.version)
    _say(f"version {chosen.version} is the champion now: `parley label` uses it")


def cache(chosen: argparse.Namespace) -> None:
    from pipelines.kept import clear_kept
    from pipelines.report.cache_summary import cache_summary, cleared_line

    _say(cleared_line(clear_kept()) if chosen.clear else "\n".join(cache_summary()))


COMMANDS = (train, read, label, pretrain, runs, promote, cache)


def _quiet_libraries() -> None:
    """Progress bars and hints of libraries would bury what this command says; what parley itself logs is shown."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("pipelines").setLevel(logging.INFO)
    for name, value in {
        "TRANSFORMERS_VERBOSITY": "error",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "TOKENIZERS_PARALLELISM": "true",
    }.items():
        os.environ.setdefault(name, value)


def _disk(error: OSError) -> ParleyError:
    return ParleyError(
        f"cannot write {error.filename or 'a file'}: {error.strerror}",
        expected="a disk with room, and folders this user may write to",
        way_out="free room or choose another place, then start the same command again: finished work is kept",
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")


def run() -> NoReturn:
    """The command `parley`. It ends as soon as `main` has: to take down encoders, and threads that work for nobody any more,
    takes longer than a tenth of a short run. What was told is flushed already. Where MLflow is loaded, which may have to send
    things, Python ends as it does.
    """
    code = main()
    if "mlflow" in sys.modules:
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    run()
