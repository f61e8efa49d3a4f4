"""What `parley cache` tells."""

from __future__ import annotations

from pathlib import Path

from models.prepared import cache_root
from pipelines.kept import open_kept


def cache_summary() -> list[str]:
    """Where things are kept, how much there is of each kind, and how large it may grow."""
    kept, root = open_kept(), cache_root()
    lines = [f"kept in {root}"]
    if kept is None:
        lines.append("  nothing is kept: PARLEY_CACHE_GB is 0")
    else:
        lines += [f"  {own.kind:<9}{own.count:>10,} values{_size(own.bytes):>12}" for own in kept.holdings()]
        on_disk = sum(path.stat().st_size for path in root.glob(f"{kept.path.name}*"))
        lines.append(
            f"  {_size(on_disk)} on disk, of at most {_size(kept.limit)} (PARLEY_CACHE_GB); the oldest make room"
        )
    folders = [path for path in (root / "encoders").glob("*") if path.is_dir()]
    size = sum(_bytes(folder) for folder in folders)
    lines.append(f"  encoders prepared for this machine: {len(folders)} in {root / 'encoders'}, {_size(size)}")
    return lines


def cleared_line(freed: int) -> str:
    return f"cleared {_size(freed)} of vectors and labels; prepared encoders stay"


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
