"""What of a page is a paragraph, and why the rest is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.characters import straight
from models.news import PROSE
from pipelines.reading.cleaning import Page, clean
from pipelines.reading.cleaning.mending import mend
from pipelines.reading.documents import View

# Far above what linear time takes on a slow machine, far below what quadratic time would take.
SECONDS = 10

LEAD = "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
BODY = (
    "A spokesperson praised the agreement, saying traders on both sides had waited for it since the spring floods "
    "carried away the old bridge and left hundreds of lorries standing in the valley for weeks."
)
LAST = "The second round is due next month, and both delegations said that they would bring customs officers with them."


def page(*lines: str, gap: str = "\n\n") -> Page:
    return clean(View(gap.join(lines)))


def kept(cleaned: Page) -> list[str]:
    """The prose: what is learnt from and labelled."""
    return [paragraph.text for paragraph in cleaned.paragraphs if paragraph.kind in PROSE]


def frame(cleaned: Page) -> list[tuple[str, str]]:
    """The paragraphs that only structure the page, with their kinds."""
    return [(paragraph.kind, paragraph.text) for paragraph in cleaned.paragraphs if paragraph.kind not in PROSE]


def dropped(cleaned: Page) -> list[tuple[str, str]]:
    return [(line.reason, line.text) for line in cleaned.dropped]


def test_a_page_with_navigation_headline_byline_credit_and_footer_keeps_standfirst_and_body() -> None:
    cleaned = page(
        "Home Latest News Crossing Opens Before Winter",
        "Crossing Opens Before Winter",
        "by Hill Weekly",
        "File photo of the gate. Ada Stone—HPA",
        "Spokesperson says both sides waited since spring for the crossing to open",
        LEAD,
        "Old bridge",
        BODY,
        "Related Articles",
        "Leave a Comment",
    )

    assert kept(cleaned) == ["Spokesperson says both sides waited since spring for the crossing to open", LEAD, BODY]
    assert [paragraph.kind for paragraph in cleaned.paragraphs] == [
        "headline", "standfirst", "body", "crosshead", "body",
    ]  # fmt: skip
    assert [reason for reason, _ in dropped(cleaned)] == ["navigation", "byline", "credit", "related", "comments"]
    assert (cleaned.title, cleaned.outlet, cleaned.date) == ("Crossing Opens Before Winter", "Hill Weekly", None)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", " \n \n\n"])
def test_paragraphs_are_the_same_whatever_parts_them(gap: str) -> None:
    assert kept(page("Crossing opens", LEAD, BODY, LAST, gap=gap)) == [LEAD, BODY, LAST]


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("ISLAMABAD: ", "Islamabad"),
        ("NEW DELHI: ", "New Delhi"),
        ("WASHINGTON (Reuters) – ", "Washington"),
        ("WASHINGTON (United States): ", "Washington"),
        ("KABUL, Aug 19 (HW): ", "Kabul"),
        ("ISLAMABAD, Aug 27 (APP):", "Islamabad"),
        ("KABUL, Afghanistan (AP) — ", "Kabul"),
        ("Kabul (AFP) - ", "Kabul"),
        ("ISLAMABAD/LAHORE: ", "Islamabad/Lahore"),
        ("WASHINGTON, D.C. — ", "Washington, D.C."),
        ("Islamabad, Pakistan - ", "Islamabad"),
        ("(CNN) ", None),
    ],
)
def test_a_dateline_is_taken_off_and_its_place_kept(dateline: str, place: str | None) -> None:
    source = f"Crossing opens\n\n{dateline}{LEAD}\n\n{BODY}"
    cleaned = clean(View(source))

    assert kept(cleaned) == [LEAD, BODY]
    assert cleaned.place == place
    assert ("dateline", dateline.strip()) in dropped(cleaned)
    assert source[cleaned.paragraphs[1].start :].startswith(LEAD)


@pytest.mark.parametrize("start", ["THE PRESIDENT: Good evening. ", "DEAR ADA: ", "US-led talks: ", "Envoys: "])
def test_what_only_looks_like_a_dateline_stays(start: str) -> None:
    cleaned = page("Crossing opens", start + LEAD)

    assert kept(cleaned) == [start + LEAD]
    assert cleaned.place is None


def test_a_day_without_a_year_is_no_date() -> None:
    assert page("Crossing opens", f"KABUL, Aug 19 (HW): {LEAD}", BODY).date is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Sunday, 17 December 2017", "2017-12-17"),
        ("March 3, 2020 4:15 PM EST", "2020-03-03"),
        ("Updated: 2021-09-04", "2021-09-04"),
        ("Published on 4th Sept 2021", "2021-09-04"),
        ("Ada Stone Published November 3, 2024 Updated about 5 hours ago", "2024-11-03"),
    ],
)
def test_a_date_line_above_the_article_gives_its_date(line: str, iso: str) -> None:
    cleaned = page("Crossing opens", line, LEAD, BODY)

    assert cleaned.date == iso
    assert kept(cleaned) == [LEAD, BODY]


@pytest.mark.parametrize(
    ("lines", "outlet"),
    [
        (["by Hill Weekly", LEAD], "Hill Weekly"),
        (["By Ada Stone", LEAD], None),
        (["By Ada Stone, Hill Courier", LEAD], "Hill Courier"),
        (["By Times of Arden", LEAD], "Times of Arden"),
        (["By Ada Stone", "The Hill Courier", LEAD], "The Hill Courier"),
        (["By The Associated Press", LEAD], None),
        (["Our Correspondent", LEAD], None),
        ([LEAD, BODY, "Published in Valley News, March 8th, 2023"], "Valley News"),
        ([LEAD, BODY, "© 2020 Lake Ledger. All rights reserved."], "Lake Ledger"),
        ([LEAD, BODY, "Copyright © 2025. The Lake, All Rights Reserved |Contact Us|Authors"], "The Lake"),
        ([LEAD, BODY, "from The Valley News - Home https://example.org/x"], "The Valley News"),
        ([f"WASHINGTON (Lake Ledger) — {LEAD}"], "Lake Ledger"),
        ([f"WASHINGTON (Reuters) — {LEAD}"], None),
        ([f"WASHINGTON (United States): {LEAD}"], None),
    ],
)
def test_the_outlet_is_read_where_the_page_names_it(lines: list[str], outlet: str | None) -> None:
    assert page("Crossing opens", *lines, BODY).outlet == outlet


def test_a_newspapers_name_above_the_headline_is_its_outlet_and_not_the_headline() -> None:
    cleaned = page("The Hill Courier", "Crossing opens", "By Ada Stone", LEAD, BODY)

    assert (cleaned.outlet, cleaned.title, cleaned.author) == ("The Hill Courier", "Crossing opens", "Ada Stone")
    assert kept(cleaned) == [LEAD, BODY]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ada Stone", "Ada Stone"),
        ("By: Ada Stone", "Ada Stone"),
        ("By ADA STONE and BO FIELD", "Ada Stone, Bo Field"),
        ("By Ada Stone, Bo van Field and Cy Abdul-ur-Lake", "Ada Stone, Bo van Field, Cy Abdul-ur-Lake"),
        ("Ada Stone | Published March 3, 2024", "Ada Stone"),
        ("Ada Stone Published November 3, 2024 Updated about 5 hours ago", "Ada Stone"),
        ("By Ada Stone | March 5, 2024", "Ada Stone"),
        ("By Ada Stone, staff writer", "Ada Stone"),
        ("By Ada Stone in Arden", "Ada Stone"),
        ("By Reuters and Ada Stone", "Ada Stone"),
        ("by Hill Weekly", None),
        ("By AFP", None),
        ("By Our Correspondent", None),
        ("By Staff Reporter", None),
        ("By Editorial Board", None),
        ("Our Correspondent | Published March 3, 2024", None),
        ("Staff Report", None),
    ],
)
def test_the_author_is_whom_the_byline_names_and_no_desk_agency_or_outlet(line: str, author: str | None) -> None:
    cleaned = page("Crossing opens", line, LEAD, BODY)

    assert cleaned.author == author
    assert kept(cleaned) == [LEAD, BODY]


class TestRunInCrossheads:
    def test_a_crosshead_that_repeats_a_teaser_is_split_off(self) -> None:
        cleaned = page(LEAD, "Afghan traders due in the capital for talks", f"Afghan traders due The {BODY[2:]}")

        assert ("crosshead", "Afghan traders due") in frame(cleaned)
        assert kept(cleaned)[1] == f"The {BODY[2:]}"

    @pytest.mark.parametrize(
        ("head", "sentence"),
        [
            ("Envoys expected", "Separately, the minister told reporters that more guests were on their way."),
            ("Neighbours weigh in", "Meanwhile, diplomats were studying the paper that the two sides had signed."),
            ("Fence under fire", "At Dewagar, in a fold of hills, masons were mending the wall on Friday."),
            ("Sit-in at the gate", "On the southern crossing thousands refused to leave before the evening prayer."),
            ("Tehran's turn", "Relations with two other neighbours have grown warmer since the floods of spring."),
        ],
    )
    def test_a_crosshead_before_a_plain_sentence_opener_is_split_off(self, head: str, sentence: str) -> None:
        cleaned = page(LEAD, f"{head} {sentence}", BODY)

        assert frame(cleaned) == [("crosshead", head)]
        assert dropped(cleaned) == []
        assert kept(cleaned) == [LEAD, sentence, BODY]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Sources told The Valley News on Monday that the crossing would open before the end of the month.",
            "Officials at The Hague received the letter on Monday and promised to answer it within the month.",
            "According to the All Valley Traders Association, prices fell by a tenth within a week of the accord.",
            "Prime Minister Ada Stone On Tuesday said that the crossing would open before the end of the month.",
            "The secretary said In sha Allah the crossing would open before the end of the month for all traders.",
            "Senior Foreign Office officials met the delegation on Monday and discussed the northern crossing again.",
            "In Kabul Meanwhile the traders waited for news about the crossing and for the first lorries to move.",
        ],
    )
    def test_a_sentence_with_capitals_in_it_is_left_whole(self, sentence: str) -> None:
        assert kept(page(LEAD, sentence, BODY)) == [LEAD, sentence, BODY]


class TestBody:
    @pytest.mark.parametrize(
        "line",
        [
            "“We will wait,” he said.",
            "“We will wait as long as it takes.”",
            "Why now?",
            "He declined to comment.",
            "The minister listed three demands:",
            "• open the crossing by the end of the month",
            "He said the talks had been postponed because of the weather",
            "The ministry has called upon the customs office to open the crossing before winter",
            "Traders would wait for another week, he added",
            "“We shall wait for another week,” a trader told reporters at the gate",
            "The valley waited for it. https://example.org/a?b=c",
            "“It is too early to say whether the accord will hold",
            BODY.rstrip("."),
        ],
    )
    def test_what_may_be_prose_is_kept(self, line: str) -> None:
        assert kept(page(LEAD, line, BODY)) == [LEAD, straight(line), BODY]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("Customs chief to visit valley next week", "teaser"),
            ("ADVERTISEMENT", "advert"),
            ("Also read: HOW THE BRIDGE FELL", "related"),
            ("“waited for it since the spring floods”", "pull quote"),
            ("Sign up for our morning newsletter.", "footer"),
            ("The post Crossing to open appeared first on Hill Weekly.", "footer"),
            ("2 min read", "navigation"),
            ("[gallery ids=12]", "navigation"),
            ("This is a modal window.", "navigation"),
            ("* * *", "navigation"),
        ],
    )
    def test_what_is_no_prose_is_dropped_with_its_reason(self, line: str, reason: str) -> None:
        cleaned = page(LEAD, line, BODY)

        assert dropped(cleaned) == [(reason, straight(line))]
        assert kept(cleaned) == [LEAD, BODY]

    @pytest.mark.parametrize(
        "line",
        [
            "Additional input from HPA",
            "(WITH INPUT FROM NEWS DESK)",
            "THE WRITER IS A HISTORIAN OF THE VALLEY",
            "Bo Field is a trader and writes on tolls. He can be reached at bo@example.org",
        ],
    )
    def test_a_line_on_who_wrote_it_is_a_byline_below_the_article_too(self, line: str) -> None:
        assert dropped(page(LEAD, BODY, line)) == [("byline", line)]

    UNSTOPPED = (
        "Minister Ada Stone issued orders to ensure that lorries cross before the first snow",
        "Additionally, drivers were offered hot meals, blankets and beds in the old customs house",
        "Furthermore, the chief of customs announced one more wage for all. Minister for the Northern",
    )

    @pytest.mark.parametrize("line", UNSTOPPED)
    @pytest.mark.parametrize("after", [(BODY,), ()])
    def test_a_sentence_without_its_full_stop_is_kept_on_a_page_without_furniture(
        self, line: str, after: tuple[str, ...]
    ) -> None:
        assert kept(page(LEAD, line, *after)) == [LEAD, line, *after]

    @pytest.mark.parametrize("line", UNSTOPPED[:2])
    def test_amid_furniture_it_may_lead_to_another_story(self, line: str) -> None:
        assert ("teaser", line) in dropped(page(LEAD, line, BODY, "Leave a Comment"))

    @pytest.mark.parametrize(
        "line",
        [
            "Customs chief to visit northern valley and the old bridge at Arden some time next week",
            "Customs chief has announced lower tolls for all traders of every northern valley https://example.org/a",
        ],
    )
    def test_a_headline_or_a_post_is_a_teaser_there_too(self, line: str) -> None:
        assert dropped(page(LEAD, line, BODY)) == [("teaser", line)]

    def test_a_sentence_that_ends_in_a_dash_and_a_name_is_no_credit(self) -> None:
        line = "The minister told the house that the ministry watched the new name of the Fever—Arden."

        assert kept(page(LEAD, line, BODY)) == [LEAD, line, BODY]

    @pytest.mark.parametrize("line", ["A lorry at the gate—AFP.", "A lorry at the gate. Ada Stone—HPA"])
    def test_a_name_behind_a_dash_is_a_credit(self, line: str) -> None:
        assert dropped(page("Crossing opens", line, LEAD, BODY))[0][0] == "credit"

    @pytest.mark.parametrize("line", ["04/03/2024", "Updated: 4.3.2024", "4-3-2024 10:15 AM"])
    def test_a_date_in_numbers_alone_is_a_date_line_that_gives_no_date(self, line: str) -> None:
        cleaned = page("Crossing opens", line, LEAD, BODY)

        assert dropped(cleaned) == [("date", line)]
        assert cleaned.date is None

    def test_paragraphs_pasted_twice_are_kept_once(self) -> None:
        for lines in ([LEAD, LEAD, BODY, BODY], [LEAD, BODY, LEAD, BODY]):
            cleaned = page("Crossing opens", *lines)

            assert kept(cleaned) == [LEAD, BODY]
            assert dropped(cleaned) == [("repeated", LEAD), ("repeated", BODY)]

    def test_a_short_sentence_may_be_said_twice(self) -> None:
        assert kept(page(LEAD, "He declined to comment.", BODY, "He declined to comment."))[3:] == [
            "He declined to comment."
        ]

    def test_a_sentence_set_above_the_article_is_kept_where_it_belongs(self) -> None:
        cleaned = page(LAST, f"ARDEN: {LEAD}", BODY, LAST)

        assert kept(cleaned) == [LEAD, BODY, LAST]
        assert dropped(cleaned) == [("pull quote", LAST), ("dateline", "ARDEN:")]
        assert cleaned.place == "Arden"

    def test_a_crosshead_structures_the_page_and_is_no_prose(self) -> None:
        cleaned = page(LEAD, "Old bridge", BODY)

        assert frame(cleaned) == [("crosshead", "Old bridge")]
        assert kept(cleaned) == [LEAD, BODY]

    def test_the_items_after_a_colon_are_kept(self) -> None:
        items = ["Ada Stone, who leads the delegation", "Bo Field of the customs office"]

        assert kept(page(LEAD, "The guests were the following:", *items, BODY))[2:4] == items

    def test_a_sentence_broken_over_two_lines_is_one_paragraph(self) -> None:
        lines = ["Traders thanked the customs office for the delay", "and asked for another week."]

        assert kept(page(LEAD, *lines, BODY)) == [LEAD, " ".join(lines), BODY]

    def test_a_few_words_broken_off_are_joined_too(self) -> None:
        assert kept(page(LEAD, "The traders", "asked for another week.", BODY)) == [
            LEAD,
            "The traders asked for another week.",
            BODY,
        ]

    @pytest.mark.parametrize(
        "lines",
        [
            ["The minister listed three demands:", "open the crossing, mend the bridge and lower the tolls."],
            ["The guests came from Arden and Bellow", "b) from Corrin and Dunmore."],
            ["Traders thanked the customs office.", "and asked for another week."],
        ],
    )
    def test_what_is_no_broken_sentence_is_not_joined(self, lines: list[str]) -> None:
        assert kept(page(LEAD, *lines, BODY)) == [LEAD, *lines, BODY]


class TestBelow:
    def test_lines_under_a_closing_heading_belong_to_it(self) -> None:
        cleaned = page(LEAD, BODY, "Read more", "Customs chief to visit valley next week", "Comments", "Great news!")

        assert kept(cleaned) == [LEAD, BODY]
        assert [reason for reason, _ in dropped(cleaned)] == ["related", "related", "comments", "comments"]

    def test_a_row_of_sentences_cut_short_is_a_list_of_other_stories(self) -> None:
        cards = [f"Traders wait at the gate of the {name} valley while customs officers..." for name in ("old", "new")]

        assert dropped(page(LEAD, BODY, *cards)) == [("related", card) for card in cards]
        assert dropped(page(LEAD, BODY, cards[0])) == [("related", cards[0])]

    def test_headlines_beside_a_sentence_cut_short_are_other_stories_too(self) -> None:
        below = [
            "He says the governor had taken notice of the delay at the gate",
            "Committee was told of the progress of the bridge and...",
            '"I waited for nine days at the gate," says a trader',
        ]

        assert dropped(page(LEAD, BODY, *below)) == [("related", line) for line in below]

    @pytest.mark.parametrize(
        "line",
        [
            "He also expressed his thanks for the cooperation extended by the customs office",
            "Traders of the valley waited for weeks. They hope that the winter will be mild…",
            "“We will wait as long as it takes, and if the snow falls before that…”",
        ],
    )
    def test_a_last_paragraph_without_its_full_stop_is_kept(self, line: str) -> None:
        assert kept(page(LEAD, BODY, line)) == [LEAD, BODY, straight(line)]

    def test_a_closing_line_in_mid_article_closes_nothing(self) -> None:
        short = "He declined to comment."

        assert kept(page(LEAD, "No comments", short, BODY)) == [LEAD, short, BODY]

    def test_an_agency_behind_the_last_sentence_is_cut_off_it(self) -> None:
        cleaned = page("Crossing opens", LEAD, f"{BODY} —AFP")

        assert kept(cleaned) == [LEAD, BODY]
        assert dropped(cleaned)[-1] == ("signature", "—AFP")

    @pytest.mark.parametrize("agency", ["Reuters", "AFP", "afp"])
    def test_an_agency_without_a_dash_is_cut_off_a_whole_sentence(self, agency: str) -> None:
        assert dropped(page("Crossing opens", LEAD, f"{BODY} {agency}")) == [("signature", agency)]
        assert dropped(page("Crossing opens", LEAD, f"{BODY[:-1]}, according to {agency}")) == []

    def test_where_it_was_published_is_cut_off_the_last_sentence(self) -> None:
        cleaned = page("Crossing opens", LEAD, f"{BODY} Published in Valley News, March 8th, 2023")

        assert kept(cleaned) == [LEAD, BODY]
        assert (cleaned.outlet, cleaned.date) == ("Valley News", "2023-03-08")

    @pytest.mark.parametrize("line", ["HW/mk/sr", "bur-sjh/ecl"])
    def test_an_agencys_initials_are_a_signature(self, line: str) -> None:
        assert dropped(page(LEAD, BODY, line)) == [("signature", line)]


class TestHeadlines:
    @pytest.mark.parametrize("headline", ["Will the crossing hold?", "Valley awaits talks with U.S.", "Winter"])
    def test_a_headline_may_end_as_a_sentence_does(self, headline: str) -> None:
        cleaned = page(headline, LEAD, BODY)

        assert cleaned.title == headline
        assert kept(cleaned) == [LEAD, BODY]

    def test_a_line_above_a_byline_is_the_headline_whatever_it_ends_in(self) -> None:
        cleaned = page("The crossing opens, says the ministry. Traders doubt it.", "By Ada Stone", LEAD, BODY)

        assert cleaned.title == "The crossing opens, says the ministry. Traders doubt it."

    @pytest.mark.parametrize("title", [None, "Northern crossing to open"])
    def test_a_short_line_between_headline_and_article_is_a_standfirst(self, title: str | None) -> None:
        lines = ["Crossing opens"] * (title is None) + ["Traders hail end of quarrel", LEAD, BODY]

        assert kept(clean(View("\n\n".join(lines)), title)) == ["Traders hail end of quarrel", LEAD, BODY]

    def test_a_list_under_the_headline_is_standfirsts(self) -> None:
        points = ["• Traders hail end of quarrel", "• Second round due next month"]

        cleaned = page("Crossing opens", *points, LEAD, BODY)

        assert [paragraph.text for paragraph in cleaned.paragraphs if paragraph.kind == "standfirst"] == points

    def test_a_page_that_starts_with_prose_has_no_title(self) -> None:
        assert page(LEAD, BODY).title is None

    def test_a_known_title_is_no_paragraph_where_the_text_repeats_it(self) -> None:
        cleaned = clean(View(f"Will the crossing hold?\n\n{LEAD}"), "Will the crossing hold?")

        assert kept(cleaned) == [LEAD]
        assert frame(cleaned) == [("headline", "Will the crossing hold?")]

    def test_a_caption_above_the_article_is_no_prose(self) -> None:
        caption = "Traders wait beside their lorries at the northern gate on Monday. — Reuters"

        cleaned = page("Crossing opens", caption, LEAD)

        assert frame(cleaned) == [("headline", "Crossing opens"), ("caption", caption)]
        assert kept(cleaned) == [LEAD]


class TestWrappedLines:
    WRAPPED = (
        "The envoys met in the capital on Monday and agreed\n"
        "to open the northern crossing before the first snow\n"
        "falls, ending a quarrel that kept lorries waiting in\n"
        "the valley since spring."
    )

    def test_hard_wrapped_lines_are_joined(self) -> None:
        cleaned = clean(View(f"Crossing opens\n\n{self.WRAPPED}\n\n{self.WRAPPED.replace('envoys', 'elders')}"))

        assert len(kept(cleaned)) == 2
        assert kept(cleaned)[0] == " ".join(self.WRAPPED.split())

    def test_a_block_of_separate_lines_is_not_joined(self) -> None:
        lines = ["Two of the victims were father and son", "Three more were killed at the western gate"]

        assert kept(clean(View("\n".join(["Crossing opens", *lines, LEAD, BODY])))) == [*lines, LEAD, BODY]

    @pytest.mark.parametrize("indent", ["    ", "\t"])
    def test_an_indented_line_starts_a_paragraph(self, indent: str) -> None:
        paragraphs = [self.WRAPPED.replace("envoys", who) for who in ("envoys", "elders", "traders")]

        assert kept(clean(View("".join(f"{indent}{text}\n" for text in paragraphs)))) == [
            " ".join(text.split()) for text in paragraphs
        ]

    def test_a_block_indented_as_a_whole_is_one_paragraph(self) -> None:
        block = f"{self.WRAPPED}\n{self.WRAPPED.replace('envoys', 'elders')}".replace("\n", "\n    ")

        assert len(kept(clean(View(block)))) == len(kept(clean(View(block.replace("    ", "")))))


class TestLongParagraphs:
    SENTENCE = "Traders of the valley waited for the crossing to open while the customs office counted lorries. "

    @pytest.mark.parametrize("gap", [" ", "\u00a0", ""])
    def test_a_very_long_paragraph_is_parted_at_its_sentences(self, gap: str) -> None:
        source = f"{LEAD}\n\n" + gap.join([self.SENTENCE.strip()] * 40)
        _, *parts = clean(View(source)).paragraphs

        assert all(80 <= len(part.text.replace(".", ". ").split()) <= 130 for part in parts)
        assert all(part.text.endswith("lorries.") for part in parts)
        assert [" ".join(source[part.start : part.end].split()) for part in parts] == [part.text for part in parts]

    def test_a_paragraph_of_two_hundred_words_is_left_whole(self) -> None:
        assert len(kept(page(LEAD, self.SENTENCE * 12))) == 2

    def test_a_quotation_is_not_parted_from_its_speaker(self) -> None:
        speech = f'"{(self.SENTENCE * 15).strip()}" she said.'

        assert kept(page(LEAD, speech)) == [LEAD, speech]

    def test_a_lost_quotation_mark_does_not_keep_a_paragraph_whole(self) -> None:
        parts = kept(page(LEAD, f'"{(self.SENTENCE * 40).strip()}'))[1:]

        assert len(parts) == 6


class TestMojibake:
    @pytest.mark.parametrize(
        ("found", "meant"),
        [
            ("the valleyâ€™s", "the valley's"),
            ("Ã¢â‚¬Å“opensÃ¢â‚¬Â\x9d", '"opens"'),
            ("TÃ¼rkiye â€“ TÃ¼rkiye", "Türkiye – Türkiye"),
            ("a toll of Â£5", "a toll of £5"),
            ("valleyâ\x80\x99s", "valley's"),
        ],
    )
    def test_it_is_mended_where_it_stands(self, found: str, meant: str) -> None:
        source = f"{LEAD}\n\nTraders of {found}, it was told, would wait. {BODY}"
        cleaned = clean(View(source))

        assert kept(cleaned) == [LEAD, f"Traders of {meant}, it was told, would wait. {BODY}"]
        assert source[cleaned.paragraphs[1].start : cleaned.paragraphs[1].end].startswith(f"Traders of {found},")

    def test_each_mended_character_has_its_own_place(self) -> None:
        view = mend(View("Ã©Ã¨â€™s"))

        assert view.text == "éè’s"
        assert [view.span(i, i + 1) for i in range(4)] == [(0, 2), (2, 4), (4, 7), (7, 8)]

    @pytest.mark.parametrize("word", ["café”", "MENÜ“", "Łódź", "Ü¤", "İstanbul’da", "naïve…"])
    def test_what_is_none_is_left_alone(self, word: str) -> None:
        view = View(f"{LEAD} {word} {BODY}")

        assert mend(view) is view

    def test_a_known_title_is_mended(self) -> None:
        assert clean(View(LEAD), "Valleyâ€™s crossing opens").title == "Valley’s crossing opens"

    @given(
        st.lists(st.sampled_from(["â€™", "Ã©", "Â£", "Ã", "â", "\\n\\n", "\\n", "a", " ", "é", "\x9d"])).map("".join)
    )
    def test_every_place_of_a_mended_view_leads_to_its_source(self, source: str) -> None:
        view = mend(View(source))
        spans = [view.span(i, i + 1) for i in range(len(view.text))]

        assert [start for start, _ in spans] == sorted(start for start, _ in spans)
        assert sum(end - start for start, end in set(spans)) == len(source)
        assert all(
            source[start:end] == char or end - start > 1 for char, (start, end) in zip(view.text, spans, strict=True)
        )

    def test_what_a_view_tells_of_its_lines_moves_with_them(self) -> None:
        text = f"Valleyâ€™s crossing\n{LEAD}\n{BODY}"
        told = {0: "headline", text.index(LEAD): "body", text.index(BODY): "quote"}

        mended = mend(View(text, told=told))

        assert {mended.text[at : at + 6]: kind for at, kind in (mended.told or {}).items()} == {
            "Valley": "headline", LEAD[:6]: "body", BODY[:6]: "quote",
        }  # fmt: skip
        assert mended.span(mended.text.index(BODY), len(mended.text)) == (text.index(BODY), len(text))


def test_newlines_written_out_part_paragraphs() -> None:
    source = f"{LEAD}\\n\\n{BODY}\\r\\n\\r\\n{LAST}\\n\\n"
    cleaned = clean(View(source))

    assert kept(cleaned) == [LEAD, BODY, LAST]
    assert [source[paragraph.start : paragraph.end] for paragraph in cleaned.paragraphs] == [LEAD, BODY, LAST]


def test_a_single_newline_written_out_may_be_a_path() -> None:
    line = "The log lies in C:\\news and C:\\numbers, he told the customs office."

    assert kept(page(LEAD, line, BODY)) == [LEAD, line, BODY]


def test_invisible_characters_do_not_hide_words() -> None:
    assert kept(page("Crossing opens", LEAD.replace("envoys", "en\u00advo\u200bys")))[0] == LEAD


UNITS = ("a", "word ", "A. ", "(", "“", "| ", "KABUL ", "Jan 1 ", "by A ", "— ", "1:", "Ã", "â€™", "Word. ", '"Word." ')


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_in_one_line_is_read_in_linear_time(unit: str) -> None:
    started = time.process_time()

    clean(View(unit * (1_000_000 // len(unit))))

    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "line",
    [
        "Officials met again today",
        "“We will not wait any longer”",
        "Related Articles",
        "No",
        "in lower case",
        "Traders wait while...",
        "Afghan traders due Officials said on Monday that all would be well.",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_many_lines_are_read_in_linear_time(line: str, gap: str) -> None:
    started = time.process_time()

    clean(View(f"{line}{gap}" * 20_000 + BODY))

    assert time.process_time() - started < SECONDS
