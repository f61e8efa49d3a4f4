"""What reading gives back: articles, what was quarantined, and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from models.news import Article


@dataclass(frozen=True, slots=True)
class Quarantined:
    """One file or one record that could not be read; `reason` names the value, what was expected and the way out."""

    source: str
    reason: str


# Every reason a piece may be dropped for: each run tells all of them, so that runs compare.
REASONS = (
    "advert", "byline", "comments", "copyright", "credit", "crosshead", "date", "dateline", "duplicate headline", "footer",
    "headline", "navigation", "published in", "pull quote", "related", "share", "signature", "teaser",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How much came in and where it went. `articles_in` counts records, or files where a file is one article."""

    articles_kept: int
    articles_quarantined: int
    paragraphs_kept: int
    dropped_by_reason: Mapping[str, int]

    @property
    def articles_in(self) -> int:
        return self.articles_kept + self.articles_quarantined

    @property
    def pieces_dropped(self) -> int:
        return sum(self.dropped_by_reason.values())

    @property
    def pieces_in(self) -> int:
        return self.paragraphs_kept + self.pieces_dropped

    def as_metrics(self) -> dict[str, float]:
        """Flat names, as a tracking run shows them."""
        totals = {
            "articles_in": float(self.articles_in),
            "articles_kept": float(self.articles_kept),
            "articles_quarantined": float(self.articles_quarantined),
            "pieces_in": float(self.pieces_in),
            "paragraphs_kept": float(self.paragraphs_kept),
            "pieces_dropped": float(self.pieces_dropped),
        }
        counted = dict.fromkeys(REASONS, 0) | dict(self.dropped_by_reason)
        reasons = {f"dropped_{reason.replace(' ', '_')}": float(n) for reason, n in counted.items()}
        return totals | reasons


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything some files gave: nothing that came in is missing from both `articles` and `quarantined`."""

    articles: tuple[Article, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()

    @property
    def counts(self) -> Counts:
        """Counts over these articles; the pieces of quarantined articles are not among them."""
        reasons = Counter(dropped.reason for article in self.articles for dropped in article.dropped)
        return Counts(
            articles_kept=len(self.articles),
            articles_quarantined=len(self.quarantined),
            paragraphs_kept=sum(len(article.paragraphs) for article in self.articles),
            dropped_by_reason=dict(sorted(reasons.items())),
        )
