"""The labels of a whole corpus: made piece by piece as `parley label` makes them, and counted as they are made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from models.bundle import Bundle, Label
from models.news import Article
from pipelines.pieces import cut
from pipelines.progress import ticking
from pipelines.sampling import Places

GOLDEN = 24
# A page of more paragraphs is slow to open; the table beside it holds them all.
SHOWN = 5_000

Labelled = tuple[Article, tuple[Label, ...]]


def labelled(articles: Iterable[Article], bundle: Bundle) -> Iterator[Labelled]:
    """Each article with the labels of its paragraphs."""
    for piece in cut(ticking(articles, "articles labelled:")):
        yield from zip(piece, bundle.label(piece), strict=True)


class GoldenTexts:
    """Candidates for golden paragraphs: of each theme those that address most actors."""

    def __init__(self) -> None:
        self._best: dict[str, set[tuple[int, str]]] = defaultdict(set)

    def add(self, text: str, label: Label) -> None:
        own = self._best[label.theme]
        own.add((-len(label.stances), text))
        if len(own) > 10 * GOLDEN:
            self._best[label.theme] = set(sorted(own)[:GOLDEN])

    def chosen(self) -> list[str]:
        """Some paragraphs of every theme in turn, most targets first, always the same ones."""
        ranked = [(rank, text) for own in self._best.values() for rank, (_, text) in enumerate(sorted(own))]
        return list(dict.fromkeys(text for _, text in sorted(ranked)))[:GOLDEN]


@dataclass(slots=True)
class CorpusLabels:
    """What the labels of a corpus come to, in a size that does not grow with it.

    `sizes`: distinct paragraphs by theme, those outside too, `states` by state; `stances`: calls by target; `of_gold`: the
    labels of paragraphs whose text is in `gold`; `shown`: the first articles, of about SHOWN paragraphs.
    """

    places: Places
    gold: Collection[str]
    paragraphs: int = 0
    sizes: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    stances: dict[str, Counter[str]] = field(default_factory=dict)
    of_gold: dict[str, Label] = field(default_factory=dict)
    golden: GoldenTexts = field(default_factory=GoldenTexts)
    shown: list[Labelled] = field(default_factory=list)

    def counting(self, labelled: Iterable[Labelled]) -> Iterator[Labelled]:
        """The same articles, in canonical order, counted on their way; raises RuntimeError where some went missing."""
        for article, labels in labelled:
            if self.paragraphs < SHOWN:
                self.shown.append((article, labels))
            for paragraph, label in zip(article.prose, labels, strict=True):
                self._add(paragraph.text, label)
            yield article, labels
        if self.paragraphs != len(self.places.first):
            raise RuntimeError(f"{self.paragraphs} labels for {len(self.places.first)} paragraphs: please report this")

    def _add(self, text: str, label: Label) -> None:
        if self.places.first[self.paragraphs]:
            self.sizes[label.theme] += 1
            self.states[label.theme_state] += 1
        self.paragraphs += 1
        for stance in label.stances:
            self.stances.setdefault(stance.target, Counter())[stance.stance] += 1
        if text in self.gold:
            self.of_gold[text] = label
        self.golden.add(text, label)
