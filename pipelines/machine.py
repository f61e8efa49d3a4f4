"""What this machine is: its cores, its processors, and the versions that are installed."""

from __future__ import annotations

import hashlib
import os
import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
GPUS = Path("/proc/driver/nvidia/gpus")
# What steers which instructions CTranslate2, its oneDNN and numpy take.
STEERING = ("CT2_", "ONEDNN_", "DNNL_", "MKL_", "OPENBLAS_", "NPY_")
TELLING = ("model name", "flags", "Features", "CPU part")


def cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def surroundings(packages: tuple[str, ...] = ()) -> str:
    """The versions of Python and of these packages (by default of all that parley depends on), and what steers how they compute."""
    names = packages or tuple(_name(told) for told in requires("parley") or () if "extra ==" not in told)
    told = [f"{name} {_version(name)}" for name in sorted(names)]
    steering = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith(STEERING)]
    return ", ".join([f"Python {platform.python_version()}", *told, *steering])


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


@cache
def processor() -> str:
    """Digest of what the processors are and can do: others may round otherwise, so what is kept is kept apart."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.is_file() else []
    told = sorted({line for line in lines if line.startswith(TELLING)}) or [platform.processor()]
    gpus = [path.read_text(encoding="utf-8") for path in sorted(GPUS.glob("*/information"))]
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    return hashlib.sha256("\n".join([platform.machine(), *told, *gpus, visible]).encode()).hexdigest()[:12]
