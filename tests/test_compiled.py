"""UMAP's compiled functions outlive the process, and give what they gave when they were compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import hashlib, sys
import numpy as np
from pipelines.compiled import umap_class

rows = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)
layout = umap_class()(n_neighbors=5, metric="cosine", random_state=3, n_jobs=1, n_epochs=20).fit_transform(rows)
from umap.umap_ import smooth_knn_dist
print(hashlib.sha256(layout.tobytes()).hexdigest(), sum(smooth_knn_dist.stats.cache_hits.values()))
"""


def run(cache: Path) -> list[str]:
    env = os.environ | {"NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.slow
def test_a_second_process_takes_what_the_first_compiled_and_lays_out_the_same(tmp_path: Path) -> None:
    first, second = run(tmp_path), run(tmp_path)

    assert first[1] == "0"
    assert second == [first[0], "1"]
