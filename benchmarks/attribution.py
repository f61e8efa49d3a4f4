"""Who says it, on US campaign news that no rule was made for: PolNeAR, sources and contents as people marked them.

    PARLEY_DATA=<folder> python -m benchmarks.attribution [--test] [--errors N]

One line for parley, one for plain quotation marks with the nearest “said”, one for the whole paragraph as content.
Precision, recall and F1 count letters and digits: all that gold marks as content in a paragraph against all that is
found in it, and the same for sources; sums over paragraphs, so a long one weighs more. `who`: the share of gold
attributions with a source that shares a letter with that of a statement over their content, the statement that shares most
of it; `direct`: the same for contents that open with a quotation mark, as the data calls plans, votes and feelings
attributions too. Only paragraphs with an attribution are in the data, so nothing here tells how often the author's own words
are given to somebody; `python -m benchmarks.voices` does. `--errors` prints the first missed attributions instead.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.actors import ActorBook
from models.speech import Span
from models.voices import voices
from pipelines.actors import read_actors

ROOT = Path(__file__).parents[1]
QUOTED = re.compile(r"(?:[“\"]|'')[^“”\"]*?(?:[”\"]|''|$)")
NAMED = r"(?:[Hh]e|[Ss]he|[Tt]hey|[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*)"
SAID = re.compile(rf"(?P<before>{NAMED}) said\b|\bsaid (?P<after>{NAMED})")


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution: where its source stands and what is said, as sets of places of letters and digits."""

    source: frozenset[int]
    content: frozenset[int]
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph and what is marked in it."""

    text: str
    quotes: tuple[Quote, ...]


Article = list[Passage]
Finder = Callable[[Sequence[str]], list[tuple[Quote, ...]]]


def main() -> None:
    """Print the table, or the errors."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--test", action="store_true", help="the test part, instead of dev")
    options.add_argument("--errors", type=int, default=0, metavar="N", help="print N missed attributions")
    chosen = options.parse_args()
    articles = read_polnear(Path(os.environ["PARLEY_DATA"]), "test" if chosen.test else "dev")
    if chosen.errors:
        print("\n\n".join(missed(articles, chosen.errors)))
        return
    print(f"{'':20}{'content P':>11}{'R':>7}{'F1':>7}{'source P':>11}{'R':>7}{'F1':>7}{'who':>7}{'direct':>8}")
    for name, finder in (("parley", by_rules), ("quotation marks", by_quotes), ("whole paragraph", by_nothing)):
        print(f"{name:20}{figures(articles, finder)}")


def read_polnear(data: Path, part: str) -> list[Article]:
    """The articles of a part: paragraphs in the order of their first attribution, as their places are not in the data."""
    found: dict[str, dict[str, list[Quote]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(data / "stance" / "polnear" / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            found[row["id"].rpartition("-")[0]][row["text"]].append(_gold(row))
    return [[Passage(text, tuple(quotes)) for text, quotes in article.items()] for article in found.values()]


def _gold(row: dict[str, Any]) -> Quote:
    places = {
        part: _places(row["text"], [Span(*span) for span in row["spans"][part] or ()]) for part in ("source", "content")
    }
    return Quote(places["source"], places["content"], QUOTED.match(row["content"] or "") is not None)


def by_rules(paragraphs: Sequence[str]) -> list[tuple[Quote, ...]]:
    """What parley finds; the sample's actors, for no others are at hand."""
    return [
        tuple(Quote(_places(text, [s.source] if s.source else []), _places(text, [Span(s.start, s.end)])) for s in said)
        for text, said in zip(paragraphs, voices(paragraphs, _book()), strict=True)
    ]


@cache
def _book() -> ActorBook:
    return read_actors(ROOT / "seeds" / "actors.yaml")


def by_quotes(paragraphs: Sequence[str]) -> list[tuple[Quote, ...]]:
    """What stands in quotation marks, said by the name next to the nearest “said” of the paragraph."""
    return [tuple(_quoted(text)) for text in paragraphs]


def _quoted(text: str) -> list[Quote]:
    said = [Span(*m.span(m.lastgroup or 0)) for m in SAID.finditer(text)]
    found = []
    for m in QUOTED.finditer(text):
        nearest = sorted(said, key=lambda span: max(span.start - m.end(), m.start() - span.end))[:1]
        found.append(Quote(_places(text, nearest), _places(text, [Span(*m.span())])))
    return found


def by_nothing(paragraphs: Sequence[str]) -> list[tuple[Quote, ...]]:
    """The whole paragraph, said by nobody: what F1 is worth here without any rule."""
    return [(Quote(frozenset(), _places(text, [Span(0, len(text))])),) for text in paragraphs]


def _places(text: str, spans: Sequence[Span]) -> frozenset[int]:
    return frozenset(place for span in spans for place in range(span.start, span.end) if text[place].isalnum())


def figures(articles: Sequence[Article], finder: Finder) -> str:
    """One line of the table."""
    pairs = [
        (passage.quotes, found)
        for article in articles
        for passage, found in zip(article, finder([passage.text for passage in article]), strict=True)
    ]
    told = [(quote.is_direct, is_told(quote, found)) for quotes, found in pairs for quote in quotes if quote.source]
    direct = [right for is_direct, right in told if is_direct]
    overlaps = [_overlap([(_all(gold, part), _all(found, part)) for gold, found in pairs]) for part in PARTS]
    return f"{overlaps[0]:>25}{overlaps[1]:>25}{sum(right for _, right in told) / len(told):7.3f}{sum(direct) / len(direct):8.3f}"


PARTS: tuple[Callable[[Quote], frozenset[int]], ...] = (lambda quote: quote.content, lambda quote: quote.source)


def _all(quotes: Sequence[Quote], part: Callable[[Quote], frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*map(part, quotes))


def _overlap(pairs: Sequence[tuple[frozenset[int], frozenset[int]]]) -> str:
    both = sum(len(gold & found) for gold, found in pairs)
    gold, found = (sum(len(pair[side]) for pair in pairs) for side in (0, 1))
    return f"{both / max(1, found):.3f}{both / max(1, gold):7.3f}{2 * both / max(1, gold + found):7.3f}"


def is_told(quote: Quote, found: Sequence[Quote]) -> bool:
    """Whether the statement over most of the content names the source of it."""
    over = [one for one in found if one.content & quote.content]
    most = max((len(one.content & quote.content) for one in over), default=0)
    return any(one.source & quote.source for one in over if len(one.content & quote.content) == most)


def missed(articles: Sequence[Article], limit: int) -> list[str]:
    """The first attributions whose source is not told, and what was found in their paragraph."""
    told = []
    for article in articles:
        for passage, found in zip(article, by_rules([passage.text for passage in article]), strict=True):
            for quote in passage.quotes:
                if quote.source and not is_told(quote, found):
                    ours = [f"\n   found: {_show(one, passage.text)}" for one in found]
                    told.append(f"{passage.text}\n   gold: {_show(quote, passage.text)}{''.join(ours)}")
    return told[:limit]


def _show(quote: Quote, text: str) -> str:
    source, content = (" ".join(_words(part, text)) for part in (quote.source, quote.content))
    return f"[{source}] {content}"


def _words(places: frozenset[int], text: str) -> list[str]:
    return [m.group() for m in re.finditer(r"\w+", text) if m.start() in places]


if __name__ == "__main__":
    main()
