"""Golden predictions: labels that a bundle gave when it was made, and must give again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .bundle import Bundle, Label
from .errors import ParleyError
from .news import Article, Paragraph

# Another processor may round an int8 product's scale otherwise; a label that changes for it is refused all the same.
TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Golden:
    """A paragraph and the label the bundle gave it when it was made (as plain JSON values)."""

    text: str
    label: dict[str, Any]


def replay(bundle: Bundle, golden: Sequence[Golden]) -> None:
    """Label the golden paragraphs again; raises ParleyError naming the first that came out otherwise."""
    for row, label in zip(golden, label_texts(bundle, [row.text for row in golden]), strict=True):
        found = json.loads(json.dumps(asdict(label)))
        if not same_label(row.label, found):
            raise ParleyError(
                f"the bundle labels a golden paragraph otherwise than when it was made: {row.text[:60]!r}\n"
                f"  then: {row.label}\n  now:  {found}",
                expected="the same label, stances and holders, probabilities within " + str(TOLERANCE),
                way_out=f"install the versions it was made with ({_versions(bundle)}), or train anew with `parley train`",
            )


def same_label(one: Any, other: Any) -> bool:
    """Whether two labels as JSON values are equal, numbers within TOLERANCE; the later may tell more than the earlier."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() <= other.keys() and all(same_label(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_label, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE
    return bool(one == other)


def text_article(text: str) -> Article:
    """An article of one paragraph, for text that comes without a page around it."""
    return Article("", "", None, None, None, None, None, (Paragraph(text, 0, 0, len(text)),), ())


def label_texts(bundle: Bundle, texts: Sequence[str]) -> list[Label]:
    """Labels of texts that come without articles around them."""
    return [labels[0] for labels in bundle.label([text_article(text) for text in texts])]


def _versions(bundle: Bundle) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(bundle.made_with.items()))
