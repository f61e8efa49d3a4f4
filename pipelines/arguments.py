"""What the console command takes: its subcommands and their arguments."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping


def parser(run: Mapping[str, Callable[[argparse.Namespace], None]]) -> argparse.ArgumentParser:
    """The command line; `run` names what each subcommand calls."""
    whole = argparse.ArgumentParser(
        prog="parley",
        description="Says of news articles, paragraph by paragraph, what they are about and who takes which stance toward whom.",
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for name, add_arguments, told in (
        ("train", _train_arguments, "discover themes and learn stance from articles; logs an MLflow run"),
        ("read", _read_arguments, "show what is understood of articles, without labelling them"),
        ("label", _label_arguments, "label articles with the champion"),
        ("pretrain", _pretrain_arguments, "make the shipped stance anew from annotated data (an hour or two)"),
        ("runs", _runs_arguments, "list training runs, newest first"),
        ("promote", _promote_arguments, "make a version the champion by hand, whatever the gates said"),
        ("cache", _cache_arguments, "show what is kept so that nothing is worked out twice, or clear it"),
    ):
        own = commands.add_parser(name, help=told)
        own.set_defaults(run=run[name])
        add_arguments(own)
    return whole


def _train_arguments(own: argparse.ArgumentParser) -> None:
    own.add_argument("config", nargs="?", metavar="CONFIG", help="a YAML file (default: configs/default.yaml)")
    own.add_argument(
        "--articles", nargs="+", metavar="PATH", help="files, folders or globs instead of the config's articles"
    )


def _read_arguments(own: argparse.ArgumentParser) -> None:
    _path_arguments(own)
    own.add_argument("--out", required=True, metavar="FILE", help="where the articles go: .jsonl or .parquet")
    own.add_argument(
        "--boilerplate",
        metavar="FILE",
        help="leave out the lines of this file (default: learn them from these articles)",
    )


def _label_arguments(own: argparse.ArgumentParser) -> None:
    _path_arguments(own)
    own.add_argument("--out", required=True, metavar="FILE", help="where the labels go: .jsonl, .parquet or .csv")
    own.add_argument(
        "--model", default="parley", metavar="NAME|URI", help="parley, parley@challenger, models:/parley/3 or a folder"
    )
    own.add_argument(
        "--why", action="store_true", help="tell which words moved each stance (.jsonl; about 20 times slower)"
    )
    own.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="processes that label (default: as the cores and the batch are worth)",
    )
    own.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="label here, or on a Ray cluster (pip install 'parley[ray]')",
    )


def _cache_arguments(own: argparse.ArgumentParser) -> None:
    own.add_argument("--clear", action="store_true", help="forget all vectors and labels that are kept")


def _count(told: str) -> int:
    if not told.isdecimal() or int(told) < 1:
        raise argparse.ArgumentTypeError(f"{told!r} is not a whole number from 1")
    return int(told)


def _path_arguments(own: argparse.ArgumentParser) -> None:
    own.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, folder, glob or zip file of articles; - for standard input"
    )
    own.add_argument("--config", metavar="FILE", help="a YAML file whose `reading` part says how to read")


def _pretrain_arguments(own: argparse.ArgumentParser) -> None:
    own.add_argument(
        "--data", required=True, metavar="FOLDER", help="holds stance/ and news/: see seeds/stance/MODEL_CARD.md"
    )
    own.add_argument(
        "--out", default="seeds/stance", metavar="FOLDER", help="where the weights go (default: seeds/stance)"
    )


def _runs_arguments(own: argparse.ArgumentParser) -> None:
    own.add_argument("--experiment", default="parley", metavar="NAME", help="the experiment to list (default: parley)")


def _promote_arguments(own: argparse.ArgumentParser) -> None:
    own.add_argument("version", metavar="VERSION", help="a version number, as `parley runs` lists it")
