"""How many multiply-adds the encoder takes and how many the processor could make: measured, not read off a data sheet."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Peak:
    """One core: its clock in GHz; int8 and fp32 in 10⁹ multiply-adds a second."""

    clock: float
    int8: float
    fp32: float


def measured(scratch: Path) -> Peak | None:
    """None where there is no C compiler, or no x86 processor with AVX2."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    source, program = Path(__file__).with_name("peak.c"), scratch / "peak"
    built = subprocess.run(
        [compiler, "-O2", "-march=native", str(source), "-o", str(program)], check=False, capture_output=True
    )
    if built.returncode:
        return None
    told = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    return Peak(*map(float, told.split()))


def multiply_adds(model: Path, lengths: Sequence[int]) -> float:
    """Of one pass over texts of so many tokens: four square and two wide products a layer, and attention."""
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    width, wide, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    weights = 4 * width * width + 2 * width * wide
    return float(layers * sum(tokens * weights + 2 * tokens * tokens * width for tokens in lengths))
