"""Batch labelling: every article once, the same bytes however it is cut, shuffled, killed or started again."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Encoder
from models.errors import ParleyError
from models.news import OUTSIDE, Article, Paragraph
from models.novelty import Closeness
from pipelines.config import TrainConfig
from pipelines.cost import Clock
from pipelines.inputs import read_inputs
from pipelines.jobs import job_for
from pipelines.label import Labelled, label
from pipelines.learning import learn, make_bundle
from pipelines.novelty import IN_BUNDLE, write_closeness
from pipelines.pieces import FIRST_PARAGRAPHS, PIECE_PARAGRAPHS, cut, piece_name
from pipelines.progress import Progress
from pipelines.reading import ReadingConfig
from pipelines.registry import Chosen
from pipelines.report.summary import label_summary
from pipelines.shipped import Shipped
from pipelines.store import held_alone

Parley = Callable[..., subprocess.CompletedProcess[str]]
SEEN = ("potomac-ledger-01.txt", "silk-route-observer-01.txt", "margalla-post-01.txt")
SECONDS = 240
# A story far off the beat, in four articles: a headline and three paragraphs each.
FERRY = (
    (
        "Ferry inquiry hears of missing bow door check",
        "The inquiry into the loss of the car ferry Maid of Skerra was told on Tuesday that nobody had checked "
        "the bow door before she left Port Ellory, and that the indicator light on the bridge had been broken "
        "since spring.",
        "Boatswain Tormod Rask said the crew had twenty minutes to load ninety cars, and that closing the bow "
        "door of the ferry under way had become a habit on the Skerra crossing.",
        "Water was seen on the car deck eleven minutes after sailing, the inquiry heard, and the ferry listed so "
        "far that the starboard lifeboats could not be lowered.",
    ),
    (
        "Owners knew the ferry was overloaded, inquiry told",
        "Skerra Lines had been warned three times that its car ferry sailed overloaded in summer, a former "
        "harbour pilot told the inquiry into the sinking of the Maid of Skerra.",
        "The ferry carried four hundred and twelve passengers on the night she capsized, sixty more than her "
        "certificate allowed, according to tickets recovered from the purser's office.",
        "Counsel for the ferry company said the master alone decided how many cars and passengers to take aboard,"
        " and that no rule of the company asked him to sail with the bow door open.",
    ),
    (
        "Divers bring up the voyage recorder of the sunken ferry",
        "Navy divers on Friday brought up the voyage data recorder of the Maid of Skerra, the car ferry that "
        "capsized off Port Ellory in March with the loss of thirty-one lives.",
        "Investigators hope the recorder will show when the crew of the ferry noticed water on the car deck, and "
        "whether an alarm on the bow door sounded on the bridge.",
        "Relatives of passengers who died watched from the quay as the salvage barge came in, and asked that the "
        "ferry be raised before the winter gales break up her hull.",
    ),
    (
        "Coastguard answers for slow rescue of ferry passengers",
        "The coastguard took forty minutes to send its first lifeboat to the sinking ferry, the Maid of Skerra "
        "inquiry heard, because the duty officer believed the distress call to be a drill.",
        "Passengers told the inquiry how they climbed the slanting stairs of the ferry to the open deck, where "
        "life jackets lay locked in a box to which nobody had the key.",
        "The marine safety agency will inspect every car ferry with a bow door by the end of June, its director "
        "said, and ferries whose door indicators do not work will stay in port.",
    ),
)


@pytest.fixture(scope="session")
def watching(tmp_path_factory: pytest.TempPathFactory, model: str) -> str:
    """The champion, with what training on the whole sample corpus finds to be close."""
    folder = Path(shutil.copytree(model, tmp_path_factory.mktemp("watching") / "bundle"))
    write_closeness(folder, Closeness(near=0.44, belongs=0.34))
    return str(folder)


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    folder = tmp_path / "ferry"
    folder.mkdir()
    for number, parts in enumerate(FERRY):
        (folder / f"ferry-{number}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """A folder of articles enough for two pieces: the sample corpus, some words changed."""
    folder = tmp_path_factory.mktemp("many")
    for path in sorted((repository / "seeds" / "articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace(" the ", " the 2031 ", 5), encoding="utf-8")
    return folder


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def labelled(paths: Sequence[Path], out: Path, model: str) -> Labelled:
    done = label([str(path) for path in paths], out, model, Progress(), ReadingConfig())
    assert isinstance(done, Labelled)
    return done


def of_paragraphs(number: int, count: int) -> Article:
    paragraphs = tuple(Paragraph("Text.", i, 0, 5) for i in range(count))
    return Article(f"{number:016x}", f"{number}.txt", None, None, None, None, None, paragraphs, ())


@given(st.lists(st.integers(1, PIECE_PARAGRAPHS * 2), max_size=30))
def test_pieces_hold_every_article_once_in_order_and_only_the_last_may_be_small(sizes: list[int]) -> None:
    articles = [of_paragraphs(number, size) for number, size in enumerate(sizes)]

    pieces = list(cut(articles))

    assert [article for piece in pieces for article in piece] == articles
    for number, piece in enumerate(pieces[:-1]):
        total = sum(len(article.paragraphs) for article in piece)
        wanted = min(FIRST_PARAGRAPHS * 2**number, PIECE_PARAGRAPHS)
        assert total >= wanted
        assert total - len(piece[-1].paragraphs) < wanted
    assert all(pieces)


def test_a_piece_has_another_name_as_soon_as_a_file_of_the_bundle_changes(tmp_path: Path) -> None:
    ref = {"model": "m", "revision": "0", "engine": "ctranslate2"}
    facts = {"format": 3, "encoder": ref, "stance_encoder": ref}
    (tmp_path / "bundle.json").write_text(json.dumps(facts), encoding="utf-8")
    (tmp_path / "golden.jsonl").touch()
    chosen, piece = Chosen(tmp_path, "1", "run"), (of_paragraphs(1, 2),)
    names = []
    for arrays in (b"one", b"one", b"other"):
        (tmp_path / "arrays.safetensors").write_bytes(arrays)
        names.append(piece_name(piece, chosen, job_for(chosen).model))

    assert names[0] == names[1] != names[2]


def test_a_second_run_gives_the_same_bytes_and_leaves_nothing_beside_them(
    tmp_path: Path, news: Path, model: str
) -> None:
    out = tmp_path / "out" / "labels.jsonl"
    labelled([news], out, model)
    first = out.read_bytes()

    done = labelled([news], out, model)

    assert out.read_bytes() == first
    assert len(rows_of(out)) == done.counts.prose > 20
    assert os.listdir(out.parent) == ["labels.jsonl"]


def test_an_article_has_the_same_labels_under_any_name_in_any_order_and_alone(
    tmp_path: Path, news: Path, model: str
) -> None:
    labelled([news], tmp_path / "all.jsonl", model)
    order = list(SEEN)
    random.Random(4).shuffle(order)  # noqa: S311
    other = tmp_path / "other"
    other.mkdir()
    for number, name in enumerate(order):
        shutil.copyfile(news / name, other / f"{number}.txt")
    labelled([other], tmp_path / "other.jsonl", model)
    labelled([news / SEEN[1]], tmp_path / "one.jsonl", model)

    def told(name: str) -> dict[tuple[object, object], dict[str, object]]:
        return {(row["article_id"], row["paragraph"]): {**row, "source": ""} for row in rows_of(tmp_path / name)}

    assert told("all.jsonl") == told("other.jsonl")
    assert all(told("all.jsonl")[key] == row for key, row in told("one.jsonl").items())


def test_one_bad_file_among_good_ones_is_listed_and_the_others_are_labelled(
    tmp_path: Path, news: Path, model: str
) -> None:
    (news / "broken.txt").write_bytes(b"\xff\xfe\x00garbage\x81")
    (news / "half.jsonl").write_text('{"text": \n', encoding="utf-8")
    out = tmp_path / "labels.jsonl"

    done = labelled([news], out, model)
    listed = rows_of(tmp_path / "labels.jsonl.quarantine.jsonl")

    assert {Path(str(row["source"])).name for row in listed} == {"broken.txt", "half.jsonl#1"}
    assert all("expected: " in str(row["reason"]) and "way out: " in str(row["reason"]) for row in listed)
    assert (done.counts.articles_in, done.counts.articles_kept, done.counts.articles_quarantined) == (5, 3, 2)
    assert {Path(str(row["source"])).name for row in rows_of(out)} == set(SEEN)


def test_a_bundle_older_than_straight_quotation_marks_reads_them_as_printed(tmp_path: Path, model: str) -> None:
    """So that yesterday's bundle gives yesterday's labels."""
    older = Path(shutil.copytree(model, tmp_path / "older"))
    (older / "boilerplate.json").unlink()
    (tmp_path / "a.txt").write_text("“We have no camps,” the minister in Islamabad said on Monday.", encoding="utf-8")
    for bundle in (older, model):
        labelled([tmp_path / "a.txt"], tmp_path / f"{Path(bundle).name}.jsonl", str(bundle))

    (before,), (now,) = rows_of(tmp_path / "older.jsonl"), rows_of(tmp_path / f"{Path(model).name}.jsonl")

    assert before["text"] == "“We have no camps,” the minister in Islamabad said on Monday."
    assert now["text"] == '"We have no camps," the minister in Islamabad said on Monday.'


def test_an_article_that_repeats_another_is_labelled_too_and_names_it(tmp_path: Path, news: Path, model: str) -> None:
    text = (news / SEEN[0]).read_text(encoding="utf-8")
    (news / "again.txt").write_text(text.replace("Copyright", "© Copyright"), encoding="utf-8")

    labelled([news], tmp_path / "labels.jsonl", model)

    found = {(str(row["source"]).rsplit("/", 1)[1], row["duplicate_of"]) for row in rows_of(tmp_path / "labels.jsonl")}
    first = next(row["article_id"] for row in rows_of(tmp_path / "labels.jsonl") if row["duplicate_of"])
    assert found == {("again.txt", None), (SEEN[0], first), (SEEN[1], None), (SEEN[2], None)}


def test_a_quarantine_list_goes_when_the_files_are_mended(tmp_path: Path, news: Path, model: str) -> None:
    (news / "broken.txt").write_bytes(b"\xff\xff")
    labelled([news], tmp_path / "labels.jsonl", model)
    (news / "broken.txt").unlink()

    labelled([news], tmp_path / "labels.jsonl", model)

    assert not (tmp_path / "labels.jsonl.quarantine.jsonl").exists()


def test_what_a_run_writes_among_its_articles_is_never_read_as_an_article(news: Path, model: str) -> None:
    out = news / "labels.jsonl"
    (news / "broken.txt").write_bytes(b"\xff\xff")
    labelled([news], out, model)
    first = out.read_bytes()
    left = news / ".labels.jsonl.parts" / "left-by-a-killed-run.jsonl"
    left.parent.mkdir()
    left.write_bytes(first)
    assert (news / "labels.jsonl.quarantine.jsonl").exists()

    done = labelled([news], out, model)

    assert out.read_bytes() == first
    assert (done.counts.articles_in, done.counts.articles_kept) == (4, 3)


def test_an_output_that_is_itself_an_article_to_label_is_refused_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "articles.jsonl"
    out.write_text('{"text": "An article."}\n', encoding="utf-8")

    with pytest.raises(ParleyError, match="is one of the articles to read"):
        labelled([out], out, "parley")

    assert out.read_text(encoding="utf-8") == '{"text": "An article."}\n'


def test_a_second_run_to_the_same_output_waits_for_the_first_to_end(tmp_path: Path, news: Path, model: str) -> None:
    out = tmp_path / "labels.jsonl"

    with held_alone(out), pytest.raises(ParleyError, match=r"another parley is writing .*labels\.jsonl"):
        labelled([news], out, model)
    assert not out.exists()

    labelled([news], out, model)
    assert rows_of(out)


def test_a_file_name_that_is_no_utf_8_does_not_stop_the_others(
    tmp_path: Path, news: Path, trained: Path, parley: Parley
) -> None:
    shutil.copyfile(news / SEEN[0], os.fsencode(news) + b"/caf\xe9.txt")
    out = tmp_path / "labels.jsonl"

    done = parley("label", news, "--out", out, cwd=trained)

    assert done.returncode == 0, done.stderr
    assert len({row["source"] for row in rows_of(out)}) == 4


def test_nothing_readable_is_an_error_that_names_the_files_and_writes_no_labels(tmp_path: Path, model: str) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xff")

    with pytest.raises(ParleyError, match=r"a\.txt"):
        labelled([tmp_path / "a.txt"], tmp_path / "labels.jsonl", model)

    assert sorted(os.listdir(tmp_path)) == ["a.txt", "labels.jsonl.quarantine.jsonl"]


def start(trained: Path, articles: Path, out: Path) -> subprocess.Popen[str]:
    env = os.environ | {"MLFLOW_TRACKING_URI": f"sqlite:///{trained}/mlflow.db"}
    command = [sys.executable, "-m", "pipelines", "label", str(articles), "--out", str(out)]
    # A shell that starts tests in the background has them, and all their children, ignore what Ctrl-C sends.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=trained, env=env, text=True, stdout=pipe, stderr=pipe, preexec_fn=heed)


def kill_when(process: subprocess.Popen[str], ready: Callable[[], bool], signal_number: int = signal.SIGKILL) -> None:
    """Send the signal as soon as `ready` says so, or the process has ended."""
    until = time.monotonic() + SECONDS
    while process.poll() is None and not ready():
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal_number)
    process.communicate(timeout=SECONDS)


def whole_pieces(out: Path) -> int:
    return len([path for path in out.parent.glob(f".{out.name}.parts/*.jsonl") if not path.name.startswith(".")])


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, trained: Path, many: Path, parley: Parley) -> bytes:
    out = tmp_path_factory.mktemp("undisturbed") / "labels.jsonl"
    done = parley("label", many, "--out", out, cwd=trained)
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


def test_a_run_killed_after_its_first_piece_goes_on_and_gives_the_same_bytes(
    tmp_path: Path, trained: Path, many: Path, undisturbed: bytes, parley: Parley
) -> None:
    out = tmp_path / "labels.jsonl"
    kill_when(start(trained, many, out), lambda: whole_pieces(out) >= 1)
    assert not out.exists()
    finished = whole_pieces(out)

    done = parley("label", many, "--out", out, cwd=trained)

    assert done.returncode == 0, done.stderr
    assert f"went on from an interrupted run: {finished} of 2 pieces were done" in done.stdout
    assert out.read_bytes() == undisturbed
    assert os.listdir(tmp_path) == ["labels.jsonl"]


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet"])
def test_a_run_killed_again_and_again_at_any_moment_ends_with_the_same_bytes(
    tmp_path: Path, trained: Path, many: Path, parley: Parley, ending: str
) -> None:
    moments = random.Random(ending)  # noqa: S311
    whole, out = tmp_path / f"whole{ending}", tmp_path / "killed" / f"labels{ending}"
    assert parley("label", many, "--out", whole, cwd=trained).returncode == 0
    for _ in range(4):
        last = time.monotonic() + moments.uniform(0.5, 12.0)
        kill_when(start(trained, many, out), lambda last=last: time.monotonic() > last)  # type: ignore[misc]

    assert parley("label", many, "--out", out, cwd=trained).returncode == 0
    assert out.read_bytes() == whole.read_bytes()
    assert os.listdir(out.parent) == [out.name]


@pytest.mark.slow
def test_a_run_killed_while_its_result_is_written_leaves_no_draft_behind(
    tmp_path: Path, trained: Path, many: Path, undisturbed: bytes, parley: Parley
) -> None:
    out = tmp_path / "labels.jsonl"
    kill_when(start(trained, many, out), lambda: whole_pieces(out) >= 2)

    assert parley("label", many, "--out", out, cwd=trained).returncode == 0
    assert out.read_bytes() == undisturbed
    assert os.listdir(tmp_path) == ["labels.jsonl"]


def test_an_interrupted_run_ends_with_130_and_says_how_to_go_on(tmp_path: Path, trained: Path, many: Path) -> None:
    out = tmp_path / "labels.jsonl"
    process = start(trained, many, out)
    until = time.monotonic() + SECONDS
    while whole_pieces(out) < 1:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)

    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=SECONDS)

    assert process.returncode == 130
    assert "interrupted; start the same command again" in told
    assert "Traceback" not in told
    assert not out.exists()


@pytest.mark.parametrize(("ending", "room"), [(".jsonl", 100), (".csv", 20_000)])
def test_a_full_disk_ends_in_words_and_leaves_nothing_half_written(
    tmp_path: Path, news: Path, model: str, ending: str, room: int
) -> None:
    out = tmp_path / f"labels{ending}"
    command = [sys.executable, "-m", "pipelines", "label", str(news), "--out", str(out), "--model", model]

    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert "cannot write" in done.stderr
    assert "way out:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
    assert not list(tmp_path.rglob(".draft*"))


def test_a_dense_group_outside_all_themes_is_told_of_with_examples_and_how_to_learn_it(
    tmp_path: Path, news: Path, ferry: Path, watching: str
) -> None:
    out = tmp_path / "labels.jsonl"

    done = labelled([news, ferry], out, watching)

    (theme,) = done.watch.themes
    assert theme.articles == 4
    assert len(theme.members) >= 10
    assert {Path(member.source).parent.name for member in theme.members} == {"ferry"}
    told = "\n".join(label_summary(done, ["seeds/articles"]))
    assert f"a new theme may have appeared: {theme.name}\n" in told
    assert f"{len(theme.members)} paragraphs in 4 articles lie outside all themes, but close together" in told
    assert told.count("/ferry-") == 3
    assert f"their paragraphs: {out}.new_themes.json" in told
    assert f"to learn them: parley train --articles seeds/articles {news} {ferry}" in told


def test_the_list_of_new_themes_names_paragraphs_as_the_labels_do(tmp_path: Path, ferry: Path, watching: str) -> None:
    out = tmp_path / "labels.jsonl"
    labelled([ferry], out, watching)

    listed = json.loads((tmp_path / "labels.jsonl.new_themes.json").read_text(encoding="utf-8"))

    told = {(row["article_id"], row["paragraph"]): row for row in rows_of(out)}
    (theme,) = listed["new_themes"]
    members = [told[member["article_id"], member["paragraph"]] for member in theme["members"]]
    assert [row["text"] for row in members] == [member["text"] for member in theme["members"]]
    assert {row["theme_state"] for row in members} == {"outside"}
    assert (theme["paragraphs"], theme["articles"]) == (len(members), 4)


def test_new_themes_are_the_same_in_any_order_again_and_after_a_run_that_failed_at_its_end(
    tmp_path: Path, news: Path, ferry: Path, watching: str
) -> None:
    outs = [tmp_path / name / "labels.jsonl" for name in ("one", "other", "failed")]
    lists = [out.with_name("labels.jsonl.new_themes.json") for out in outs]
    labelled([news, ferry], outs[0], watching)
    first = lists[0].read_bytes()
    labelled([news, ferry], outs[0], watching)
    labelled([*sorted(ferry.iterdir(), reverse=True), news], outs[1], watching)
    lists[2].mkdir(parents=True)  # so that the list cannot be written
    with pytest.raises(IsADirectoryError):
        labelled([news, ferry], outs[2], watching)
    lists[2].rmdir()

    done = labelled([news, ferry], outs[2], watching)

    assert done.reused == done.pieces
    assert {path.read_bytes() for path in lists} == {first}


def test_a_list_of_new_themes_goes_with_them_and_is_never_read_as_an_article(
    news: Path, ferry: Path, watching: str
) -> None:
    out = news / "labels.jsonl"
    labelled([news, ferry], out, watching)
    listed = news / "labels.jsonl.new_themes.json"
    assert listed.exists()

    done = labelled([news], out, watching)

    assert (done.counts.articles_in, done.watch.themes) == (3, ())
    assert not listed.exists()


def test_a_story_printed_by_four_papers_is_no_new_theme(tmp_path: Path, ferry: Path, watching: str) -> None:
    story = "\n\n".join([FERRY[0][0], *(text for _, *paragraphs in FERRY for text in paragraphs)])
    for path in ferry.iterdir():
        path.write_text(story.replace("Tuesday", f"Tuesday {path.stem[-1]} May"), encoding="utf-8")

    done = labelled([ferry], tmp_path / "labels.jsonl", watching)

    assert done.watch.outside >= 10
    assert done.watch.themes == ()


def test_a_model_older_than_the_watch_says_that_it_does_not_look(tmp_path: Path, ferry: Path, watching: str) -> None:
    older = Path(shutil.copytree(watching, tmp_path / "older"))
    (older / IN_BUNDLE).unlink()

    done = labelled([ferry], tmp_path / "labels.jsonl", str(older))

    assert "not looked for new themes among them: this model is older than that" in "\n".join(
        label_summary(done, ["seeds/articles"])
    )


@pytest.mark.slow
def test_training_on_a_new_theme_learns_it(
    tmp_path: Path, small_config: TrainConfig, encoder: Encoder, shipped: Shipped, ferry: Path
) -> None:
    config = small_config.model_copy(update={"articles": (*small_config.articles, str(ferry))})

    with read_inputs(config) as inputs:
        fitted = learn(inputs, config, encoder, shipped, Clock(lambda told: None))
        themes = make_bundle(inputs, fitted, encoder, shipped, config.encoder.model).themes

    assigned = themes.assign(fitted.sample.corpus.vectors)
    told = [
        row.theme
        for row, own in zip(assigned, fitted.sample.articles, strict=True)
        if own.source.startswith(str(ferry))
    ]
    theme, members = Counter(told).most_common(1)[0]
    assert theme != OUTSIDE
    assert members >= 9
    assert members > sum(row.theme == theme for row in assigned) / 2
