"""An archive labelled from end to end: peak memory and paragraphs a second at 10,000 and at 1,000,000 paragraphs.

    PARLEY_DATA=<folder> python -m benchmarks.speed.million [COUNT …]

The archive is made of lines of real news that name no actor, twelve to an article, each with a number of its own so that none
comes twice; the model is trained on the sample corpus with `encoder: static`. So what is measured is everything but the
transformer, whose memory does not grow with the archive. Figures are kept in benchmarks/.cache.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.speed.material import ROOT
from benchmarks.speed.model import trained_bundle
from benchmarks.speed.process import ran
from pipelines.actors import read_actors
from pipelines.config import TrainConfig

COUNTS = (10_000, 1_000_000)
FILES = ("news/app_2020_2025.jsonl.gz", "news/dawn_2025.jsonl.gz")
AN_ARTICLE = 12
SHORTEST = 120
KEPT = ROOT / "benchmarks/.cache/million.json"


def main(told: list[str]) -> None:
    """Label archives of the sizes asked for, the smaller first, and print what each took."""
    data = Path(os.environ["PARLEY_DATA"])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        bundle = trained_bundle(folder, static=True)
        for count in [int(own) for own in told] or COUNTS:
            path = folder / "archive.jsonl"
            _write(path, data, count)
            out = folder / "labels.jsonl"
            command = ["label", str(path), "--model", str(bundle), "--out", str(out)]
            done = ran([sys.executable, "-m", "pipelines", *command], ROOT, {"PARLEY_CACHE": _own_cache(folder)})
            rows = sum(1 for _ in out.open(encoding="utf-8"))
            _keep(count, {"rows": rows, "seconds": round(done.seconds), "peak_mb": round(done.peak_mb)})
            print(
                f"{rows:,} paragraphs: {done.seconds:.0f} s, {rows / done.seconds:.0f} a second, peak {done.peak_mb:.0f} MB"
            )


def _own_cache(folder: Path) -> str:
    from models.prepared import cache_root

    cache = folder / "cache"
    if not cache.exists():
        cache.mkdir()
        (cache / "encoders").symlink_to(cache_root() / "encoders")
    return str(cache)


def _write(path: Path, data: Path, count: int) -> None:
    """Articles of AN_ARTICLE paragraphs, `count` in all."""
    lines = _lines(data)
    with path.open("w", encoding="utf-8") as file:
        for number in range(count // AN_ARTICLE + 1):
            own = list(islice(lines, min(AN_ARTICLE, count - number * AN_ARTICLE)))
            if own:
                file.write(json.dumps({"title": f"Report {number}", "text": "\n\n".join(own)}) + "\n")


def _lines(data: Path) -> Iterator[str]:
    """Lines of the news that name no actor, over and over, each with a number."""
    actors, number = read_actors(ROOT / TrainConfig().actors), 0
    while True:
        for name in FILES:
            with gzip.open(data / name, "rt", encoding="utf-8") as articles:
                for article in articles:
                    for line in json.loads(article)["text"].split("\n"):
                        if len(line) >= SHORTEST and not actors.mentions(line):
                            number += 1
                            yield f"{line.strip()} It was report {number}."


def _keep(count: int, figures: dict[str, int]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    known = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    KEPT.write_text(json.dumps({**known, str(count): figures}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
