"""The scores by which parley is set beside its peers, and the trials that they are counted on."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.topics import scores, table, vectors
from benchmarks.topics.corpora import Judged, read_corpus
from benchmarks.topics.methods import BY_NAME, NONE, Filing, Fitted, Rows
from benchmarks.topics.runs import Bench, Trial
from benchmarks.topics.scale import NOISE, _tiled
from benchmarks.topics.trial import Given, run
from models.encoder import unit

TEXTS = [
    *["the baker sold warm bread and rye bread"] * 6,
    *["a ferry left the harbour before the storm"] * 6,
]
TRUTH = np.repeat([0, 1], 6)
LABELS = ("bread",) * 6 + ("boats",) * 6
FILINGS = st.lists(st.integers(NONE, 3), min_size=12, max_size=12).map(np.array)


def planted() -> Rows:
    """Two groups of rows that lie far apart."""
    return unit(np.eye(8)[TRUTH] + np.random.default_rng(0).normal(scale=0.05, size=(12, 8)))


def by_side(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
    """Files each row by its larger side, and cannot be saved."""
    side: Filing = rows[:, :2].argmax(axis=1).astype(np.int64)
    return Fitted(side, lambda texts, rows: rows[:, :2].argmax(axis=1).astype(np.int64))


def swayed(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
    """Files rows by where they stand, new ones by how many come with them."""
    return Fitted(np.arange(len(rows)) % 2, lambda texts, rows: np.full(len(rows), int(len(rows) > 1)))


def trial_of(method: object, tmp_path: Path) -> Trial:
    run(method, Given(TEXTS, planted(), 2), tmp_path / "trial", briefly=False)  # type: ignore[arg-type]
    with np.load(tmp_path / "trial.npz") as arrays:
        return Trial(dict(arrays), {"cpu": 1.0, "peak": 100.0}, None)


def scored() -> table.Scored:
    return table.Scored(Judged("planted", tuple(TEXTS), LABELS), planted(), scores.Words.of(TEXTS))


def row_of(heads: tuple[str, ...], row: list[str]) -> dict[str, str]:
    return dict(zip(heads, row, strict=True))


@given(FILINGS)
def test_agreement_does_not_hang_on_the_numbers_of_themes(filing: Filing) -> None:
    renamed = np.where(filing == NONE, NONE, 7 - filing)

    assert scores.shared_information(LABELS, filing) == pytest.approx(scores.shared_information(LABELS, renamed))
    assert scores.same_pairs(LABELS, filing) == pytest.approx(scores.same_pairs(LABELS, renamed))


@given(FILINGS)
def test_coverage_and_number_of_themes_leave_out_what_has_none(filing: Filing) -> None:
    assert scores.coverage(filing) == pytest.approx(np.mean([kind != NONE for kind in filing]))
    assert scores.themes_in(filing) == len(set(filing.tolist()) - {NONE})


def test_no_theme_is_a_class_over_all_rows_and_left_out_over_covered_ones() -> None:
    filing = np.where(np.arange(12) % 3 == 0, NONE, TRUTH)

    assert scores.shared_information(LABELS, filing, covered=True) == pytest.approx(1.0)
    assert 0.0 < (scores.shared_information(LABELS, filing) or 0.0) < 0.9


def test_rows_that_nobody_labelled_do_not_count() -> None:
    some = ("bread", None) * 3 + ("boats", None) * 3
    filing = np.where([label is None for label in some], 9, TRUTH)

    assert scores.shared_information(some, filing) == pytest.approx(1.0)
    assert scores.shared_information((None,) * 12, filing) is None


def test_stability_is_counted_on_the_rows_that_both_resamples_drew() -> None:
    resamples = np.array([[0, 1, 2, 3, 4, 5], [2, 3, 4, 5, 6, 7]])
    agreeing = np.array([[0, 1, 0, 0, 1, 1], [5, 5, 6, 6, 5, 6]])

    assert scores.stability(resamples, agreeing) == pytest.approx(1.0)
    assert scores.stability(resamples[:1], agreeing[:1]) is None


def test_top_words_are_those_that_set_a_theme_apart() -> None:
    words = scores.Words.of(TEXTS)
    tops = [{words.vocabulary[j] for j in top} for top in scores.top_words(words, TRUTH)]

    assert tops == [{"baker", "bread", "rye", "sold", "warm"}, {"ferry", "harbour", "left", "storm"}]


def test_words_always_seen_together_cohere_wholly_and_words_never_seen_together_not_at_all() -> None:
    words = scores.Words.of(TEXTS)
    bread, ferry, harbour = (words.vocabulary.index(word) for word in ("bread", "ferry", "harbour"))

    assert scores.npmi(words, [(ferry, harbour)]) == pytest.approx(1.0)
    assert scores.npmi(words, [(bread, ferry)]) == pytest.approx(-1.0)
    assert scores.npmi(words, [(ferry, harbour), (bread, ferry)]) == pytest.approx(0.0)


def test_off_topic_rows_are_told_apart_wholly_or_by_chance() -> None:
    low, high = np.array([0.1, 0.2, 0.3]), np.array([0.7, 0.9])

    assert scores.told_apart(low, high) == 1.0
    assert scores.told_apart(low, low) == 0.5


def test_a_method_that_files_by_the_row_alone_is_told_as_steady(tmp_path: Path) -> None:
    row = row_of(table.RELIABLE, table.reliable(scored(), "by side", trial_of(by_side, tmp_path)))

    assert row["other order"] == "1.000"
    assert row["stability"] == "1.000"
    assert (row["filed again"], row["alone"]) == ("0.0%", "0.0%")


def test_what_a_library_cannot_do_is_said_and_not_counted_as_nought(tmp_path: Path) -> None:
    row = row_of(table.RELIABLE, table.reliable(scored(), "by side", trial_of(by_side, tmp_path)))

    assert row["reloaded"] == table.UNSUPPORTED


def test_a_method_that_hangs_on_order_and_company_is_told_as_such(tmp_path: Path) -> None:
    row = row_of(table.RELIABLE, table.reliable(scored(), "swayed", trial_of(swayed, tmp_path)))

    assert float(row["other order"]) < 0.5
    assert row["alone"] == "100.0%"


def test_a_row_of_what_is_found_has_every_column(tmp_path: Path) -> None:
    row = row_of(table.FOUND, table.found(scored(), "by side", trial_of(by_side, tmp_path)))

    assert (row["themes"], row["coverage"], row["AMI"], row["ARI"]) == ("2 / 2", "1.000", "1.000", "1.000")


def test_a_method_that_died_is_a_row_that_says_so() -> None:
    row = table.found(scored(), "greedy", Trial({}, {}, "killed by signal 9"))

    assert row == ["greedy", "died: killed by signal 9"]


def test_tiled_rows_are_unit_rows_near_those_they_copy() -> None:
    rows = unit(np.random.default_rng(5).normal(size=(40, 384)))
    tiled = _tiled(rows, 100)

    assert tiled.shape == (100, 384)
    assert np.linalg.norm(tiled, axis=1) == pytest.approx(np.ones(100), abs=1e-5)
    assert (tiled[:40] == rows).all()
    assert np.einsum("ij,ij->i", tiled[40:80], rows).min() > 1 - 384 * NOISE**2


def test_the_sample_corpus_needs_no_other_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARLEY_DATA", raising=False)
    sample = read_corpus("sample")

    assert len(set(sample.texts)) == len(sample.texts) == len(sample.labels)
    assert sample.true == 14


@pytest.mark.slow
def test_a_trial_runs_in_a_process_of_its_own_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_BENCH_CACHE", str(tmp_path))
    handed = tmp_path / "planted-1"
    vectors.write(handed, TEXTS, planted())
    told = BY_NAME["K-means, told the number"]
    trial = Bench(sys.executable).trial(told, handed, 2)

    assert trial is not None
    assert trial.died is None
    assert scores.same_pairs(LABELS, trial.arrays["filing"]) == 1.0
    kept = Bench(sys.executable, running=False).trial(told, handed, 2)
    assert kept is not None
    assert kept.figures == trial.figures


def test_an_environment_that_is_missing_is_told(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "python")
    trial = Bench(nowhere).trial(BY_NAME["EVoC"], tmp_path, None)

    assert trial is not None
    assert nowhere in str(trial.died)
