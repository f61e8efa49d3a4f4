"""UMAP, compiled once on a machine: numba would compile its functions anew in every process, a quarter of a minute each time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

_log = logging.getLogger(__name__)


@cache
def umap_class() -> Any:
    """The class `umap.UMAP`, its compiled functions kept by numba for the next process (numba's own file cache).

    numba keeps them apart by its version, the processor and the source, so a kept function is the one it would compile.
    """
    import umap  # takes seconds, so only where it is needed
    from umap import distances, layouts, sparse, spectral, umap_, utils

    try:
        for module in (distances, layouts, sparse, spectral, umap_, utils):
            for function in _compiled(module):
                function.enable_caching()
    except RuntimeError as error:  # no folder that numba may write to
        _log.warning("UMAP is compiled anew for this run: %s; NUMBA_CACHE_DIR can name a folder to keep it in", error)
    return umap.UMAP


def _compiled(module: ModuleType) -> Iterator[Any]:
    from numba.extending import is_jitted

    for own in vars(module).values():
        if is_jitted(own) and own.py_func.__module__ == module.__name__:
            yield own
