"""What becomes of each item: articles, or a reason. Order is kept, and memory does not grow with the number of items."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from models.news import Article

from .apart import Apart, working_apart
from .documents import Item, UnreadableError
from .formats import FORMATS
from .results import Quarantined
from .settings import ReadingConfig
from .understand import understand

Outcome = Article | Quarantined
Outcomes = tuple[Outcome, ...]

# How many items may be under way while the first of them is waited for.
AHEAD = 8


def outcomes(items: Iterable[Item | Quarantined], settings: ReadingConfig) -> Iterator[Outcome]:
    """The articles of each item, or why it holds none, in order."""
    waiting: deque[tuple[str, Outcomes | Future[Outcomes]]] = deque()
    with working_apart(settings.max_seconds) as apart:
        for item in items:
            waiting.append((item.source, _begin(item, settings, apart)))
            while len(waiting) > AHEAD or (waiting and _is_ready(waiting[0][1])):
                yield from _result(*waiting.popleft(), settings)
        while waiting:
            yield from _result(*waiting.popleft(), settings)


def read_item(item: Item, settings: ReadingConfig) -> Outcomes:
    """The articles of one item, or why it holds none."""
    try:
        documents = tuple(FORMATS[item.format].parse(item, settings))
    except UnreadableError as error:
        return (error.quarantined(item.source),)
    return tuple(own if isinstance(own, Quarantined) else understand(own, settings) for own in documents)


def _begin(item: Item | Quarantined, settings: ReadingConfig, apart: Apart) -> Outcomes | Future[Outcomes]:
    if isinstance(item, Quarantined):
        return (item,)
    return apart.start(read_item, item, settings) if FORMATS[item.format].apart else read_item(item, settings)


def _is_ready(result: Outcomes | Future[Outcomes]) -> bool:
    return isinstance(result, tuple) or result.done()


def _result(source: str, result: Outcomes | Future[Outcomes], settings: ReadingConfig) -> Outcomes:
    if isinstance(result, tuple):
        return result
    error = result.exception()
    return result.result() if error is None else (_failure(error, settings).quarantined(source),)


def _failure(error: BaseException, settings: ReadingConfig) -> UnreadableError:
    if isinstance(error, TimeoutError):
        return UnreadableError(
            f"reading it took more than {settings.max_seconds:g} s",
            expected="a document within `reading.max_seconds`",
            way_out="raise that bound in the config, or save the page again",
            cause="beyond bounds",
        )
    return UnreadableError(
        f"reading it failed ({type(error).__name__}: {str(error)[:200]})",
        expected="a sound file of its format",
        way_out="open and save it again, or convert it to text",
    )
