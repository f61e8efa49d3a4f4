"""Who says what: quotations, reported speech and the speaker who is carried on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.floor import UNKNOWN_SPEAKER
from models.news import AUTHOR, Statement
from models.readings import read_article
from models.speech_words import PREPOSITIONS, VERBS
from models.voices import holder_at, speaker_after, statements, voices
from pipelines.actors import read_actors
from pipelines.reading import read

SEEDS = Path(__file__).parents[1] / "seeds"
BOOK = read_actors(SEEDS / "actors.yaml")


def holder_of(words: str, text: str, carried: str | None = None) -> str:
    """Whose voice covers the first occurrence of `words` in `text`."""
    start = text.index(words)
    return holder_at(statements(text, BOOK, carried), start, start + len(words))


@pytest.mark.parametrize(
    ("words", "text", "holder"),
    [
        ("India", "“India has kept its word,” Hannah Whitlock said.", "Hannah Whitlock"),
        ("India", "“India has kept its word,” said Hannah Whitlock, an analyst.", "Hannah Whitlock"),
        ("India", '"India has kept its word," Hannah Whitlock told the committee.', "Hannah Whitlock"),
        ("India", "Hannah Whitlock said: “India has kept its word.”", "Hannah Whitlock"),
        ("Iran", "“India kept its word,” Hannah Whitlock said. “We cannot say that of Iran.”", "Hannah Whitlock"),
        ("India", "‘We all know that India kept its word,’ Hannah Whitlock said.", "Hannah Whitlock"),
        ("India", "“He told me ‘India never sleeps’ and left,” Hannah Whitlock said.", "Hannah Whitlock"),
        ("Iran", "“It is late. Ask India. Ask Iran,” Hannah Whitlock said.", "Hannah Whitlock"),
    ],
)
def test_a_quotation_belongs_to_the_one_who_is_said_to_say_it(words: str, text: str, holder: str) -> None:
    assert holder_of(words, text) == holder


@pytest.mark.parametrize(
    ("words", "text", "holder"),
    [
        ("India", "Hannah Whitlock said that India had kept its word.", "Hannah Whitlock"),
        ("India", "India had kept its word, Hannah Whitlock said.", "Hannah Whitlock"),
        ("India", "India, Hannah Whitlock argued, had kept its word.", "Hannah Whitlock"),
        ("India", "According to Hannah Whitlock, India had kept its word.", "Hannah Whitlock"),
        ("India", "India had kept its word, according to Hannah Whitlock.", "Hannah Whitlock"),
        ("India", "On Monday, Hannah Whitlock urged India to keep its word.", "Hannah Whitlock"),
        ("India", "Hannah Whitlock on Monday praised India.", "Hannah Whitlock"),
        ("India", "Hannah Whitlock announced in a letter that India was late.", "Hannah Whitlock"),
        ("India", "Foreign Minister of Iran Omar Zadran praised India.", "Omar Zadran"),
        ("India", "Hannah Whitlock, who has lived there, blamed India.", "Hannah Whitlock"),
        ("India", "Brig. Sohail Marwat, a retired officer, blamed India.", "Sohail Marwat"),
        ("India", "While thanking India, Hannah Whitlock said the road was long.", "Hannah Whitlock"),
        ("India", "Envoys are calling. Hannah Whitlock also accused India of delay.", "Hannah Whitlock"),
        ("India", "Hannah Whitlock and others were present. Analyst Omar Zadran has criticised India.", "Omar Zadran"),
        ("India", "Special Assistant to the Prime Minister on Trade Omar Zadran thanked India.", "Omar Zadran"),
    ],
)
def test_reported_speech_belongs_to_its_speaker(words: str, text: str, holder: str) -> None:
    assert holder_of(words, text) == holder


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The Foreign Office spokesperson thanked India.", "Pakistan"),
        ("A Pentagon spokesperson thanked India.", "United States"),
        ("“India was right,” said a State Department official in Doha.", "United States"),
        ("According to UNHCR, India was right.", "United Nations"),
        ("Beijing welcomed the words of India.", "China"),
        ("The Taliban accused India.", "Afghan Taliban"),
    ],
)
def test_an_office_speaks_for_its_actor(text: str, holder: str) -> None:
    assert holder_of("India", text) == holder


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Pentagon spokesperson Dana Colby thanked India.", "Dana Colby"),
        ("US Ambassador to Pakistan Dana Colby thanked India.", "Dana Colby"),
        ("Taliban spokesman Gul Agha Noori accused India.", "Gul Agha Noori"),
    ],
)
def test_a_person_keeps_the_name_without_title_and_office(text: str, holder: str) -> None:
    assert holder_of("India", text) == holder


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Officials said India was right.", "Officials"),
        ("A retired judge said India was right.", "retired judge"),
        ("“India was right,” said a European diplomat.", "European diplomat"),
        ("Residents of the valley blamed India.", "Residents of the valley"),
    ],
)
def test_a_speaker_without_name_or_actor_is_the_role_as_written(text: str, holder: str) -> None:
    assert holder_of("India", text) == holder


@pytest.mark.parametrize("office", ["an Indian trader", "Afghan refugees", "American media"])
def test_a_private_person_does_not_speak_for_a_state(office: str) -> None:
    text = f"{office[0].upper()}{office[1:]} blamed Iran."
    assert holder_of("Iran", text) not in {"India", "Afghanistan", "United States", AUTHOR}


def test_the_speaker_stands_outside_what_is_said() -> None:
    """Pakistan holds a stance toward India, not toward itself."""
    text = "Pakistan condemned India."

    assert holder_of("India", text) == "Pakistan"
    assert holder_of("Pakistan", text) == AUTHOR


@pytest.mark.parametrize(
    "text",
    [
        "India won the match on Sunday.",
        "The army of India was condemned by many.",
        "The envoy, accused by India, left.",
        "Nobody would have praised India.",
        "India signed the agreed text.",
        "The wheat promised as a gift is on its way from India.",
    ],
)
def test_without_a_speaker_the_voice_is_the_author(text: str) -> None:
    assert holder_of("India", text) == AUTHOR


@pytest.mark.parametrize(
    "second",
    [
        "He also thanked India.",
        "“India was right,” he added.",
        "“India was right and everybody knew it.”",
        "The minister thanked India.",
        "India was right, he said.",
    ],
)
def test_he_the_minister_and_a_bare_quotation_mean_the_last_speaker(second: str) -> None:
    assert holder_of("India", f"Minister Omar Zadran spoke first. Omar Zadran praised Iran. {second}") == "Omar Zadran"
    assert holder_of("India", second, carried="Omar Zadran") == "Omar Zadran"


def test_the_subject_of_the_sentence_before_is_whom_he_means() -> None:
    assert holder_of("India", "Ambassador Omar Zadran arrived late. He blamed India.", "Dana Colby") == "Omar Zadran"


def test_a_state_in_between_does_not_take_he_from_a_person() -> None:
    text = "Omar Zadran praised Iran. Russia condemned the attack. He thanked India."
    assert holder_of("India", text) == "Omar Zadran"


def test_it_means_the_body_that_spoke_last() -> None:
    assert (
        holder_of("India", "Omar Zadran praised Iran. The Pentagon warned Iran. It thanked India.") == "United States"
    )


def test_its_spokesperson_speaks_for_the_body_that_spoke_last() -> None:
    text = "The Pentagon denied it. Nobody had been to China, its spokesperson said. India knew."
    assert holder_of("China", text, carried="Omar Zadran") == "United States"


def test_its_spokesperson_speaks_for_the_actor_named_where_nobody_has_spoken() -> None:
    assert holder_of("India", "China was not amused. Its spokesperson blamed India.") == "China"


def test_an_official_met_for_the_first_time_is_not_the_last_speaker() -> None:
    assert holder_of("India", "A retired judge blamed India.", carried="Omar Zadran") == "retired judge"


def test_a_quotation_without_any_speaker_is_never_the_outlets() -> None:
    assert holder_of("India", "“India has broken every promise it ever made.”") == UNKNOWN_SPEAKER


def test_he_without_anybody_before_is_an_unknown_speaker() -> None:
    assert holder_of("India", "He blamed India.") == UNKNOWN_SPEAKER


def test_a_quotation_that_is_never_closed_runs_to_the_end() -> None:
    text = "“We waited a long time. India never answered us"
    assert holder_of("India", text, carried="Omar Zadran") == "Omar Zadran"


def test_a_few_words_in_quotation_marks_are_no_statement() -> None:
    assert holder_of("India", "The “new India” was on show at the fair.") == AUTHOR


def test_scare_quotes_within_an_attributed_sentence_belong_to_its_speaker() -> None:
    assert holder_of("India", "Omar Zadran called it “a loss for India”.") == "Omar Zadran"


def test_words_within_a_quotation_are_no_cues() -> None:
    text = "“Iran said it, Iran repeated it, and India believed it,” Omar Zadran said."
    assert holder_of("India", text) == "Omar Zadran"


def test_the_outer_speaker_of_nested_speech_is_the_holder() -> None:
    assert holder_of("India", "Omar Zadran said that Iran had accused India.") == "Omar Zadran"


def test_another_sentence_is_not_part_of_what_is_said() -> None:
    assert holder_of("India", "Omar Zadran praised Iran. The road to India was closed.") == AUTHOR


def test_an_abbreviation_does_not_end_what_is_said() -> None:
    assert holder_of("India", "Omar Zadran said Gen. Marwat of the U.S. Army had met India.") == "Omar Zadran"


@pytest.mark.parametrize(
    ("text", "carried", "speaker"),
    [
        ("Omar Zadran blamed India.", None, "Omar Zadran"),
        ("Omar Zadran blamed India.", "Dana Colby", "Omar Zadran"),
        ("It rained all night.", "Dana Colby", "Dana Colby"),
        ("It rained all night.", None, None),
        ("“India was right,” he said.", "Dana Colby", "Dana Colby"),
        ("The Pentagon thanked India.", None, "United States"),
    ],
)
def test_the_speaker_to_carry_on_is_the_last_one(text: str, carried: str | None, speaker: str | None) -> None:
    assert speaker_after(text, BOOK, carried) == speaker


def test_a_statement_tells_its_cue() -> None:
    assert {s.cue for s in statements("According to the Pentagon, India was right.", BOOK, None)} == {"According to"}


def test_the_shortest_statement_around_a_mention_decides() -> None:
    outer, inner = Statement("Omar Zadran", "said", 0, 50), Statement("Dana Colby", "quotation", 10, 30)

    assert holder_at((outer, inner), 12, 17) == "Dana Colby"
    assert holder_at((outer, inner), 40, 45) == "Omar Zadran"


def test_of_two_statements_alike_the_later_decides() -> None:
    first, second = Statement("Omar Zadran", "said", 0, 20), Statement("Dana Colby", "said", 0, 20)
    assert holder_at((first, second), 5, 9) == "Dana Colby"


PIECES = [*'“”"‘’()\n', ", ", ". ", " said ", " told ", " accused ", "he ", "the minister ", "its spokesperson ", "A "]
PIECES += ["The report ", "A statement ", "issued by ", " shows that ", "described as ", "the ", "Zadran", "; "]
PIECES += ["According to ", "of ", " by ", "Omar Zadran", "Pakistan", " India", "“India broke every promise it made.”"]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


@given(TEXTS, st.sampled_from([None, "Dana Colby"]))
def test_statements_lie_inside_any_text_and_come_out_the_same_twice(text: str, carried: str | None) -> None:
    found = statements(text, BOOK, carried)

    assert all(0 <= s.start <= s.end <= len(text) and s.holder and s.cue for s in found)
    assert found == statements(text, BOOK, carried)


@given(TEXTS)
def test_a_carried_speaker_is_never_lost(text: str) -> None:
    assert speaker_after(text, BOOK, "Dana Colby") is not None


ODD = ["“" * 3000, "a, " * 20_000, "said " * 4000, "(" * 5000, "A. " * 5000, "x" * 100_000]
ODD += ["'" * 10_000, "” — A" * 5000, " and, saying " * 3000]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_take_no_undue_time(text: str) -> None:
    """Linear rules: a pathological paragraph is read like any other."""
    assert holder_at(voices([text], BOOK)[0], 0, 1) in {AUTHOR, UNKNOWN_SPEAKER}


def test_a_run_of_turns_takes_no_undue_time() -> None:
    """Each turn is looked for within a bounded stretch."""
    assert {s.holder for s in statements(", but he said " * 3000, BOOK, "Dana Colby")} <= {"Dana Colby"}


def test_a_run_of_one_name_takes_no_undue_time() -> None:
    assert {said[-1].holder for said in voices(["Omar Zadran " * 2000, *["Zadran blamed India. " * 20] * 20], BOOK)[1:]}


def holders_in(*paragraphs: str) -> list[str]:
    """The last holder in each paragraph of an article; AUTHOR where nobody speaks."""
    return [said[-1].holder if said else AUTHOR for said in voices(paragraphs, BOOK)]


@pytest.mark.parametrize("second", ["Zadran blamed India.", "Mr Zadran blamed India.", "Minister Zadran blamed India."])
def test_a_surname_alone_is_the_person_the_article_names_in_full(second: str) -> None:
    assert (
        holders_in("Foreign Minister Omar Gul Zadran spoke for an hour.", "It rained.", second)[-1] == "Omar Gul Zadran"
    )


def test_a_surname_in_the_standfirst_is_the_person_named_in_full_below() -> None:
    assert holders_in("Whitlock blames India", "“India was late,” said Hannah Whitlock.") == ["Hannah Whitlock"] * 2


def test_of_two_people_with_one_surname_the_last_one_named_is_meant() -> None:
    found = holders_in("Omar Zadran praised Iran.", "Zadran left. Laila Zadran stayed. Ms Zadran blamed India.")
    assert found == ["Omar Zadran", "Laila Zadran"]


def test_a_full_name_in_another_article_tells_nothing() -> None:
    holders_in("Omar Zadran praised Iran.")
    assert holders_in("Zadran blamed India.") == ["Zadran"]


@pytest.mark.parametrize(
    "first", ["Yesterday Zadran spoke.", "Quoting Zadran at length, Iran agreed.", "But Zadran spoke."]
)
def test_a_word_that_opens_a_sentence_is_no_first_name(first: str) -> None:
    assert holders_in(first, "Zadran blamed India.")[-1] == "Zadran"


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Handout issued by the Pentagon says India was right.", "United States"),
        ("A statement issued late on Monday by the Foreign Office said India was right.", "Pakistan"),
        ("“India was right all along,” read a statement on the visit issued by the Pentagon.", "United States"),
        ("The State Department report claimed that India was right.", "United States"),
        ("A Foreign Office statement said India was right.", "Pakistan"),
        ("An official statement from Beijing said India was right.", "China"),
        ("The Orme Gazette report claimed that India was right.", "Orme Gazette"),
        ("A report released by the Orme Institute said India was right.", "Orme Institute"),
        ("According to a report released by the Pentagon, India was right.", "United States"),
    ],
)
def test_a_paper_speaks_for_its_issuer(text: str, holder: str) -> None:
    assert holder_of("India", text) == holder


@pytest.mark.parametrize(
    "text",
    [
        "A confidential summary of the talks shows that Minister Zadran offered help to India.",
        "The report said India was right.",
        "Messages said India was right.",
        "The documents show that India was right.",
        "According to a leaked cable, India was right.",
        "A second cable, described as “a plain cry for help”, said India was right.",
    ],
)
@pytest.mark.parametrize("carried", [None, "Dana Colby"])
def test_a_paper_that_is_nobodys_is_the_authors(text: str, carried: str | None) -> None:
    assert holder_of("India", text, carried) == AUTHOR


@pytest.mark.parametrize(
    "first",
    [
        "The Orme Gazette published a long report on Friday.",
        "A report compiled by the Orme Gazette came out on Friday.",
        "The Orme Gazette report praised Iran.",
    ],
)
def test_the_report_is_the_one_told_of_before(first: str) -> None:
    assert holders_in(first, "It rained.", "“India was late with it,” the report added.")[-1] == "Orme Gazette"


def test_the_statement_is_the_last_speakers() -> None:
    assert holders_in("Omar Zadran praised Iran.", "The statement added that India was late.")[-1] == "Omar Zadran"


def test_he_after_a_paper_is_the_person_before_it() -> None:
    assert holders_in("Omar Zadran praised Iran.", "A report blamed India.", "He thanked India.")[-1] == "Omar Zadran"


def test_a_speaker_with_a_cue_is_told_before_the_notes_that_tell_of_him() -> None:
    assert holder_of("India", "Omar Zadran thanked India, according to the meeting notes.") == "Omar Zadran"


@pytest.mark.parametrize("naming", ["described as", "called", "so-called", "dubbed", "titled", "named"])
def test_a_quoted_name_is_not_the_last_speakers(naming: str) -> None:
    text = f"On the desk lay a file {naming} “the long road to India and back”."
    assert holder_of("India", text, carried="Dana Colby") == AUTHOR


def test_quoted_words_in_narration_are_not_the_speakers_of_the_paragraph_before() -> None:
    text = "The crowd outside went on chanting “out with India and all its friends” until dusk."
    assert holder_of("India", text, carried="Dana Colby") == UNKNOWN_SPEAKER
    assert holder_of("India", f"He left. {text.replace('The crowd', 'He')}", carried="Dana Colby") == "Dana Colby"


@pytest.mark.parametrize("speaker", ["The embassy", "The embassy officials", "Embassy officials"])
def test_an_embassy_is_not_the_person_who_spoke_last(speaker: str) -> None:
    assert "mbassy" in holder_of("India", f"{speaker} asked about India.", carried="Dana Colby")


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Beijing was not amused. India was late, a foreign ministry spokesperson said.", "China"),
        ("The Pentagon praised Iran. “India was late,” a spokesman said.", "United States"),
        ("The Taliban left early. A spokesman for the movement blamed India.", "Afghan Taliban"),
        ("Beijing was not amused. A European diplomat blamed India.", "European diplomat"),
        ("It rained. A foreign ministry spokesperson blamed India.", "foreign ministry spokesperson"),
    ],
)
def test_a_ministry_spokesman_speaks_for_the_actor_of_the_sentence_before(text: str, holder: str) -> None:
    assert holder_of("India", text) == holder


@pytest.mark.parametrize(
    ("words", "text", "holder"),
    [
        ("India", "The bank said that India had paid in full.", "bank"),
        ("India", "India had paid in full, my father often said.", "my father"),
        ("India", "“India paid in full,” said the ad’s narrator.", "ad’s narrator"),
        ("India", "India paid in full, according to the neighbours of the mill.", "neighbours of the mill"),
        ("India", "The flower growers’ union is demanding that India pay in full.", "flower growers’ union"),
    ],
)
def test_whoever_stands_beside_a_verb_that_tells_is_a_speaker(words: str, text: str, holder: str) -> None:
    assert holder_of(words, text) == holder


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Hannah Whitlock continued: “India has paid in full.”", "Hannah Whitlock"),
        ("Hannah Whitlock is also accusing India of delay.", "Hannah Whitlock"),
        ("''India has paid in full,'' Hannah Whitlock added. ''Everybody knows.''", "Hannah Whitlock"),
        ("Hannah Whitlock claims that India has not paid.", "Hannah Whitlock"),
        ("“India has paid in full.” — Hannah Whitlock", "Hannah Whitlock"),
        ("“Has India paid in full?” Hannah Whitlock asked.", "Hannah Whitlock"),
        ("“Has India paid at long last?” asked Hannah Whitlock.", "Hannah Whitlock"),
        ("“India has paid its share in full,” countered Hannah Whitlock.", "Hannah Whitlock"),
        ("Hannah Whitlock attacked “the idle talk of India”.", "Hannah Whitlock"),
        ("In March Hannah Whitlock praised India.", "Hannah Whitlock"),
        ("Hannah Whitlock’s claim that India was late surprised nobody.", "Hannah Whitlock"),
        ("The envoy was told by Hannah Whitlock that India was late.", "Hannah Whitlock"),
        ("Hannah Whitlock warmly supported India.", "Hannah Whitlock"),
    ],
)
def test_more_ways_to_tell_a_speaker(text: str, holder: str) -> None:
    assert holder_of("India", text) == holder


def test_each_of_two_speakers_in_a_sentence_says_his_own() -> None:
    text = "Hannah Whitlock said that India was late, but Omar Zadran replied that Iran was later."

    assert holder_of("India", text) == "Hannah Whitlock"
    assert holder_of("Iran", text) == "Omar Zadran"


def test_only_what_follows_saying_is_said() -> None:
    text = "Hannah Whitlock left for Iran on Monday, saying that India had not paid."

    assert holder_of("India", text) == "Hannah Whitlock"
    assert holder_of("Iran", text) == AUTHOR


def test_only_what_follows_the_cue_of_a_clause_is_said() -> None:
    text = "The road to Iran was closed after Hannah Whitlock blamed India."

    assert holder_of("India", text) == "Hannah Whitlock"
    assert holder_of("Iran", text) == AUTHOR


@pytest.mark.parametrize("text", ["KARACHI: India paid in full on Monday.", "“India paid,” it read — Updated"])
def test_a_dateline_or_a_stamp_is_no_speaker(text: str) -> None:
    assert holder_of("India", text) in {AUTHOR, UNKNOWN_SPEAKER}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Hannah Whitlock said that India was late.", "Hannah Whitlock"),
        ("“India was late,” said Hannah Whitlock. “We all knew that it would be.”", "Hannah Whitlock"),
        ("According to the Pentagon, India was late.", "the Pentagon"),
        ("“India was late,” he added.", "he"),
    ],
)
def test_a_statement_tells_where_its_source_stands(text: str, source: str) -> None:
    found = statements(text, BOOK, "Dana Colby")
    assert {text[s.source.start : s.source.end] for s in found if s.source} == {source}
    assert all(s.source for s in found)


def test_a_quotation_that_ends_a_sentence_is_not_part_of_the_next() -> None:
    text = "“India was late once more.” Omar Zadran said that Iran was not."
    assert holder_of("India", text, "Dana Colby") == "Dana Colby"


def test_who_did_not_say_it_has_said_nothing() -> None:
    assert holder_of("India", "Omar Zadran didn’t suggest India.") == AUTHOR


def test_a_quotation_whose_speaker_stands_in_an_earlier_paragraph_has_no_source() -> None:
    assert [s.source for s in statements("“India has broken every promise.”", BOOK, "Dana Colby")] == [None]


def test_speaker_and_cue_are_no_part_of_what_is_said() -> None:
    text = "On Monday Hannah Whitlock strongly criticised India."
    assert [text[s.start : s.end] for s in statements(text, BOOK, None)] == ["On Monday", "India."]


@given(TEXTS, TEXTS)
def test_an_article_is_read_without_regard_to_any_other(first: str, second: str) -> None:
    alone = voices([second], BOOK)
    voices([first], BOOK)
    assert voices([second], BOOK) == alone


@given(TEXTS)
def test_a_source_lies_in_the_text_and_outside_what_is_said(text: str) -> None:
    for s in statements(text, BOOK, "Dana Colby"):
        assert s.source is None or 0 <= s.source.start < s.source.end <= len(text)
        assert s.source is None or s.end <= s.source.start or s.source.end <= s.start


def is_clean(holder: str) -> bool:
    """Neither end of a holder is a small word, a verb or a comma."""
    ends = [holder.split()[0], holder.split()[-1]]
    small = {*PREPOSITIONS, "the", "a", "an"}
    verbs = {*VERBS, "is", "was", "has", "had", "shows", "says", "said"}
    return holder[-1] not in ",;:" and not any(end.lower() in small or end in verbs for end in ends)


@given(st.lists(TEXTS, max_size=4))
def test_a_holder_of_any_text_is_a_name_without_loose_ends(paragraphs: list[str]) -> None:
    assert all(is_clean(s.holder) for said in voices(paragraphs, BOOK) for s in said)


def test_a_holder_in_the_sample_corpus_is_a_name_without_loose_ends() -> None:
    articles = read([str(SEEDS / "articles")]).articles
    found = {s.holder for article in articles for row in read_article(article, BOOK) for s in row.voices}

    assert found
    assert [holder for holder in found if not is_clean(holder)] == []
