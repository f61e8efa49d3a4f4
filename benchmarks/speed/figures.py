"""The ratios of speed that the gate holds, on the sample corpus: small runs, so the floors leave room for a noisy machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.speed.encoding import encoding
from benchmarks.speed.labelling import again, cold_start, labelling
from benchmarks.speed.material import sample


def speed_figures(bundle: Path) -> dict[str, float]:
    """Figures by the names of their floors; `bundle` labels."""
    own = sample()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        encoded = encoding(own)
        labelled = labelling(own, bundle, folder)
        repeated = again(own, bundle, folder)
        start = cold_start(bundle, folder)
        return {
            "speed.encode_ratio": encoded.ratio,
            "speed.pure_rows": encoded.pure / encoded.rows,
            "speed.label_share": labelled.share,
            "speed.equal_outputs": float(labelled.equal),
            "speed.label_peak_mb": max(labelled.peak_one, labelled.peak_two),
            "speed.cold_start": start.unproved,
            "speed.proved_start": start.proved,
            "speed.again_ratio": repeated.first / repeated.same,
        }
