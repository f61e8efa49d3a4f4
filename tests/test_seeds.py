"""The sample corpus is large, varied and consistent enough to learn from and to be measured on."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from models.actors import ActorBook
from pipelines.actors import read_actors
from pipelines.reading import read
from pipelines.seed_themes import read_seed_themes

SEEDS = Path(__file__).parent.parent / "seeds"
REQUIRED = {
    "pakistan", "afghan_taliban", "afghanistan", "afghan_government", "united_states", "india", "china", "iran", "russia",
    "united_nations", "nato", "ttp", "islamic_state_khorasan", "al_qaeda", "haqqani_network", "militants",
}  # fmt: skip
MEMBERS = {"ttp", "islamic_state_khorasan", "al_qaeda", "haqqani_network", "baloch_insurgents", "lashkar_e_taiba"}


@cache
def paragraphs() -> dict[tuple[str, int], str]:
    articles = read([str(SEEDS / "articles")]).articles
    return {(Path(article.source).name, p.index): p.text for article in articles for p in article.prose}


@cache
def labels() -> list[dict]:
    return [json.loads(line) for line in (SEEDS / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


@cache
def book() -> ActorBook:
    return read_actors(SEEDS / "actors.yaml")


def test_every_labelled_text_is_a_paragraph_as_it_is_read() -> None:
    assert [row for row in labels() if paragraphs().get((row["source"], row["paragraph"])) != row["text"]] == []


def test_no_paragraph_is_labelled_twice() -> None:
    places = [(row["source"], row["paragraph"]) for row in labels()]

    assert len(set(places)) == len(places)


def test_there_are_enough_articles_and_paragraphs() -> None:
    assert len({source for source, _ in paragraphs()}) >= 30
    assert len(paragraphs()) >= 350
    assert len(labels()) >= 350


def test_ten_themes_and_more_stand_in_three_articles_each() -> None:
    articles = defaultdict(set)
    for row in labels():
        articles[row["theme"]].add(row["source"])

    assert len([theme for theme, own in articles.items() if theme and len(own) >= 3]) >= 10


def test_labels_and_seed_themes_name_the_same_themes() -> None:
    assert {row["theme"] for row in labels()} - {None} == {
        seed.name for seed in read_seed_themes(SEEDS / "themes.yaml")
    }


def test_labels_name_known_actors_and_all_three_stances() -> None:
    stances = [stance for row in labels() for stance in row["stances"]]

    assert {stance["target"] for stance in stances} <= set(book().ids)
    assert {stance["stance"] for stance in stances} == {"favor", "against", "neutral"}


def test_the_actors_of_the_beat_are_looked_for() -> None:
    assert set(book().ids) >= REQUIRED


@pytest.mark.parametrize("actor", sorted(MEMBERS))
def test_an_armed_group_is_one_of_the_militants(actor: str) -> None:
    text = f"{book().get(actor).name} claimed it."

    assert book().get(actor).groups == ("militants",)
    assert set(book().targets(text)) == {actor, "militants"}


@pytest.mark.parametrize(
    "name",
    [
        "Pakistani Taliban",
        "Tehreek-i-Taliban",
        "Tehreek-e-Taliban Pakistan",
        "Tehrik-i-Taliban Pakistan",
        "TTP",
        "Pakistani Taliban’s",
    ],
)
def test_the_pakistani_taliban_are_never_the_afghan_ones(name: str) -> None:
    assert list(book().targets(f"Officials blamed the {name} for the blast.")) == ["ttp", "militants"]


def test_the_taliban_alone_are_the_afghan_ones() -> None:
    assert list(book().targets("Officials blamed the Taliban for the blast.")) == ["afghan_taliban"]
