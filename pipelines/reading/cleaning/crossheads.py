"""Cross-heads run into the sentence after them: "Envoys expected Separately, the minister ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

MOST_WORDS = 4

# In 470,000 paragraphs of real news, these words stand with a capital amid a sentence only where a cross-head
# was run into it. "All", "For", "He", "No", "This" and "With" are left out: names begin with them.
_ADVERB = re.compile(r"(?:Separately|Meanwhile|Moreover|Furthermore|However|Later|Earlier|Additionally|Similarly),? ")
_OPENER = re.compile(
    r"(?:On|In|At|Under|During|After|Before|As|When|While|Since|Despite|Although|But|It|They|There|These|Those|Some"
    r"|Many|Both|Several|Speaking|Responding|According|(?:Twenty|Thirty|Forty|Fifty|Sixty|Seventy|Eighty|Ninety)(?:-[a-z]+)?"
    r"|(?:The|Officials|Officers|Diplomats|Relations|Talks|Troops|Traders|Residents|Critics|Analysts|Observers)"
    r"(?= [a-z])) "
)
_AFTER_TEASER = re.compile(r"(?:The|A|An|He|She|This|That|For|With|Also|Officials) ")
_PUNCTUATED = re.compile(r"[.,:;?!()“”\"—–]")

_NO_HEADS = frozenset(
    "the a an this that these those his her its their our my he she it they we i in on at for with as of by from to "
    "and but if when while after before during under since despite although among according other several some many "
    "most both all one two three four five six seven eight nine ten another each every no not speaking talking there "
    "around".split()
)
_NO_ENDS = frozenset(
    "of in the to and for with at by from on a an as or but if that than while when because said says told asked "
    "added under after before during about against his her their its our read called titled into between near via "
    "who whose which whom is are was were be been has have had will would al many key".split()
)


def openings(teaser: str) -> AbstractSet[tuple[str, ...]]:
    """The first words of a teaser, two to four of them: a cross-head repeats them."""
    words = teaser.casefold().split()
    return frozenset(tuple(words[:n]) for n in range(2, MOST_WORDS + 1))


def split_off(text: str, told: AbstractSet[tuple[str, ...]]) -> int:
    """How many characters at the start of `text` are a cross-head run into the sentence; 0 when that is not clear.

    `told` are the openings of the teasers met above: their words again are the best evidence.
    """
    words = text.split(" ", MOST_WORDS + 2)
    for n in range(min(MOST_WORDS, len(words) - 3), 1, -1):
        length = sum(map(len, words[:n])) + n
        if words[n][:1].isupper() and _is_crosshead(words[:n], text[length : length + 80], told):
            return length
    return 0


def _is_crosshead(head: Sequence[str], rest: str, told: AbstractSet[tuple[str, ...]]) -> bool:
    if not head[0][:1].isupper() or _PUNCTUATED.search(" ".join(head)):
        return False
    if tuple(word.casefold() for word in head) in told:
        return any(form.match(rest) for form in (_ADVERB, _OPENER, _AFTER_TEASER))
    if head[0].casefold() in _NO_HEADS:
        return False
    sentence_case = any(word[0].islower() for word in head) and head[-1].casefold() not in _NO_ENDS
    return _ADVERB.match(rest) is not None or (sentence_case and _OPENER.match(rest) is not None)
