"""Files in, articles out: what could not be read is quarantined, what is no paragraph is dropped with a reason."""

from .files import read, read_file
from .paths import find_files
from .results import Counts, Quarantined, Reading

__all__ = ["Counts", "Quarantined", "Reading", "find_files", "read", "read_file"]
