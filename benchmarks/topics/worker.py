"""One trial in a process of its own, in whatever environment the method lives in; started by `runs`.

python -m benchmarks.topics.worker METHOD version
python -m benchmarks.topics.worker METHOD trial FOLDER OUT TRUE BRIEFLY
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.topics.methods import BY_NAME, Fit, Method
from benchmarks.topics.trial import Given, run


def main(name: str, verb: str, *rest: str) -> None:
    """Print the versions that a method's figures hang on, or run its trial on the files in a folder."""
    method = BY_NAME[name]
    if verb == "version":
        print(json.dumps({package: version(package) for package in method.packages} | _sources(method)))
        return
    folder, out, true, briefly = rest
    fit: Fit = getattr(import_module(method.module), method.maker)()
    texts = json.loads(Path(folder, "texts.json").read_text(encoding="utf-8"))
    given = Given(texts, np.load(Path(folder, "vectors.npy")), int(true) or None)
    run(fit, given, Path(out), briefly == "briefly")


def _sources(method: Method) -> dict[str, str]:
    """Our own method has no version that tells it apart from yesterday's, but a digest of the code it imports."""
    return {"sources": import_module(method.module).sources()} if method.ours else {}


if __name__ == "__main__":
    main(*sys.argv[1:])
