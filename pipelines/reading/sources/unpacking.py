"""Compressed bytes -> bytes, for as long as they are no bomb."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.reading.documents import UnreadableError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# No text shrinks so far: gzip brings English to a third, and the dullest table to a fiftieth.
BOMB_BYTES = 100_000_000
BOMB_RATIO = 200


class Unpacked(io.RawIOBase):
    """A stream that unpacks as it is read. Raises UnreadableError where it is broken, cut off, or a bomb.

    `read` gives up to so many bytes, and all that came whole before it raises; `packed` tells out of how many they came.
    """

    def __init__(self, read: Callable[[int], bytes], packed: Callable[[], int]) -> None:
        self._read = read
        self._packed = packed
        self._length = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._length

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._unpack(len(view))
        view[: len(data)] = data
        self._length += len(data)
        if is_bomb(self._length, self._packed()):
            raise bomb(self._length, self._packed())
        return len(data)

    def _unpack(self, size: int) -> bytes:
        import zipfile

        try:
            return self._read(size)
        except EOFError as error:
            raise UnreadableError(
                f"cut off after {self._length:,} bytes",
                expected="a whole file",
                way_out="copy it again",
            ) from error
        except (zlib.error, zipfile.BadZipFile, OSError) as error:
            raise UnreadableError(
                f"broken after {self._length:,} bytes ({error})",
                expected="a sound compressed file",
                way_out="copy it again",
            ) from error


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether so many bytes out of so few can only be meant to fill a disk or a memory."""
    return unpacked > BOMB_BYTES and unpacked > BOMB_RATIO * packed


def bomb(unpacked: int, packed: int) -> UnreadableError:
    return UnreadableError(
        f"a decompression bomb: {unpacked:,} bytes or more out of {packed:,}",
        expected=f"at most {BOMB_RATIO} times as many beyond {BOMB_BYTES:,} bytes",
        way_out="unpack it by hand if you trust it",
        cause="beyond bounds",
    )
