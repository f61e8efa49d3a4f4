"""parley's own weights: as they are, and with a head fitted on a benchmark's train part."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.stances.beat import WITHOUT, folds_folder
from benchmarks.stances.data import Round, Shares
from benchmarks.stances.public import NEWSMTSC_HEAD
from benchmarks.stances.ways import Way, refitted, rows_of
from models import encoder, engines, stance, themes
from models.errors import ParleyError
from models.stance import SIDES
from models.themes import softmax
from pipelines.shipped import HEAD_FILE, Shipped, open_shipped
from pipelines.weights import sha256_of

OWN_HEAD = "newsmtsc_head.safetensors"


def as_shipped(asked: Round, seed: int) -> Shares:
    """The calibrated probabilities of the round's weights; nothing is learnt from its train part."""
    return _said(asked.weights, asked)


def without(asked: Round, seed: int) -> Shares:
    """The same weights, made without any label of the beat."""
    return _said(_without(), asked)


def refit(asked: Round, seed: int) -> Shares:
    """A new head on the stance encoder, which stays as it is."""
    return refitted(_open(asked.weights).encoder, asked)


def newsmtsc_head(asked: Round, seed: int) -> Shares:
    """The head that pretraining kept for NewsMTSC, uncalibrated."""
    from safetensors.numpy import load_file

    head = load_file(_own_head(asked.weights))
    return softmax(rows_of(_open(asked.weights).encoder, asked.test) @ head["weights"][:SIDES].T + head["bias"][:SIDES])


def _said(folder: Path, asked: Round) -> Shares:
    shipped = _open(folder)
    logits = rows_of(shipped.encoder, asked.test) @ shipped.head.weights.T + shipped.head.bias
    return shipped.head.calibration.sides(logits)


@cache
def _open(folder: Path) -> Shipped:
    return open_shipped(folder)


def _without() -> Path:
    return folds_folder() / "without"


def _own_head(folder: Path) -> Path:
    if not (folder / OWN_HEAD).is_file():
        raise ParleyError(
            f"there is no {folder / OWN_HEAD}",
            expected="the head that pretraining kept for NewsMTSC: `weights` (3, 2*dim) and `bias` (3,)",
            way_out="make the weights again with `parley pretrain`",
        )
    return folder / OWN_HEAD


def _made_of(folder: Path) -> str:
    own = _open(folder)
    made = (folder / HEAD_FILE, *(Path(module.__file__) for module in (encoder, engines, stance, themes)))
    return " ".join((own.encoder.revision, *map(sha256_of, made), repr(own.head.calibration)))


def _newsmtsc_made_of(asked: Round) -> str:
    return f"{_open(asked.weights).encoder.revision} {sha256_of(_own_head(asked.weights))}"


SHIPPED = Way("parley", None, as_shipped, lambda asked: _made_of(asked.weights), "ours")
REFITTED = Way(
    "parley, head refitted", "train part", refit, lambda asked: _open(asked.weights).encoder.revision, "ours"
)
NEWSMTSC = Way(NEWSMTSC_HEAD, "train part, in pretraining", newsmtsc_head, _newsmtsc_made_of, "ours")
BEAT_WITHOUT = Way(WITHOUT, "no part of it", without, lambda asked: _made_of(_without()), "ours")
