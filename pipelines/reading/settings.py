"""What reading is told: the names of columns, bounds, languages, and when two articles are one."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

# Without the case, spaces, hyphens and underscores that writers differ in.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "articlebody", "articletext", "fulltext", "maintext", "story", "bodytext"),
    "title": ("title", "headline", "heading", "head"),
    "outlet": ("outlet", "source", "publication", "publisher", "newspaper", "medianame", "site", "sitename", "sourcedomain"),
    "author": ("author", "authors", "byline", "creator"),
    "date": (
        "date", "published", "pubdate", "publicationdate", "publishdate", "publisheddate", "datepublish", "datepublished",
        "publishedat", "publishedon", "datetime", "timestamp",
    ),
    "url": ("url", "link", "href", "uri", "permalink"),
    "language": ("language", "lang"),
}  # fmt: skip


class ColumnNames(BaseModel):
    """Further names of a table's columns, by what they hold; they go before the common names."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    language: tuple[str, ...] = ()

    def of(self, name: str) -> tuple[str, ...]:
        """All names of the column that holds `name`, in the order they are looked for."""
        own: tuple[str, ...] = getattr(self, name)
        return (*own, *COLUMNS[name])


class ReadingConfig(BaseModel):
    """How files are read. Sizes in bytes, times in seconds, each for one document after unpacking.

    `languages`: ISO 639-1 codes of what is kept; empty keeps all. `similarity`: the share of word 5-grams in common
    (Jaccard, estimated to 0.03) from which two articles whose numbers and days agree are one story.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    columns: ColumnNames = ColumnNames()
    max_bytes: int = Field(20_000_000, ge=1_000)
    max_seconds: float = Field(20.0, gt=0.0)
    languages: tuple[str, ...] = ("en",)
    similarity: float = Field(0.6, ge=0.3, le=1.0)

    @property
    def straightens(self) -> bool:
        """Whether quotation marks are given one form."""
        return True


class AsPrinted(ReadingConfig):
    """For bundles trained before quotation marks were given one form: they go on giving the labels they gave."""

    @property
    def straightens(self) -> bool:
        return False
