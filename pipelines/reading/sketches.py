"""What is kept of an article to tell its story again: a sketch of its word runs, and the smallest hashes of its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

RUN = 5
# Bytes of an article: two for each permutation (half of a hash is enough to tell), four for each fact.
PERMUTATIONS = 256
FACTS = 16
SEED = 1
# Characters: two books that agree so far are one.
LONGEST = 200_000

# "Rs1,575" and "Rs 1,575" are the same words.
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
NO_FACT = 2**32 - 1


def words_of(text: str) -> list[str]:
    """The words and the numbers of `text` in small letters, as far as LONGEST."""
    return _WORD.findall(text[:LONGEST].lower())


def runs_of(words: Sequence[str]) -> list[str]:
    """Every run of five words; fewer words are one run."""
    return [" ".join(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))]


def facts_of(words: Iterable[str]) -> frozenset[str]:
    """The numbers and days of the week among `words`."""
    return frozenset(word for word in words if word in _DAYS or word[0].isdigit())


def sketch(runs: list[str]) -> bytes:
    """The MinHash of some runs, half of each hash: 512 bytes."""
    import numpy as np
    from rensa import RMinHash

    minhash = RMinHash(PERMUTATIONS, SEED)
    minhash.update(runs)
    return np.array(minhash.digest(), dtype=np.uint32).astype(np.uint16).tobytes()


def smallest(facts: frozenset[str]) -> bytes:
    """The smallest hashes of the facts, in order: of two articles, always the same ones are kept."""
    import numpy as np

    hashes = sorted(int.from_bytes(blake2b(fact.encode(), digest_size=4).digest()) for fact in facts)[:FACTS]
    return np.array(hashes + [NO_FACT] * (FACTS - len(hashes)), dtype=np.uint32).tobytes()
