"""Blocks of a page -> what each is: a kind of paragraph, or the reason to leave it out.

Another extractor's opinion finds the element that holds the article; the elements' names tell the furniture in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.reading.cleaning.prose import LONG, ends_sentence

from .html_blocks import Block
from .html_elements import Element
from .html_marks import SOFT, read_marks
from .html_notes import find_note

GRAM = 4
AGREED = 0.5
# A list of links is furniture; a sentence with a link in it is not.
MOSTLY = 0.7
# An element with more than this share of the article is no furniture, whatever its class says.
MAIN = 0.34
PROSE_WORDS = 10
# Prose that the extractor leaves out counts less for the element around it than what it keeps.
UNCONFIRMED = 0.3

HEADS = frozenset(("h2", "h3", "h4", "h5", "h6"))
TITLES = HEADS | {"h1"}
PARAGRAPHS = HEADS | {"p", "li", "pre"}
# Chinese and Japanese put no spaces between words: there each character is one.
_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W\u3040-\u30ff\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Sight:
    """A block as the judge sees it. `agreed`: whether the extractor keeps it; `mark`: what the elements around it tell."""

    block: Block
    words: int
    agreed: bool
    mark: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing tells against it."""
        return not self.mark and self.block.link_share <= MOSTLY

    @property
    def is_prose(self) -> bool:
        long = self.words >= LONG or (self.words >= PROSE_WORDS and ends_sentence(self.block.text))
        return long and self.is_open and self.block.name not in TITLES

    @property
    def shelf(self) -> tuple[str, str]:
        """What paragraphs side by side have in common: the name and marks of the element around them."""
        home = self.block.home
        around = home.above if home.name in PARAGRAPHS and home.above else home
        return around.name, around.marks


@dataclass(frozen=True, slots=True)
class Core:
    """The article: the blocks in the element that holds it, where it starts and ends, and the shelves its paragraphs stand on."""

    inside: frozenset[int]
    first: int
    last: int
    shelves: frozenset[tuple[str, str]]


def look(blocks: Sequence[Block], extracted: str) -> list[Sight]:
    """The blocks as the judge sees them; `extracted` is the article's text as another extractor finds it.

    Where that finds no paragraph, whatever reads as prose counts as found.
    """
    kept = frozenset(_grams(extracted))
    words = [len(_WORD.findall(block.text)) for block in blocks]
    sights = [Sight(block, count, _agrees(block.text, kept)) for block, count in zip(blocks, words, strict=True)]
    if not any(sight.agreed and sight.is_prose for sight in sights):
        sights = [replace(sight, agreed=sight.is_prose) for sight in sights]
    return [replace(sight, mark=mark) for sight, mark in zip(sights, _marks(sights), strict=True)]


def judge(sights: Sequence[Sight]) -> list[str]:
    """The verdict on every block: a kind of paragraph, or one of the reasons to leave it out."""
    core = _core(sights)
    if core is None:
        return [_elsewhere(sight, "navigation") for sight in sights]
    return [_verdict(sight, i, core) for i, sight in enumerate(sights)]


def _verdict(sight: Sight, at: int, core: Core) -> str:
    """What a block is by its place: above the article, in it, below it or elsewhere on the page."""
    mark, name = sight.mark, sight.block.name
    if name == "h1":
        return "headline"
    if at not in core.inside:
        return _elsewhere(sight, "navigation" if at < core.first else "related")
    if mark and (mark != "standfirst" or at < core.first):
        return mark
    if sight.block.link_share > MOSTLY and not _is_aside(sight, at, core):
        return "related"
    return find_note(sight.block.text) or _prose(sight, at, core)


def _elsewhere(sight: Sight, otherwise: str) -> str:
    """The reason to leave out what stands outside the article: a caption there is none of its captions, a date below
    it belongs to another story."""
    foreign = (*SOFT, "date") if otherwise == "related" else SOFT
    return sight.mark if sight.mark and sight.mark not in foreign else otherwise


def _is_aside(sight: Sight, at: int, core: Core) -> bool:
    """Links too short for the headline of another story belong to the text: a source, an address."""
    return sight.words < GRAM and sight.block.name == "p" and core.first <= at <= core.last


def _prose(sight: Sight, at: int, core: Core) -> str:
    name = sight.block.name
    shelved = sight.shelf in core.shelves
    if not core.first <= at <= core.last and not (shelved and name not in HEADS):
        return "teaser" if at < core.first else "footer"
    if name in HEADS:
        return "crosshead"
    if sight.block.element.quoted:
        return "quote"
    return "body" if sight.agreed or shelved or name in PARAGRAPHS else "teaser"


def _grams(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text)
    return (tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1))


def _agrees(text: str, kept: frozenset[tuple[str, ...]]) -> bool:
    known = [gram in kept for gram in _grams(text)]
    return bool(known) and sum(known) >= AGREED * len(known)


def _marks(sights: Sequence[Sight]) -> Iterator[str | None]:
    """What the elements around each block tell of it together."""
    others = _other_articles(sights)
    shares = _sums(sights, [sight.words if sight.agreed else 0 for sight in sights])
    bound = MAIN * sum(sight.words for sight in sights if sight.agreed)
    told: dict[Element, str | None] = {}
    for element in sorted(shares, key=lambda element: element.number):
        above = told[element.above] if element.above else None
        own = "related" if element in others else read_marks(element) if shares[element] <= bound else None
        told[element] = _outer(above, own)
    return (told[sight.block.element] for sight in sights)


def _other_articles(sights: Sequence[Sight]) -> frozenset[Element]:
    """Where several articles stand one below the other, each with a headline, all but the first of some length."""
    words: dict[Element, int] = {}
    for sight in sights:
        article = sight.block.element.article
        if article:
            words[article] = words.get(article, 0) + sight.words * sight.agreed
    headed = {sight.block.element.article for sight in sights if sight.block.name == "h1"}
    rivals = [article for article in words if article in headed]
    main = next((own for own in rivals if words[own] > MAIN * sum(words[own] for own in rivals)), None)
    return frozenset(rivals) - {main} if main else frozenset()


def _sums(sights: Sequence[Sight], values: Sequence[float]) -> dict[Element, float]:
    """For each element with text in it, the sum over the blocks within; takes linear time however deep a page nests."""
    sums: dict[Element, float] = {}
    for sight, value in zip(sights, values, strict=True):
        element: Element | None = sight.block.element
        while element and element not in sums:
            sums[element] = 0
            element = element.above
        sums[sight.block.element] += value
    for element in sorted(sums, key=lambda element: -element.number):
        if element.above:
            sums[element.above] += sums[element]
    return sums


def _outer(above: str | None, own: str | None) -> str | None:
    """Furniture within furniture is the outer kind, but a quoted post is no button for sharing."""
    if own == "quote":
        return None if above == "share" else above
    return above if above and above not in SOFT else own or above


def _core(sights: Sequence[Sight]) -> Core | None:
    """The article's paragraphs: those that the extractor keeps, and prose on the same shelves."""
    inside = _inside(sights)
    mine = [i for i in sorted(inside) if sights[i].is_open and sights[i].block.name not in TITLES]
    shelves = frozenset(sights[i].shelf for i in mine if sights[i].agreed and sights[i].is_prose)
    sure = [i for i in mine if sights[i].agreed or (sights[i].is_prose and sights[i].shelf in shelves)]
    return Core(inside, sure[0], sure[-1], shelves) if sure else None


def _inside(sights: Sequence[Sight]) -> frozenset[int]:
    """The blocks in the element that holds all the text that the extractor keeps, and little else but furniture."""
    scores = _sums(sights, [_score(sight) for sight in sights])
    main = max(scores, key=lambda element: (scores[element], element.depth, -element.number), default=None)
    within: dict[Element, bool] = {}
    for element in sorted(scores, key=lambda element: element.number):
        within[element] = element is main or (element.above is not None and within[element.above])
    return frozenset(i for i, sight in enumerate(sights) if within[sight.block.element])


def _score(sight: Sight) -> float:
    if not sight.is_open or sight.words < GRAM:
        return 0
    if sight.agreed:
        return sight.words
    return UNCONFIRMED * sight.words if sight.is_prose else -sight.words
