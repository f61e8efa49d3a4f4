"""Ray, found or started: RAY_ADDRESS names a cluster; without it Ray runs on this machine for as long as it is needed."""

from __future__ import annotations

import logging
import os
import socket
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import ParleyError
from pipelines.machine import cores

ADDRESS = "RAY_ADDRESS"
KNOCK_SECONDS = 10.0
TOLD = 160
QUIET = {"log_to_driver": False, "logging_level": logging.ERROR}

_log = logging.getLogger(__name__)


@contextmanager
def cluster(wanted: int | None) -> Iterator[int]:
    """Ray, and how many workers it has room for; ended with the block unless it ran before in this process.

    Raises ParleyError where no cluster answers at RAY_ADDRESS.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray would tell its makers of each start
    import ray

    ours = not ray.is_initialized()
    if ours:
        _connect(wanted)
    try:
        room = max(1, int(ray.cluster_resources().get("CPU", 1)))
        if wanted and wanted > room:
            _log.warning("the Ray cluster has %d CPUs: %d workers label, not %d", room, room, wanted)
        yield min(wanted or room, room)
    finally:
        if ours:
            ray.shutdown()


def last_line(error: Exception) -> str:
    """Ray's errors go over many lines; what is wrong stands in the last one, followed by advice on Ray."""
    last = next((line for line in reversed(str(error).splitlines()) if line.strip()), "")
    return textwrap.shorten(last, TOLD, placeholder=" …")


def _connect(wanted: int | None) -> None:
    import ray

    address = os.environ.get(ADDRESS)
    if not address:
        ray.init("local", num_cpus=wanted or cores(), include_dashboard=False, **QUIET)
        return
    try:
        _knock(address)
        ray.init(address, **QUIET)
    except (OSError, RuntimeError, ValueError) as error:
        raise ParleyError(
            f"no Ray cluster answers at {ADDRESS}={address}: {last_line(error)}",
            expected="the address of a cluster of the same versions of Python and Ray, and its token in RAY_AUTH_TOKEN",
            way_out=f"start it (`ray start --head`), or unset {ADDRESS}: Ray is then started on this machine",
        ) from error


def _knock(address: str) -> None:
    """Raise OSError where nobody listens at `host:port`: Ray itself would ask for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), KNOCK_SECONDS).close()
