"""The one error type that users see."""

from __future__ import annotations


class ParleyError(Exception):
    """A fault the user can mend: names the value met, what was expected and the way out.

    The console command prints it on stderr without a traceback and exits with code 2.
    """

    def __init__(self, problem: str, *, expected: str, way_out: str) -> None:
        super().__init__(f"{problem}\n  expected: {expected}\n  way out:  {way_out}")
        self.problem = problem
        self.expected = expected
        self.way_out = way_out
