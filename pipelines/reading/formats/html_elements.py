"""The elements of a page, as far as they tell of the text in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .html_tokens import RAW, Tag

BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html img legend li main menu nav ol optgroup option p pre "
    "search section select summary table tbody tfoot thead tr ul video audio amp-img".split()
)
CELLS = frozenset(("td", "th"))
UNSEEN = RAW | frozenset("head svg math object canvas audio video datalist map".split())
SCOPES = frozenset("table td th button caption object html".split())
# The attributes in which authors name what an element is for.
MARKS = ("class", "id", "role", "itemprop", "data-component", "data-testid", "data-type", "data-module")
# What nests deeper counts as lying side by side, so that no walk upward is long.
DEEPEST = 200

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(slots=True, eq=False)
class Element:
    """An element. `marks`: its class, id, role and the like, lower case; `number`: its place in the order of the page.

    `hidden`, `linked`, `quoted`: whether it or one around it is out of sight, a link, a block quotation; `paragraph`: the
    open <p> in scope; `article`: the outermost <article>, `nested`: whether it is one within another; `kept`: whether its line
    breaks show, as in <pre>.
    """

    name: str
    above: Element | None = None
    marks: str = ""
    number: int = 0
    hidden: bool = False
    linked: bool = False
    quoted: bool = False
    paragraph: Element | None = None
    depth: int = 0
    closed: bool = False
    nested: bool = False
    article: Element | None = None
    kept: bool = False

    def upward(self) -> Iterator[Element]:
        """This element and those around it, from within."""
        element: Element | None = self
        while element:
            yield element
            element = element.above


def _marks(attributes: Mapping[str, str]) -> str:
    """In lower case, the parts of a word in camel case parted by hyphens."""
    return _HUMP.sub("-", " ".join(attributes[key] for key in MARKS if key in attributes)).lower()


def _is_hidden(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether the page says so; scripts that hide a whole page show it again."""
    return name not in ("html", "body") and (
        "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
    )


def make_element(tag: Tag, around: Element, number: int) -> Element:
    """The element that `tag` opens inside `around`."""
    attributes = tag.read() if "=" in tag.attributes or "hidden" in tag.attributes else {}
    name = tag.name
    element = Element(
        name=name,
        above=around if around.depth < DEEPEST else around.above,
        marks=_marks(attributes),
        hidden=around.hidden or name in UNSEEN or _is_hidden(name, attributes),
        linked=around.linked or name == "a",
        quoted=around.quoted or name == "blockquote",
        nested=name == "article" and around.article is not None,
        article=around.article,
        kept=around.kept or name == "pre",
        number=number,
        depth=min(around.depth + 1, DEEPEST),
    )
    if name == "article" and around.article is None:
        element.article = element
    element.paragraph = element if name == "p" else None if name in SCOPES else around.paragraph
    return element
