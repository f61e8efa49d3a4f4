"""The one error type that users see."""

from __future__ import annotations

from typing import Any


class ParleyError(Exception):
    """A fault the user can mend: names the value met, what was expected and the way out.

    The console command prints it on stderr without a traceback and exits with code 2.
    """

    def __init__(self, problem: str, *, expected: str, way_out: str) -> None:
        super().__init__(f"{problem}\n  expected: {expected}\n  way out:  {way_out}")
        self.problem = problem
        self.expected = expected
        self.way_out = way_out

    def __reduce__(self) -> tuple[Any, ...]:
        """So that one raised in another process arrives as it was: exceptions are pickled by position."""
        return _again, (self.problem, self.expected, self.way_out)


def _again(problem: str, expected: str, way_out: str) -> ParleyError:
    return ParleyError(problem, expected=expected, way_out=way_out)
