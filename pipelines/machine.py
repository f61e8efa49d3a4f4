"""What this machine is: how many cores this process may use, and which processor it has."""

from __future__ import annotations

import hashlib
import os
import platform
from functools import cache
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")
GPUS = Path("/proc/driver/nvidia/gpus")
TELLING = ("model name", "flags", "Features", "CPU part")


def cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def processor() -> str:
    """Digest of what the processors are and can do: others may round otherwise, so what is kept is kept apart."""
    lines = CPUINFO.read_text(encoding="utf-8").splitlines() if CPUINFO.is_file() else []
    told = sorted({line for line in lines if line.startswith(TELLING)}) or [platform.processor()]
    gpus = [path.read_text(encoding="utf-8") for path in sorted(GPUS.glob("*/information"))]
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    return hashlib.sha256("\n".join([platform.machine(), *told, *gpus, visible]).encode()).hexdigest()[:12]
