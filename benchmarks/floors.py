"""The floors that figures are held to, in one file: raised freely, lowered only with a flag and a reason.

    python -m benchmarks.floors                                     # list them
    python -m benchmarks.floors stance.macro_f1 0.72                # raise one
    python -m benchmarks.floors stance.macro_f1 0.65 --lower --because "the corpus has harder labels since 2031"

The file carries a digest of itself, so that an edit by hand, past the reasons, is noticed by the gate.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from models.errors import ParleyError
from pipelines.store import write_whole

FILE = Path(__file__).with_name("floors.json")
LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound on one figure: it is to be at `least`, or at `most`, the value."""

    name: str
    kind: Literal["least", "most"]
    value: float

    def keeps(self, figure: float | None) -> bool:
        """Whether a figure keeps to it; one that is missing or not a number does not."""
        if figure is None:
            return False
        return figure >= self.value if self.kind == "least" else figure <= self.value

    def stricter_than(self, other: Floor) -> bool:
        return self.value > other.value if self.kind == "least" else self.value < other.value

    def __str__(self) -> str:
        return f"{'>=' if self.kind == 'least' else '<='} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Lowering:
    """A floor that was lowered, from where to where, and why."""

    name: str
    before: float
    after: float
    because: str


@dataclass(frozen=True, slots=True)
class Floors:
    """All floors, and the history of those that were lowered."""

    floors: tuple[Floor, ...]
    lowered: tuple[Lowering, ...] = ()

    def named(self, name: str) -> Floor:
        for floor in self.floors:
            if floor.name == name:
                return floor
        raise ParleyError(
            f"there is no floor {name!r}",
            expected=f"one of {', '.join(floor.name for floor in self.floors)}",
            way_out="`python -m benchmarks.floors` lists them",
        )

    def moved(self, name: str, value: float, lower: bool = False, because: str = "") -> Floors:
        """The floors with one of them elsewhere. Raises ParleyError where it would be laxer without a flag and a reason."""
        old = self.named(name)
        new = replace(old, value=value)
        floors = tuple(new if floor == old else floor for floor in self.floors)
        if value == old.value or new.stricter_than(old):
            return Floors(floors, self.lowered)
        if not lower or len(because.split()) < LEAST_WORDS:
            raise ParleyError(
                f"{name} {old} would become laxer: {new}",
                expected=f"a stricter bound, or --lower and --because with a reason of {LEAST_WORDS} words or more",
                way_out="find out why the figure fell; lower the floor only where that is what you want to ship",
            )
        return Floors(floors, (*self.lowered, Lowering(name, old.value, value, because)))


def read_floors(path: Path = FILE) -> Floors:
    """The floors of a file; raises ParleyError where it was edited by hand."""
    told = json.loads(path.read_text(encoding="utf-8"))
    floors = Floors(
        tuple(Floor(name, *next(iter(bound.items()))) for name, bound in told["floors"].items()),
        tuple(Lowering(**own) for own in told["lowered"]),
    )
    if told["digest"] != _digest(floors):
        raise ParleyError(
            f"{path} was edited by hand: its digest is {told['digest']!r}, its content has {_digest(floors)!r}",
            expected="floors moved by `python -m benchmarks.floors NAME VALUE`, which asks for a reason to lower one",
            way_out="take back the edit, and move the floor with that command",
        )
    return floors


def write_floors(floors: Floors, path: Path = FILE) -> None:
    told = {**_told(floors), "digest": _digest(floors)}
    write_whole(path, json.dumps(told, indent=2) + "\n")


def _told(floors: Floors) -> dict[str, object]:
    return {
        "floors": {floor.name: {floor.kind: floor.value} for floor in floors.floors},
        "lowered": [asdict(own) for own in floors.lowered],
    }


def _digest(floors: Floors) -> str:
    return hashlib.sha256(json.dumps(_told(floors)).encode()).hexdigest()[:16]


def main(arguments: list[str] | None = None) -> int:
    """List the floors, or move one."""
    own = argparse.ArgumentParser(prog="python -m benchmarks.floors", description="List the floors, or move one.")
    own.add_argument("name", nargs="?", help="the figure whose floor is moved")
    own.add_argument("value", nargs="?", type=float, help="where to")
    own.add_argument("--lower", action="store_true", help="it may become laxer")
    own.add_argument("--because", default="", metavar="REASON", help="why it is lowered; stands in the file for good")
    chosen = own.parse_args(arguments)
    try:
        floors = read_floors()
        if chosen.name is not None and chosen.value is None:
            own.error(f"no value for {chosen.name}")
        if chosen.name is not None:
            floors = floors.moved(chosen.name, chosen.value, chosen.lower, chosen.because)
            write_floors(floors)
    except ParleyError as error:
        print(f"floors: {error}", file=sys.stderr)
        return 2
    for floor in floors.floors:
        print(f"{floor.name:<32}{floor}")
    for lowering in floors.lowered:
        print(f"lowered: {lowering.name} from {lowering.before:g} to {lowering.after:g}: {lowering.because}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
