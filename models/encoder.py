"""What an encoder is: passages in, unit vectors and the targets' own token states out.

A passage longer than the model's window is read in several windows, so nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Span = tuple[int, int]

# Passages are encoded together up to so many characters: enough for full batches of one token length, and some 150 MB of
# token states.
CHARACTERS = 250_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, and for each target in it the character spans (end exclusive) that name the target."""

    text: str
    targets: tuple[tuple[Span, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vector`: unit row of shape (dim,); `targets`: unit rows (n_targets, dim), the mean of each target's token states."""

    vector: Vectors
    targets: Vectors


@dataclass(frozen=True, slots=True)
class Window:
    """One forward pass: the pooled vector (dim,), the token states (tokens, dim) and the tokens' character spans."""

    pooled: Vectors
    states: Vectors
    spans: tuple[Span, ...]


class Engine(Protocol):
    """Runs a transformer. The same text must give the same bytes whatever texts stand beside it."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str:
        """Digest of the weights, the tokenizer and the way they are run."""
        ...

    @property
    def kind(self) -> str:
        """Which engine this is, e.g. `ctranslate2`."""
        ...

    @property
    def dim(self) -> int: ...

    def slices(self, text: str) -> tuple[Span, ...]:
        """Cut a text into character spans that fit the model's window."""
        ...

    def windows(self, texts: Sequence[str]) -> list[Window]: ...


class Memory(Protocol):
    """Keeps what an engine has made of passages, and gives back the same bytes."""

    def recall(self, passages: Sequence[Passage]) -> dict[Passage, Encoded]:
        """What is kept of these passages."""
        ...

    def keep(self, encoded: Mapping[Passage, Encoded]) -> None: ...


@dataclass(frozen=True, slots=True)
class Encoder:
    """Turns passages into vectors with an engine, window by window; what its `memory` holds is not encoded again."""

    engine: Engine
    memory: Memory | None = None

    @property
    def name(self) -> str:
        return self.engine.name

    @property
    def revision(self) -> str:
        return self.engine.revision

    def encode(self, passages: Sequence[Passage]) -> list[Encoded]:
        """Encode passages in order; each result depends on its own passage alone, and each distinct one is encoded once."""
        return [encoded for group in _groups(passages) for encoded in self._group(group)]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit rows of shape (n_texts, dim)."""
        rows = [encoded.vector for encoded in self.encode([Passage(text) for text in texts])]
        return np.stack(rows) if rows else np.empty((0, self.engine.dim), np.float32)

    def _group(self, passages: Sequence[Passage]) -> list[Encoded]:
        distinct = list(dict.fromkeys(passages))
        known = self.memory.recall(distinct) if self.memory else {}
        missing = [passage for passage in distinct if passage not in known]
        new = dict(zip(missing, self._encoded(missing), strict=True))
        if self.memory and new:
            self.memory.keep(new)
        known.update(new)
        return [known[passage] for passage in passages]

    def _encoded(self, passages: Sequence[Passage]) -> Iterator[Encoded]:
        cuts = [self.engine.slices(passage.text) for passage in passages]
        texts = [passage.text[start:end] for passage, spans in zip(passages, cuts, strict=True) for start, end in spans]
        windows = iter(self.engine.windows(texts))
        for passage, spans in zip(passages, cuts, strict=True):
            parts = [(start, next(windows)) for start, _ in spans]
            yield _pool(passage, parts)


def _groups(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages in order, in groups of about CHARACTERS characters."""
    group: list[Passage] = []
    size = 0
    for passage in passages:
        group.append(passage)
        size += len(passage.text)
        if size >= CHARACTERS:
            yield group
            group, size = [], 0
    if group:
        yield group


def unit(rows: NDArray[np.floating]) -> Vectors:
    """Scale rows of shape (..., dim) to length one; a row of zeros stays zero."""
    length = np.linalg.norm(rows.astype(np.float64), axis=-1, keepdims=True)
    return (rows / np.where(length == 0.0, 1.0, length)).astype(np.float32)


def _pool(passage: Passage, parts: Sequence[tuple[int, Window]]) -> Encoded:
    """Join the windows of one passage; each window weighs as many tokens as it holds."""
    weights = np.array([len(window.spans) for _, window in parts], dtype=np.float64)
    pooled = np.stack([window.pooled for _, window in parts]).astype(np.float64)
    vector = unit((weights[:, None] * pooled).sum(axis=0))
    states = np.concatenate([window.states for _, window in parts])
    spans = [(start + a, start + b) for start, window in parts for a, b in window.spans]
    targets = [_target_state(states, spans, names) for names in passage.targets]
    return Encoded(vector, np.stack(targets) if targets else np.empty((0, len(vector)), np.float32))


def _target_state(states: Vectors, spans: Sequence[Span], names: Sequence[Span]) -> Vectors:
    own = [i for i, (a, b) in enumerate(spans) if a < b and any(a < end and b > start for start, end in names)]
    if not own:
        raise ValueError(
            f"no token lies in the target's spans {list(names)}: they must be offsets into the passage's text"
        )
    return unit(states[own].astype(np.float64).mean(axis=0))
