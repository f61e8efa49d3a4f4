"""Stance beside its peers, on public benchmarks, on held-out parts of the beat, and on the sample corpus.

    make bench-stance
    PARLEY_DATA=<folder> python -m benchmarks.stances [newsmtsc seesaw dse vast beat sample] [--test] [--ways tfidf shipped …]

Development parts are asked unless `--test` is given: test parts are touched once per report. Answers are kept in the folder
that PARLEY_BENCH_CACHE names, or benchmarks/.cache, so that a stopped run goes on. What is missing is told, and the rest goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks.stances import beat, ours, public, sample, table, ways
from benchmarks.stances.data import Bench, Part, Shares, answers, cut, gold, groups
from benchmarks.stances.runs import answered
from benchmarks.stances.scores import Scores, calls, score
from benchmarks.stances.setfit import setfit
from models.errors import ParleyError
from models.metrics import macro_f1
from models.news import STANCES

# The beat and the sample have no development part.
SETS: dict[str, tuple[Callable[[bool], Bench], ...]] = {
    **{name: (reader,) for name, reader in public.BENCHES.items()},
    "beat": tuple(lambda test, kind=kind: beat.beat(kind) for kind in beat.KINDS),  # type: ignore[misc]
    "sample": (lambda test: sample.sample(), lambda test: sample.hand_check()),
}
# Ways that a benchmark has to ask for.
ELSEWHERE = (public.NEWSMTSC_HEAD, beat.WITHOUT)


def main() -> None:
    """Ask, and print a set of tables for each part of each benchmark."""
    asked = _arguments()
    known = by_name(asked.peers_python)
    for name in asked.sets or SETS:
        for reader in SETS[name]:
            try:
                bench = reader(asked.test)
            except ParleyError as error:
                print(f"\n### {name}: not asked\n\n{error}", flush=True)
                continue
            present(cut(bench, asked.rows) if asked.rows else bench, known, asked.ways)
        if name == "beat":
            _ceiling()


def by_name(peers_python: str) -> dict[str, ways.Way]:
    """Every way by the name that --ways takes."""
    return {
        "majority": ways.MAJORITY,
        "tfidf": ways.TFIDF,
        "frozen": ways.FROZEN,
        "setfit": setfit(peers_python),
        "shipped": ours.SHIPPED,
        "refitted": ours.REFITTED,
        "newsmtsc-head": ours.NEWSMTSC,
        "without": ours.BEAT_WITHOUT,
    }


def present(bench: Bench, known: Mapping[str, ways.Way], wanted: Sequence[str]) -> None:
    """Ask the wanted ways that belong here, and print what each part came to."""
    said: dict[ways.Way, tuple[Shares, ...]] = {}
    faults: dict[str, list[str]] = {}
    for way in (known[name] for name in wanted):
        if way.name not in ELSEWHERE or way.name in bench.ways:
            try:
                said[way] = answered(bench, way)
            except ParleyError as error:
                faults.setdefault(str(error), []).append(way.name)
    for part in bench.parts:
        print("\n" + "\n\n".join(_tables(bench, part, said)), flush=True)
    for fault, names in faults.items():
        print(f"\nnot asked: {'; '.join(names)}. {fault}", flush=True)


def _tables(bench: Bench, part: Part, said: Mapping[ways.Way, tuple[Shares, ...]]) -> Iterator[str]:
    true, own = gold(bench, part), groups(bench, part)
    told = {way: [answers(bench, part, shares) for shares in seeds] for way, seeds in said.items()}
    scored: dict[ways.Way, Scores] = {way: score(true, own, seeds, bench.labels) for way, seeds in told.items()}
    yield f"### {table.title(bench, part)}"
    yield table.markdown(
        table.HEADS, [table.row(way.name, way.learns or bench.seen, found) for way, found in scored.items()]
    )
    yield table.markdown(table.TRUST, [table.trust(way.name, found) for way, found in scored.items()])
    if ours.SHIPPED in told:
        kinds = table.errors(true, calls(told[ours.SHIPPED][0]))
        yield f"{ours.SHIPPED.name}, errors by kind:\n\n" + table.markdown(
            ("true", "called", "items", "share"), list(kinds)
        )


def _ceiling() -> None:
    try:
        one, other = beat.readings()
    except ParleyError:
        return  # told above
    agreed = macro_f1(one, other, STANCES)
    print(
        f"\nbeat: macro-F1 of a second reading scored against the first, by the same model: {agreed:.3f} ({len(one)} pairs)"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stances", description="Stance beside its peers.")
    parser.add_argument("sets", nargs="*", choices=[[], *SETS], help=f"{', '.join(SETS)}; all where none is named")
    parser.add_argument("--test", action="store_true", help="the test parts, instead of the development parts")
    parser.add_argument("--ways", nargs="+", choices=list(by_name("")), default=list(by_name("")))
    parser.add_argument("--peers-python", default=".venv-peers-stance/bin/python", help="SetFit's environment")
    parser.add_argument("--rows", type=int, help="try the command on so many items of each part; no figures")
    return parser.parse_args()


if __name__ == "__main__":
    main()
