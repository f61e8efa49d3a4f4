"""References: the targets of an article's paragraphs, those included that only a short phrase takes up again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from .actors import ActorBook
from .aliases import Phrases, alias_key
from .news import Actor, Mention

# How many paragraphs back a full name may stand. Read on real articles of the beat: “the deal”, “the withdrawal” and
# their like meant the policy named last in 10 of 11 places two paragraphs on; three on they were few and less sure.
REACH = 2
# “The deal with the grocers” tells itself which deal is meant.
_TOLD = r"(?!\s+(?:of|with|between)\b)"

Targets = tuple[tuple[str, tuple[Mention, ...]], ...]


def references(texts: Sequence[str], book: ActorBook) -> tuple[Targets, ...]:
    """The targets of each paragraph of one article, in order: those it names and those it clearly refers to.

    To what `book.targets` finds come the actors' `later` phrases (“the deal”). Such a phrase means the one of those
    sharing it that was last named in full, before it in the paragraph or at most `REACH` paragraphs back; where none
    was, nobody. It never overlaps a full mention. Targets stand by first mention, each with its mentions in text order.
    """
    named = [book.named(text) for text in texts]
    phrases = _later(book.actors)
    found = []
    for number, text in enumerate(texts):
        before = tuple(chain.from_iterable(named[max(0, number - REACH) : number]))
        later = _taken_up(text, phrases, before, named[number], book)
        mentions = sorted((*named[number], *later), key=lambda mention: (mention.start, mention.end))
        found.append(tuple(book.by_target(mentions).items()))
    return tuple(found)


def _later(actors: Sequence[Actor]) -> Phrases:
    phrases = {phrase for actor in actors for phrase in actor.later}
    return Phrases.of(phrases, plural=False, ahead=_TOLD)  # “the groups” are not one


def _taken_up(
    text: str, phrases: Phrases, before: Sequence[Mention], own: Sequence[Mention], book: ActorBook
) -> Iterator[Mention]:
    """What the phrases of a paragraph mean; `own` are its full mentions, `before` those of the paragraphs before it."""
    for start, end in phrases.places(text):
        if any(mention.start < end and start < mention.end for mention in own):
            continue
        key = alias_key(text[start:end]).lower()
        last_first = reversed((*before, *(mention for mention in own if mention.end <= start)))
        meant = next((m.actor for m in last_first if key in map(alias_key, book.get(m.actor).later)), None)
        if meant is not None:
            yield Mention(meant, start, end, text[start:end])
