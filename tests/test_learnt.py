"""What repeats on an outlet's pages is learnt from a batch; what news repeats is not."""

from __future__ import annotations

import pytest

from models.errors import ParleyError
from models.news import Article, Dropped, Paragraph, ParagraphKind
from pipelines.reading.cleaning.learnt import Learnt, LineCounter
from pipelines.reading.understand import content_id

TOWNS = ("Arden", "Bellow", "Corrin", "Dunmore", "Eskdale", "Farrow", "Glenn", "Hollin", "Ister", "Jarrow")


def news(town: str) -> list[str]:
    return [
        f"The council of {town} met on Monday and voted to repair the old bridge before the autumn rains, its speaker "
        f"told reporters after a session that had lasted well into the night in the hall of {town}.",
        f"Traders of {town} welcomed the vote, saying that they had waited for the repair since the spring floods "
        "carried away the eastern pier and left their lorries standing in the valley for weeks on end.",
    ]


def article(
    texts: list[str], outlet: str | None = "Hill Weekly", kinds: dict[int, ParagraphKind] | None = None
) -> Article:
    paragraphs, at = [], 0
    for i, text in enumerate(texts):
        paragraphs.append(Paragraph(text, i, at, at + len(text), (kinds or {}).get(i, "body")))
        at += len(text) + 1
    kept = tuple(paragraphs)
    return Article(content_id(None, kept), "a.txt", None, outlet, None, None, None, kept, ())


def pages(*below: str, count: int = 6, above: tuple[str, ...] = ()) -> list[Article]:
    return [article([*above, *news(town), *below]) for town in TOWNS[:count]]


def learn(articles: list[Article]) -> Learnt:
    counter = LineCounter()
    for each in articles:
        counter.add(each)
    return counter.learn()


def texts(read: Article) -> list[str]:
    return [paragraph.text for paragraph in read.paragraphs]


TEASER = "Customs chief says the northern crossing will open before..."


@pytest.mark.parametrize(
    "line",
    [
        TEASER,
        "Bridge builders gather in the valley for talks on tolls",
        "The writer teaches history at the valley's college.",
        "Sign up for the Hill Weekly's morning letter to readers.",
        "This story was originally published by the Lake Ledger.",
    ],
)
def test_furniture_on_many_pages_is_learnt_and_left_out(line: str) -> None:
    articles = pages(line)
    learnt = learn(articles)

    assert len(learnt) == 1
    assert [texts(learnt.drop(read)) for read in articles] == [news(town) for town in TOWNS[:6]]


@pytest.mark.parametrize(
    "line",
    [
        "Police have opened a file on the matter and asked witnesses to come forward.",
        "The valley ranked second in the flood index of last year.",
        "Overall turn-out remained 45.2 per cent.",
        "Relief goods worth 3,000 crowns were handed over to the families of the flood, and a further 200 tents were to "
        "follow by the end of the week as the lorries returned, the office of the governor",
    ],
)
def test_a_sentence_that_news_repeats_is_not_learnt(line: str) -> None:
    varied = [
        article([*news(town), line.replace("2", str(i)).replace("3", str(i))]) for i, town in enumerate(TOWNS[:9])
    ]

    assert len(learn(varied)) == 0


def test_a_line_in_mid_article_is_not_learnt_for_its_missing_full_stop() -> None:
    amid = [article([news(town)[0], "What we know so far:", news(town)[1]]) for town in TOWNS]

    assert len(learn(amid)) == 0


def test_a_sentence_on_half_of_many_pages_is_learnt() -> None:
    towns = [f"{first} {second}" for first in TOWNS[:3] for second in TOWNS]
    notice = "Hill Weekly is read in nine valleys every Thursday."

    learnt = learn([article([*news(town), notice]) for town in towns])

    assert texts(learnt.drop(article([*news("Arden"), notice]))) == news("Arden")


def test_four_pages_teach_nothing() -> None:
    assert len(learn(pages(TEASER, count=4))) == 0


def test_copies_of_one_article_count_once() -> None:
    copies = [article([*news("Arden"), TEASER]) for _ in range(9)]
    reissues = [article([*news("Arden"), f"Corrected for the {i}th time.", TEASER]) for i in range(9)]

    assert len(learn(copies)) == len(learn(reissues)) == 0


def test_numbers_in_a_teaser_may_differ() -> None:
    articles = [article([*news(town), f"Hill Weekly desk, day {i} at 10:{i}0 AM"]) for i, town in enumerate(TOWNS)]

    assert texts(learn(articles).drop(articles[3])) == news(TOWNS[3])


def test_what_one_outlet_repeats_is_no_furniture_of_another() -> None:
    learnt = learn(pages(TEASER))

    elsewhere = article([*news("Arden"), TEASER], outlet="Lake Ledger")
    nowhere = article([*news("Arden"), TEASER], outlet=None)

    assert learnt.drop(elsewhere) is elsewhere
    assert learnt.drop(nowhere) is nowhere


def test_pages_of_no_outlet_are_learnt_from_together() -> None:
    articles = [article([*news(town), TEASER], outlet=None) for town in TOWNS]

    assert texts(learn(articles).drop(articles[0])) == news("Arden")


def test_what_is_left_is_numbered_anew_and_has_the_id_of_its_content() -> None:
    learnt = learn(pages(TEASER))
    page = article([TEASER, *news("Arden"), "Old bridge"], kinds={3: "crosshead"})

    left = learnt.drop(page)

    assert [paragraph.index for paragraph in left.paragraphs] == [0, 1, 2]
    assert [paragraph.kind for paragraph in left.paragraphs] == ["body", "body", "crosshead"]
    assert left.dropped == (Dropped(TEASER, 0, len(TEASER), "repeated"),)
    assert left.id == content_id(None, left.paragraphs) != page.id
    assert [paragraph.start for paragraph in left.paragraphs] == [paragraph.start for paragraph in page.paragraphs[1:]]


def test_nothing_is_left_out_twice() -> None:
    learnt = learn(pages(TEASER))
    once = learnt.drop(article([*news("Arden"), TEASER]))

    assert learnt.drop(once) is once


def test_an_article_of_nothing_but_learnt_lines_stays_whole() -> None:
    page = article([TEASER])

    assert learn(pages(TEASER)).drop(page) is page


def test_what_was_learnt_is_the_same_in_any_order() -> None:
    articles = pages(TEASER, "Bridge builders gather in the valley for talks on tolls", count=9)

    assert learn(articles).to_json() == learn(articles[::-1]).to_json()


def test_the_file_is_read_back_and_shows_each_line() -> None:
    learnt = learn(pages(TEASER))
    stored = learnt.to_json()

    assert Learnt.from_json(stored) == learnt
    assert TEASER.casefold().strip(".") in stored


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        ("", "file"),
        ("[]", "file"),
        ('{"format": 2, "outlets": {}}', "format"),
        ('{"format": 1}', "outlets"),
        ('{"format": 1, "outlets": {"a": "b"}}', "outlets.a"),
        ('{"format": 1, "outlets": {"a": [1]}}', "outlets.a.0"),
        ('{"format": 1, "outlets": {}, "more": 1}', "more"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_name(stored: str, named: str) -> None:
    with pytest.raises(ParleyError, match=f"learnt lines: {named}"):
        Learnt.from_json(stored)
