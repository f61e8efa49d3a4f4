"""Pages that are no article: home pages, lists of links, walls and error messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from pipelines.reading.documents import UnreadableError

from .html_article import HEADS, MOSTLY, Sight

FEWEST_WORDS = 30
CARDS = 4
# Where more of the paragraphs than this stand under a headline that is a link, the page lists other pages.
LISTED = 0.6
WALL_WORDS = 150
WALLED = 0.5

_ERROR = re.compile(
    r"\b(?:40[134]|50[0234]|not found|access denied|forbidden|just a moment|attention required|are you (?:a )?(?:human|robot)"
    r"|page (?:is )?unavailable|something went wrong|verify you are)\b",
    re.I,
)
_WALL = re.compile(r"\b(?:cookies?|consent|privacy (?:policy|settings)|personal data|ad ?blocker)\b", re.I)


def check_article(sights: Sequence[Sight], verdicts: Sequence[str], title: str | None, url: str | None) -> None:
    """Raises UnreadableError, with what was measured, for a page that is no article."""
    fault = next(_faults(sights, verdicts, title, url), None)
    if fault:
        raise UnreadableError(
            f"no article: {fault}",
            expected="the page of one article",
            way_out="save the article's own page, opened and signed in",
            cause="no article",
        )


def _faults(sights: Sequence[Sight], verdicts: Sequence[str], title: str | None, url: str | None) -> Iterator[str]:
    kept = [i for i, verdict in enumerate(verdicts) if verdict in ("body", "quote")]
    words = sum(sights[i].words for i in kept)
    links = sum(sight.block.linked > 0 for sight in sights)
    if words < FEWEST_WORDS:
        yield f"{links} link{'s' * (links != 1)}, and paragraphs of {words} words in all"
    if url and urlsplit(url).path in ("", "/"):
        yield f"the page says it is the front page {url}"
    if title and words < WALL_WORDS and _ERROR.search(title):
        yield f"its title is {title[:80]!r}, its paragraphs have {words} words"
    prose = [i for i in kept if sights[i].is_prose]
    under = sum(_is_card(sights, i) for i in prose)
    if under >= CARDS and under > LISTED * len(prose):
        yield f"{links} links, {under} of {len(prose)} paragraphs stand under the linked headline of another page"
    walls = sum(_WALL.search(sights[i].block.text) is not None for i in prose)
    if words < WALL_WORDS and walls > WALLED * len(prose):
        yield f"{walls} of {len(prose)} paragraphs ask about cookies and consent"


def _is_card(sights: Sequence[Sight], at: int) -> bool:
    """Whether the block before is a heading that links elsewhere."""
    before = sights[at - 1] if at else None
    return before is not None and before.block.name in HEADS and before.block.link_share > MOSTLY
