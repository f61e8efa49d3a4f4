"""The actors file is read whole, or every fault in it is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import ParleyError
from pipelines.actors import read_actors

SEEDS = Path(__file__).parents[1] / "seeds" / "actors.yaml"

GOOD = """
- id: utopia
  name: Utopia
  kind: state
  aliases: [Amaurot, Utopian]
  except_in: [in Amaurot]
- id: rebels
  name: rebels
  kind: group
  aliases: [rebel]
- id: red_band
  name: Red Band
  kind: armed group
  aliases: [RB]
  groups: [rebels]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "actors.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(ParleyError) as caught:
        read_actors(written(folder, text))
    return caught.value.problem


def test_a_good_file_gives_its_actors_in_order(tmp_path: Path) -> None:
    book = read_actors(written(tmp_path, GOOD))

    assert book.ids == ("utopia", "rebels", "red_band")
    assert book.get("utopia").except_in == ("in Amaurot",)
    assert list(book.targets("The Red Band left.")) == ["red_band", "rebels"]


def test_all_faults_are_named_at_once_with_their_entries(tmp_path: Path) -> None:
    problem = faults(
        tmp_path,
        """
- {id: a, name: Aland, kind: state, aliases: [Mariehamn], colour: red}
- {id: a, name: Borduria, kind: state, aliases: []}
- {id: c, name: Cimmeria, kind: planet, aliases: Cimmerian}
- {id: d, name: Dunland, kind: state, aliases: [Mariehamn, 7], groups: [nobody]}
- Erewhon
- {name: Freedonia, kind: state, aliases: [Fredonian], groups: [nobody]}
- {id: g, name: Gondal, kind: state, aliases: [Aland], groups: [nobody]}
""",
    )

    for fault in (
        "has 13 faults:",
        "entry 1 (a): unknown key 'colour'",
        "entry 2 (a): aliases is empty",
        "entry 2 (a): id is taken by entry 1",
        "entry 3 (c): aliases is 'Cimmerian', not a list",
        "entry 3 (c): unknown kind 'planet'",
        "entry 4 (d): aliases holds 7, not a text",
        "entry 4 (d): alias 'Mariehamn' is claimed by entry 1 (a) too",
        "entry 6: unknown group 'nobody'",
        "entry 7 (g): alias 'Aland' is claimed by entry 1 (a) too",
        "entry 5: is 'Erewhon', not a mapping",
        "entry 6: no id",
        "entry 7 (g): unknown group 'nobody'",
    ):
        assert fault in problem


def test_an_alias_claimed_by_two_actors_is_a_fault_of_the_second(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD + "- {id: atopia, name: Atopia, kind: state, aliases: [Amaurot]}\n")

    assert "entry 4 (atopia): alias 'Amaurot' is claimed by entry 1 (utopia) too" in problem


def test_two_ways_to_write_one_alias_are_one_alias(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD + "- {id: blue, name: Blue, kind: state, aliases: [R.B.]}\n")

    assert "alias 'R.B.' is claimed by entry 3 (red_band) too" in problem


def test_a_phrase_cannot_be_an_alias_and_an_exception(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD.replace("in Amaurot", "Amaurot"))

    assert "entry 1 (utopia): except_in 'Amaurot' is an alias of entry 1 (utopia)" in problem


def test_a_group_must_be_an_entry_of_that_kind(tmp_path: Path) -> None:
    assert "entry 3 (red_band): unknown group 'utopia'" in faults(tmp_path, GOOD.replace("[rebels]", "[utopia]"))


def test_a_group_cannot_belong_to_groups(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD.replace("aliases: [rebel]", "aliases: [rebel]\n  groups: [rebels]"))

    assert "entry 2 (rebels): a group cannot belong to groups (rebels)" in problem


POLICY = """
- id: pact
  name: ferry pact
  kind: policy
  description: Who may land where.
  aliases: [Ferry Accord, in Amaurot harbour]
  later: [the pact]
"""


def test_a_policy_may_have_a_description_and_later_phrases(tmp_path: Path) -> None:
    pact = read_actors(written(tmp_path, GOOD + POLICY)).get("pact")

    assert (pact.kind, pact.description, pact.later) == ("policy", "Who may land where.", ("the pact",))


def test_later_phrases_must_be_lower_case(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD + POLICY.replace("the pact", "The Pact"))

    assert "entry 4 (pact): later 'The Pact' is not in lower case (write 'the pact')" in problem


def test_a_later_phrase_is_nobodys_alias(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD + POLICY.replace("the pact", "rebel"))

    assert "entry 4 (pact): later 'rebel' is an alias of entry 2 (rebels)" in problem


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("later: the pact", "later is 'the pact', not a list"),
        ("later: [1912]", "later holds 1912, not a text (quote it)"),
        ("description: [a, b]", "description is ['a', 'b'], not a text"),
    ],
)
def test_later_is_a_list_and_a_description_a_text(tmp_path: Path, line: str, told: str) -> None:
    entry = f"- {{id: pact, name: ferry pact, kind: policy, aliases: [Ferry Accord], {line}}}\n"

    assert f"entry 4 (pact): {told}" in faults(tmp_path, GOOD + entry)


def test_what_hides_an_actor_may_name_a_policy(tmp_path: Path) -> None:
    book = read_actors(written(tmp_path, GOOD + POLICY.replace("in Amaurot harbour", "in Amaurot")))

    assert list(book.targets("They met in Amaurot.")) == ["pact"]


def test_a_policy_and_an_actor_cannot_share_a_name(tmp_path: Path) -> None:
    problem = faults(tmp_path, GOOD + POLICY.replace("Ferry Accord", "Amaurot"))

    assert "entry 4 (pact): alias 'Amaurot' is claimed by entry 1 (utopia) too" in problem


def test_a_word_that_yaml_takes_for_a_truth_value_is_named(tmp_path: Path) -> None:
    assert "aliases holds False, not a text (quote it)" in faults(tmp_path, GOOD.replace("[RB]", "[NO]"))


@pytest.mark.parametrize(("text", "told"), [("", "nothing"), ("id: utopia", "dict"), ("just words", "str")])
def test_a_file_that_is_no_list_says_what_it_is(tmp_path: Path, text: str, told: str) -> None:
    assert f"holds {told}" in faults(tmp_path, text)


def test_a_file_that_is_no_yaml_names_the_line(tmp_path: Path) -> None:
    assert "line 2" in faults(tmp_path, "- id: [\n- }")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParleyError, match="nowhere.yaml"):
        read_actors(tmp_path / "nowhere.yaml")


def test_the_seed_file_is_sound() -> None:
    book = read_actors(SEEDS)

    assert {"pakistan", "united_states", "afghan_taliban", "afghan_government", "afghanistan"} <= set(book.ids)
    assert {"india", "china", "iran", "united_nations", "russia", "militants", "ttp"} <= set(book.ids)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Tehrik-e-Taliban Pakistan claimed it.", ["ttp", "militants"]),
        ("Fighters of IS-K and the Haqqani network fled.", ["islamic_state_khorasan", "militants", "haqqani_network"]),
        ("The White House thanked the Islamic Emirate.", ["united_states", "afghan_taliban"]),
        ("The Kabul administration met UNHCR.", ["afghan_government", "united_nations"]),
        ("The bomb went off in Kabul near the Kabul airport.", []),
        ("Afghan refugees queued in Islamabad.", []),
        ("ISPR blamed New Delhi.", ["pakistan", "india"]),
        ("Critics of the Doha accord praised Iran.", ["doha_agreement", "iran"]),
        ("The U.S. withdrawal was debated.", ["united_states", "us_withdrawal"]),
        ("Afghan reserves stay blocked.", ["afghanistan", "asset_freeze"]),
        ("He urged a withdrawal of all claims.", []),
        ("The Soviet withdrawal from Afghanistan came first.", ["afghanistan"]),
        ("The US withdrawal from the treaty came first.", ["united_states"]),
    ],
)
def test_the_seed_file_knows_the_beat(text: str, expected: list[str]) -> None:
    assert list(read_actors(SEEDS).targets(text)) == expected
