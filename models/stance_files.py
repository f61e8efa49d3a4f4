"""A stance head as arrays and numbers: in a bundle, and in the weights that parley ships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .stance import Calibration, StanceHead

NUMBERS = ("temperature", "slope", "offset", "coverage", "sure")


def head_arrays(head: StanceHead) -> dict[str, NDArray[np.float64]]:
    """The arrays of a head, by name."""
    own = head.calibration
    arrays = {"stance_weights": head.weights, "stance_bias": head.bias, "stance_shift": own.shift}
    return arrays if own.limits is None else arrays | {"stance_limits": own.limits}


def head_numbers(head: StanceHead) -> dict[str, float]:
    """The numbers of a head, by name."""
    return {name: float(getattr(head.calibration, name)) for name in NUMBERS}


def read_head(numbers: Mapping[str, Any], arrays: Mapping[str, Any]) -> StanceHead:
    """The head that `head_arrays` and `head_numbers` told of; KeyError names what is missing."""
    calibration = Calibration(
        shift=arrays["stance_shift"],
        limits=arrays.get("stance_limits"),
        **{name: float(numbers[name]) for name in NUMBERS},
    )
    return StanceHead(arrays["stance_weights"], arrays["stance_bias"], calibration)
