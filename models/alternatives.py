"""One of many patterns. Python tries the branches of an alternation one by one, which is slow where there are hundreds."""

from __future__ import annotations

import re
from collections.abc import Iterable


def one_of(patterns: Iterable[tuple[str, str]]) -> str:
    """The pattern `a|b|…`, in which only the branches of the letter at hand are tried, in their order.

    Each comes as (letter, pattern): whatever it matches starts with that letter, a letter of ASCII in either case. No
    pattern: no match.
    """
    groups: dict[str, list[str]] = {}
    for letter, pattern in patterns:
        groups.setdefault(letter.lower() if letter.isascii() else letter, []).append(pattern)
    branches = (f"(?={_either(letter)})(?:{'|'.join(own)})" for letter, own in groups.items())
    return f"(?:{'|'.join(branches) or '(?!)'})"


def _either(letter: str) -> str:
    return f"[{letter}{letter.upper()}]" if letter.isascii() and letter.isalpha() else re.escape(letter)
