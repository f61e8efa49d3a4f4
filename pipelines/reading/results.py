"""What reading gives back: articles, what was quarantined, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from models.news import KINDS, PROSE, Article

# What may be wrong with a document, for counting; `reason` says it in full.
Cause = Literal["unreadable", "unknown format", "beyond bounds", "other language", "no article"]
CAUSES: tuple[Cause, ...] = get_args(Cause)

# Every reason a piece may be dropped for: each run tells all of them, so that runs compare.
REASONS = (
    "advert", "byline", "comments", "copyright", "credit", "date", "dateline", "duplicate headline", "footer", "navigation",
    "published in", "pull quote", "related", "repeated", "share", "signature", "teaser",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One file or one record that could not be read; `reason` names the value, what was expected and the way out.

    `pieces`: how many stretches of text it held, where it came as far as to be cut into them.
    """

    source: str
    reason: str
    pieces: int = 0
    cause: Cause = "unreadable"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much came in and where it went. An article is a record, or a file where a file is one article.

    `by_kind` counts paragraphs, `by_reason` dropped pieces, `by_cause` quarantined articles; `duplicates` are among the
    articles kept, `pieces_quarantined` are the pieces of quarantined articles.
    """

    articles_kept: int
    articles_quarantined: int
    duplicates: int
    pieces_quarantined: int
    by_kind: Mapping[str, int]
    by_reason: Mapping[str, int]
    by_cause: Mapping[str, int]

    @property
    def articles_in(self) -> int:
        return self.articles_kept + self.articles_quarantined

    @property
    def paragraphs_kept(self) -> int:
        return sum(self.by_kind.values())

    @property
    def prose(self) -> int:
        """The paragraphs that are learnt from and labelled."""
        return sum(n for kind, n in self.by_kind.items() if kind in PROSE)

    @property
    def pieces_dropped(self) -> int:
        return sum(self.by_reason.values())

    @property
    def pieces_in(self) -> int:
        return self.paragraphs_kept + self.pieces_dropped + self.pieces_quarantined

    def as_metrics(self) -> dict[str, float]:
        """Flat names, the same in every tracking run."""
        totals = {
            "articles_in": self.articles_in,
            "articles_kept": self.articles_kept,
            "articles_quarantined": self.articles_quarantined,
            "articles_duplicate": self.duplicates,
            "pieces_in": self.pieces_in,
            "paragraphs_kept": self.paragraphs_kept,
            "pieces_dropped": self.pieces_dropped,
            "pieces_quarantined": self.pieces_quarantined,
        }
        parts = (
            ("paragraphs", self.by_kind, KINDS),
            ("dropped", self.by_reason, REASONS),
            ("quarantined", self.by_cause, CAUSES),
        )
        named = {
            f"{part}_{name.replace(' ', '_')}": n
            for part, counted, names in parts
            for name, n in (dict.fromkeys(names, 0) | dict(counted)).items()
        }
        return {name: float(n) for name, n in (totals | named).items()}


class Tally:
    """Counts outcomes one by one."""

    def __init__(self) -> None:
        self._kept = self._duplicates = self._pieces_quarantined = 0
        self._kinds: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._causes: Counter[str] = Counter()

    def add(self, outcome: Article | Quarantined) -> None:
        if isinstance(outcome, Quarantined):
            self._causes[outcome.cause] += 1
            self._pieces_quarantined += outcome.pieces
        else:
            self._kept += 1
            self._duplicates += outcome.duplicate_of is not None
            self._kinds.update(paragraph.kind for paragraph in outcome.paragraphs)
            self._reasons.update(line.reason for line in outcome.dropped)

    def counts(self) -> Counts:
        return Counts(
            articles_kept=self._kept,
            articles_quarantined=self._causes.total(),
            duplicates=self._duplicates,
            pieces_quarantined=self._pieces_quarantined,
            by_kind=dict(sorted(self._kinds.items())),
            by_reason=dict(sorted(self._reasons.items())),
            by_cause=dict(sorted(self._causes.items())),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything some files gave: nothing that came in is missing from both `articles` and `quarantined`."""

    articles: tuple[Article, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()

    @property
    def counts(self) -> Counts:
        tally = Tally()
        outcomes: list[Article | Quarantined] = [*self.articles, *self.quarantined]
        for outcome in outcomes:
            tally.add(outcome)
        return tally.counts()
