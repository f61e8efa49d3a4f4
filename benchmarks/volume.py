"""A year of an outlet and more, read in one go: articles a second, peak memory, counts.

    PARLEY_DATA=<folder> python -m benchmarks.volume [FILE …]

Runs `parley read` on each file (default: the two large ones) in a process of its own, and prints what it prints.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = ("news/dawn_2025.jsonl.gz", "news/app_2020_2025.jsonl.gz")


def main(names: list[str]) -> None:
    """Read each file, the smaller one first: peak memory is that of the largest process so far."""
    data = Path(os.environ["PARLEY_DATA"])
    for name in names or FILES:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "articles.jsonl")
            started = time.perf_counter()
            command = [sys.executable, "-m", "pipelines", "read", str(data / name), "--out", str(out)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds = time.perf_counter() - started
            articles = sum(1 for _ in out.open(encoding="utf-8"))
            learnt = json.loads(out.with_name("articles.jsonl.boilerplate.json").read_text(encoding="utf-8"))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"{name}: {articles:,} articles in {seconds:.0f} s, {articles / seconds:.0f} a second, peak {peak:.0f} MiB"
        )
        print(done.stdout)
        print(json.dumps(learnt, ensure_ascii=False)[:2000])


if __name__ == "__main__":
    main(sys.argv[1:])
