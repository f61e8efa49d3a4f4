"""Files in, articles out: what could not be read is quarantined, what is no paragraph is dropped with a reason."""

from .files import read, read_file
from .results import Counts, Quarantined, Reading
from .settings import ReadingConfig
from .sources.paths import find_files
from .stream import stream

__all__ = ["Counts", "Quarantined", "Reading", "ReadingConfig", "find_files", "read", "read_file", "stream"]
