"""Furniture that no table foresees: lines that stand on many pages of one outlet, learnt from a batch.

News repeats itself too: the background of a long story, an agency's formulas, a daily bulletin. So repetition alone
teaches nothing. A line must also be no finished sentence and stand at the pages' edge (a teaser, a sign-off), or speak
of the page itself ("the writer teaches ..."), or stand on half of the outlet's pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import ParleyError
from models.news import Article, Dropped
from pipelines.reading.understand import content_id

from .prose import count_words, ends_sentence, fold, is_long

FORMAT: Literal[1] = 1
FEWEST = 5
EDGE_LINES = 4
EDGE_SHARE = 0.9
PAGES = 20
PAGE_SHARE = 0.5
LONGEST_WORDS = 80
# One bit a line: of two million lines, which fill 1.5% of it, as many are taken for met before though they are new.
FILTER_BITS = 1 << 27

_DIGITS = re.compile(r"\d+")
_OF_THE_PAGE = re.compile(
    r"\bthe (?:writer|author)s? (?:is|are|was|were|has|have|can|teach|work|head|lead|serve|hold|write)"
    r"|\b(?:newsletters?|inbox|privacy policy|terms of (?:use|service)|modal window|dialog window|media error)\b"
    r"|\bsubscrib(?:e|ers?) (?:to|now|for)\b|\bsign(?:ing)? up (?:for|to)\b|\bfollow (?:us|@)|\bdownload (?:the|our) app\b"
    r"|\b(?:originally|first) published (?:in|by|on|at)\b|\ball rights reserved\b|\bcontributed to this (?:report|story)"
    r"|\b(?:additional|with) (?:inputs?|reporting) (?:from|by)\b|\bread (?:more|full bio)\b|\bclick here\b"
)


@dataclass(frozen=True, slots=True)
class Learnt:
    """The lines to leave out, by outlet ("" for pages of none), each as `line_key` gives it."""

    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.lines.values()))

    def drop(self, article: Article) -> Article:
        """`article` with its learnt lines moved to `dropped`, reason "repeated".

        An article that holds no prose but such lines stays as it is: whoever reads it should see what it was.
        """
        lines = self.lines.get(article.outlet or "", frozenset())
        gone = [paragraph for paragraph in article.prose if line_key(paragraph.text) in lines] if lines else []
        if not gone or len(gone) == len(article.prose):
            return article
        numbers = {paragraph.index for paragraph in gone}
        kept = [paragraph for paragraph in article.paragraphs if paragraph.index not in numbers]
        paragraphs = tuple(replace(paragraph, index=i) for i, paragraph in enumerate(kept))
        repeated = (Dropped(line.text, line.start, line.end, "repeated") for line in gone)
        dropped = tuple(sorted([*article.dropped, *repeated], key=lambda line: line.start))
        return replace(article, id=content_id(article.title, paragraphs), paragraphs=paragraphs, dropped=dropped)

    def to_json(self) -> str:
        """One line of text to a learnt line, in one order whatever order it was learnt in."""
        outlets = {outlet: sorted(lines) for outlet, lines in sorted(self.lines.items())}
        return _File(format=FORMAT, outlets=outlets).model_dump_json(indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Learnt:
        """What `to_json` wrote. Raises ParleyError for anything else."""
        try:
            file = _File.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise ParleyError(
                f"learnt lines: {'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}",
                expected=f'{{"format": {FORMAT}, "outlets": {{"an outlet": ["a line", …]}}}}',
                way_out="learn them again with this version of parley",
            ) from error
        return cls({outlet: frozenset(lines) for outlet, lines in file.outlets.items()})


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal[1]
    outlets: dict[str, list[str]]


def line_key(text: str) -> str:
    """`text` as lines are compared: folded, and a short line that is no sentence whatever its numbers.

    A sentence with other numbers is another day's news, though its full stop be missing.
    """
    folded = fold(text)
    return folded if _is_finished(text) or is_long(text) else _DIGITS.sub("0", folded)


class LineCounter:
    """Counts, in one pass and in bounded memory, on how many different articles of an outlet each line stands.

    Only lines met a second time are held as text; that a line was met at all takes one bit.
    """

    def __init__(self) -> None:
        self._met = bytearray(FILTER_BITS // 8)
        self._pages: dict[str, int] = {}
        self._again: dict[str, dict[str, _Line]] = {}

    def add(self, article: Article) -> None:
        """Count the lines of `article`, unless one of its two longest paragraphs was met before: it is a copy then."""
        texts = [paragraph.text for paragraph in article.prose]
        outlet = article.outlet or ""
        longest = [self._meet(f"{outlet}\0\0{fold(text)}") for text in sorted(texts, key=len)[-2:]]
        if any(longest):
            return
        self._pages[outlet] = self._pages.get(outlet, 0) + 1
        again = self._again.setdefault(outlet, {})
        edges = _edges(texts)
        for key, at_edge in {line_key(text): i in edges for i, text in enumerate(texts) if _is_line(text)}.items():
            if self._meet(f"{outlet}\0{key}"):
                line = again.setdefault(key, _Line())
                line.count += 1
                line.at_edge += at_edge

    def learn(self) -> Learnt:
        """The lines that are furniture; outlets without any are not named."""
        learnt = {
            outlet: frozenset(key for key, line in again.items() if _is_furniture(key, line, self._pages[outlet]))
            for outlet, again in self._again.items()
        }
        return Learnt({outlet: lines for outlet, lines in learnt.items() if lines})

    def _meet(self, line: str) -> bool:
        """Whether `line` was met before; it is from now on."""
        bit = int.from_bytes(blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % FILTER_BITS
        known = self._met[bit >> 3] >> (bit & 7) & 1
        self._met[bit >> 3] |= 1 << (bit & 7)
        return bool(known)


@dataclass(slots=True)
class _Line:
    """How often a line was met after the first time, and how often of these at a page's edge."""

    count: int = 0
    at_edge: int = 0


def _is_furniture(key: str, line: _Line, pages: int) -> bool:
    if line.count + 1 < FEWEST:
        return False
    if _OF_THE_PAGE.search(key) or (pages >= PAGES and line.count + 1 >= PAGE_SHARE * pages):
        return True
    return line.at_edge >= EDGE_SHARE * line.count


def _is_line(text: str) -> bool:
    return count_words(text) <= LONGEST_WORDS


def _is_finished(text: str) -> bool:
    """Whether `text` is a whole sentence; what trails off is none."""
    return ends_sentence(text) and not text.endswith(("...", "…"))


def _edges(texts: list[str]) -> frozenset[int]:
    """Which of an article's paragraphs are unfinished lines above its first or below its last long paragraph."""
    long = [i for i, text in enumerate(texts) if is_long(text) and _is_finished(text)]
    if not long:
        return frozenset()
    above = range(min(long[0], EDGE_LINES))
    below = range(max(long[-1] + 1, len(texts) - EDGE_LINES), len(texts))
    return frozenset(i for i in (*above, *below) if not _is_finished(texts[i]))
