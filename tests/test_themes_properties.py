"""The promises that make a theme worth publishing, kept on the sample articles and on news that nobody wrote for us.

Each corpus holds, besides its own paragraphs: some of these once more in other articles, one paragraph that comes forty
times with another number in it, and five that are about nothing else in it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from models.bundle import Bundle, EncoderRef, Label
from models.bundle_files import load, save
from models.encoder import Encoder, Vectors
from models.golden import label_texts
from models.news import OUTSIDE, Article, Paragraph
from models.themes import Assignment, Themes
from pipelines.config import TrainConfig
from pipelines.corpus import Row, canonical, encode_articles
from pipelines.inputs import Inputs
from pipelines.sampling import find_places, read_sample
from pipelines.theme_calibration import Judged
from pipelines.theme_fit import Corpus, Known, sized
from pipelines.theme_learning import LearntThemes, Wanted, learn_themes

DATA = os.environ.get("PARLEY_DATA")
REAL = (pytest.mark.slow, pytest.mark.skipif(DATA is None, reason="PARLEY_DATA names no folder with real news"))
PARAGRAPHS, WORDS = 250, 60
TWICE = 12
OFF_TOPIC = (
    "Fry the onions gently until they turn golden, stir in the cumin, and leave the lentils to simmer for half an hour.",
    "Sow the beans once the last frost has passed, a hand apart, and water them in the morning so that the leaves dry.",
    "A faint ring was seen around the dwarf planet when it passed in front of a distant star on a clear spring night.",
    "Cast on sixty stitches with the thicker needles, knit two rows plain, and change to the green wool for the cuff.",
    "Verbs of the third conjugation lose the vowel before the ending, which is why pupils find their future so hard.",
)
COPIES = tuple(
    f"The evening ferry to the northern islands left the harbour with {number} passengers, and berthed as the tide turned."
    for number in range(41, 81)
)


@dataclass(frozen=True, slots=True)
class World:
    """Articles, what was learnt from them, and the bundle that labels with it; `answers` are those for the corpus's rows."""

    articles: tuple[Article, ...]
    rows: list[Row]
    corpus: Corpus
    learnt: LearntThemes
    bundle: Bundle
    answers: tuple[Assignment, ...]

    def answer(self, text: str) -> Assignment:
        return self.answers[self.corpus.texts.index(text)]


Learn = Callable[[Corpus], LearntThemes]


def article(*texts: str) -> Article:
    """An article with an id that is a hash of its content."""
    paragraphs = tuple(Paragraph(text, index, 0, len(text)) for index, text in enumerate(texts))
    own = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    return Article(own, f"{own}.txt", None, None, None, None, None, paragraphs, ())


def bbc_news() -> list[Article]:
    """The beginnings of some articles of all five sections."""
    with gzip.open(Path(str(DATA), "topics", "bbc_news.jsonl.gz"), "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    chosen = np.random.default_rng(2).permutation(len(texts))[:PARAGRAPHS].tolist()
    return [article(" ".join(texts[i].split()[:WORDS])) for i in chosen]


def indomain_300() -> list[Article]:
    """The second paragraphs of articles of the beat."""
    lines = Path(str(DATA), "news", "indomain_300.jsonl").read_text(encoding="utf-8").splitlines()
    parts = [json.loads(line)["text"].split("\n\n") for line in lines]
    return [article(own[1].strip()) for own in parts if len(own) > 1][:PARAGRAPHS]


def with_plants(articles: Sequence[Article]) -> tuple[Article, ...]:
    again = [replace(article(own.prose[0].text), id=f"{number:016x}") for number, own in enumerate(articles[:TWICE])]
    return (*articles, *again, *(article(text) for text in (*OFF_TOPIC, *COPIES)))


def plain(themes: Themes) -> dict[str, object]:
    """All that themes consist of, as values that can be compared; their sizes are left out."""
    learnt = themes.discriminants
    arrays = (themes.center, learnt.weights, learnt.bias, learnt.owners, themes.exemplars, themes.core)
    return {
        "themes": [asdict(replace(theme, size=0)) for theme in themes.themes],
        "arrays": [array.tobytes() for array in arrays],
        "numbers": [themes.nearest, themes.floor, themes.margin, themes.temperature],
    }


def dumped(labels: Sequence[Sequence[Label]]) -> list[str]:
    return [json.dumps([asdict(label) for label in own]) for own in labels]


@pytest.fixture(scope="module")
def learn(inputs: Inputs, encoder: Encoder, small_config: TrainConfig) -> Learn:
    """Learns the themes of a corpus with the sample's seed themes and background, and nobody's judgement."""
    nobody = Judged((), np.empty((0, encoder.engine.dim), np.float32), ())
    known = Known(encoder.vectors(inputs.background), nobody, (), encoder.vectors)

    def learnt(corpus: Corpus) -> LearntThemes:
        return learn_themes(corpus, Wanted(inputs.seeds), known, encoder, small_config.themes, small_config.seed)

    return learnt


@pytest.fixture(scope="module")
def trained_on(learn: Learn, bundle: Bundle) -> Callable[[Sequence[Article]], World]:
    """What a training on these articles gives; stance and actors are the sample's."""

    def world(articles: Sequence[Article]) -> World:
        ordered = tuple(articles[i] for i in canonical(articles).positions)
        rows = encode_articles(ordered, bundle.actors, bundle.encoders)
        corpus = read_sample(ordered, find_places(ordered), bundle.encoders.theme).corpus
        learnt = learn(corpus)
        given = learnt.fit.themes.assign(corpus.vectors)
        themes = sized(learnt.fit.themes, Counter(row.theme for row in given))
        return World(ordered, rows, corpus, learnt, replace(bundle, themes=themes), given)

    return world


@pytest.fixture(
    scope="module",
    params=["sample", pytest.param("bbc_news", marks=REAL), pytest.param("indomain_300", marks=REAL)],
)
def world(request: pytest.FixtureRequest, inputs: Inputs, trained_on: Callable[[Sequence[Article]], World]) -> World:
    articles = {"sample": lambda: inputs.articles, "bbc_news": bbc_news, "indomain_300": indomain_300}[request.param]()
    return trained_on(with_plants(articles))


def test_articles_in_another_order_and_under_other_names_give_the_same_themes_and_labels(
    world: World, trained_on: Callable[[Sequence[Article]], World]
) -> None:
    order = np.random.default_rng(7).permutation(len(world.articles)).tolist()
    again = trained_on([replace(world.articles[i], source=f"{place}.txt") for place, i in enumerate(order)])

    assert plain(again.bundle.themes) == plain(world.bundle.themes)
    assert [theme.size for theme in again.bundle.themes.themes] == [t.size for t in world.bundle.themes.themes]
    assert adjusted_rand_score([a.theme for a in again.answers], [a.theme for a in world.answers]) == 1.0
    assert repr(again.answers) == repr(world.answers)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_rows_are_assigned_the_same_in_shards_of_any_size(world: World, size: int) -> None:
    vectors, themes = world.corpus.vectors, world.bundle.themes
    shards = [themes.assign(vectors[start : start + size]) for start in range(0, len(vectors), size)]

    assert repr(tuple(answer for shard in shards for answer in shard)) == repr(world.answers)


@settings(max_examples=40)
@given(st.data())
def test_rows_are_assigned_the_same_in_any_batch(world: World, data: st.DataObject) -> None:
    """In any order, some more than once, and whatever the layout of the memory they lie in."""
    batch = data.draw(st.lists(st.integers(0, len(world.corpus.texts) - 1), min_size=1, max_size=300))
    rows: Vectors = world.corpus.vectors[batch]
    if data.draw(st.booleans()):
        rows = np.asfortranarray(rows)

    assert repr(world.bundle.themes.assign(rows)) == repr(tuple(world.answers[i] for i in batch))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_articles_are_labelled_the_same_in_shards_of_any_size(world: World, size: int) -> None:
    some = world.articles[:40]
    rows = {row.article.id: [] for row in world.rows}
    for row in world.rows:
        rows[row.article.id].append(world.bundle.label_read(row.read, row.encoded))
    shards = [world.bundle.label(some[start : start + size]) for start in range(0, len(some), size)]

    assert dumped([own for shard in shards for own in shard]) == dumped([rows[own.id] for own in some])


def test_what_training_said_of_a_text_is_what_is_said_of_it_alone(world: World) -> None:
    """Training's answers against texts read anew, each as if it came by itself."""
    chosen = range(0, len(world.corpus.texts), 9)
    labels = [label_texts(world.bundle, [world.corpus.texts[i]])[0] for i in chosen]

    assert [(label.theme, label.theme_probability, label.theme_state, label.second_theme) for label in labels] == [
        (own.theme, own.probability, own.state, own.second) for own in (world.answers[i] for i in chosen)
    ]


def test_saved_and_loaded_it_is_the_same_and_answers_the_same(world: World, tmp_path: Path) -> None:
    def opened(ref: EncoderRef, folder: Path) -> Encoder:
        encoders = world.bundle.encoders
        return encoders.theme if ref == world.bundle.encoder_ref else encoders.stance

    save(world.bundle, world.corpus.texts[:24], tmp_path)
    loaded = load(tmp_path, opened)

    assert plain(loaded.themes) == plain(world.bundle.themes)
    assert repr(loaded.themes.assign(world.corpus.vectors)) == repr(world.answers)
    assert dumped(loaded.label(world.articles[:20])) == dumped(world.bundle.label(world.articles[:20]))


def test_the_size_of_a_theme_is_the_number_of_distinct_paragraphs_that_are_given_it(world: World) -> None:
    given = [answer.theme for answer in world.answers]

    assert [theme.size for theme in world.bundle.themes.themes] == [
        given.count(theme.id) for theme in world.bundle.themes.themes
    ]


def test_identical_texts_share_a_label_wherever_they_stand(world: World) -> None:
    labels: dict[str, set[str]] = {}
    for row in world.rows:
        label = world.bundle.label_read(row.read, row.encoded)
        labels.setdefault(row.text, set()).add(repr((label.theme, label.theme_probability, label.theme_state)))

    assert len(labels) <= len(world.rows) - TWICE
    assert {len(own) for own in labels.values()} == {1}


def test_near_copies_add_nothing_to_the_themes(world: World, learn: Learn) -> None:
    """Of forty paragraphs that differ in a number one is learnt from; the themes are those of a corpus with that one."""
    copies = [text for text in world.learnt.sample.texts if text in COPIES]
    once = learn(world.learnt.sample)

    assert len(copies) == 1
    assert plain(once.fit.themes) == plain(world.bundle.themes)
    assert len({world.answer(text).theme for text in COPIES}) == 1


@pytest.mark.parametrize("text", OFF_TOPIC)
def test_a_paragraph_about_nothing_else_in_the_corpus_is_outside(world: World, text: str) -> None:
    assert world.answer(text).theme == OUTSIDE


def test_most_of_the_corpus_is_not_outside(world: World) -> None:
    """Else "outside" would be an easy way to be right."""
    own = [answer.theme for text, answer in zip(world.corpus.texts, world.answers, strict=True) if text not in COPIES]

    assert own.count(OUTSIDE) < len(own) / 10
