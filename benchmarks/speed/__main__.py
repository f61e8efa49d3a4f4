"""How fast paragraphs are read and labelled, beside what else there is, and what a second run costs.

    [PARLEY_DATA=<folder>] make bench-speed

Ratios hold for one machine in one run; all ways of a table are measured in turn in the same rounds.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.speed.encoding import Encoding, encoding
from benchmarks.speed.labelling import Again, Labelling, again, cold_start, labelling
from benchmarks.speed.material import Material, material
from benchmarks.speed.model import trained_bundle


def main() -> None:
    """Print every table."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        own, bundle = material(folder), trained_bundle(folder)
        named = sum(bool(row.targets) for row in own.rows)
        print(f"{own.name}: {len(own.rows)} paragraphs, {named} of them name a target; {os.cpu_count()} cores")
        _tell_encoding(encoding(own))
        _tell_labelling(labelling(own, bundle, folder))
        start = cold_start(bundle, folder)
        print(
            f"\none article from a cold start, seconds: {start.proved:.2f}; where nothing is kept {start.unproved:.2f}"
        )
        _tell_again(again(own, bundle, folder), own)


def _tell_encoding(told: Encoding) -> None:
    print("\nencoding alone, paragraphs a second")
    print(f"  sentence-transformers as it comes   {told.reference:7.0f}")
    print(f"  parley, for themes                  {told.themes:7.0f}   {told.ratio:.2f} times")
    print(f"  parley, for themes and stance       {told.both:7.0f}")
    print(f"  rows bit-equal alone and in company: {told.pure} of {told.rows}")


def _tell_labelling(told: Labelling) -> None:
    print("\nparley label, end to end, nothing remembered, paragraphs a second")
    print(f"  encoding alone                      {told.encode:7.0f}")
    print(f"  one process                         {told.one:7.0f}   peak {told.peak_one:.0f} MB")
    print(f"  two processes                       {told.two:7.0f}   peak {told.peak_two:.0f} MB")
    print(f"  {told.share:.0%} of encoding alone; outputs {'equal' if told.equal else 'DIFFERENT'}")


def _tell_again(told: Again, own: Material) -> None:
    print(f"\nthe same {len(own.rows)} paragraphs again, seconds")
    print(f"  first run                           {told.first:7.2f}")
    for name, seconds in (
        ("the same command again", told.same),
        ("the same articles, another file", told.other_file),
        ("the same articles, another champion", told.other_champion),
    ):
        print(f"  {name:<36}{seconds:7.2f}   {told.first / seconds:.0f} times faster")


if __name__ == "__main__":
    sys.exit(main())
