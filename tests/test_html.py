"""Saved web pages: what is kept, what is left out and why, where each stands in the source, and what is refused."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.characters import tidy
from models.news import Article
from pipelines.reading.cleaning.verdicts import KEPT
from pipelines.reading.documents import Document, Item, Known, UnreadableError
from pipelines.reading.formats.html import parse_html
from pipelines.reading.formats.html_blocks import find_blocks
from pipelines.reading.formats.html_decoding import decode_page
from pipelines.reading.results import REASONS, Quarantined
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.understand import understand

SETTINGS = ReadingConfig()
PARAGRAPHS = (
    "The harbour board of Vellmouth voted on Monday to close the old swing bridge for repairs until the end of spring.",
    "Traffic will be led over the ferry, which the town bought from a neighbouring port two summers ago at a low price.",
    "“We have waited far too long for this,” said the chairwoman, Odette Farrow, after a debate of more than five hours.",
    "Shopkeepers on the northern quay fear that fewer visitors will come, and ask the town to pay for a part of the loss.",
)
HEAD = """<title>Old bridge to close until spring - The Vellmouth Lantern</title>
<meta property="og:title" content="Old bridge to close until spring - The Vellmouth Lantern">
<meta property="og:site_name" content="The Vellmouth Lantern">
<meta property="og:type" content="article">
<meta property="article:published_time" content="2021-03-09T08:15:00+00:00">
<meta name="author" content="Imogen Tarrant">
<link rel="canonical" href="https://lantern.example/news/old-bridge-to-close">"""
FURNITURE = """<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News of the town</a></li></ul></nav>"""
BELOW = """<div class="related-stories"><h3>More stories</h3><ul><li><a href="/1">Ferry breaks down in heavy fog</a></li>
<li><a href="/2">Mayor opens a library in the old mill</a></li></ul></div>
<section id="comments"><p>I crossed that bridge every day of my life and shall miss the sound of it very much indeed.</p></section>
<footer><p>© 2021 The Vellmouth Lantern</p></footer>"""


def paragraphs(*texts: str) -> str:
    return "\n".join(f"<p>{text}</p>" for text in texts or PARAGRAPHS)


def page(body: str, head: str = HEAD) -> bytes:
    """A news page around `body`."""
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">{head}</head><body>{FURNITURE}
<article><h1>Old bridge to close until spring</h1><div class="story-text">{body}</div></article>{BELOW}</body></html>""".encode()


def parse(data: bytes) -> Document:
    return next(parse_html(Item("a.html", "html", data), SETTINGS))


def read(data: bytes) -> Article:
    article = understand(parse(data), SETTINGS)
    assert isinstance(article, Article)
    return article


def texts(article: Article, kind: str) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs if paragraph.kind == kind]


def reasons(article: Article) -> dict[str, str]:
    return {dropped.text: dropped.reason for dropped in article.dropped}


def bare(source: str) -> str:
    """What a reader sees of a stretch of source, white space aside."""
    unscripted = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1>", "", source, flags=re.S)
    return "".join(tidy(html.unescape(re.sub(r'<(?:[^>"]|"[^"]*")*>', "", unscripted))).split())


def test_the_paragraphs_of_an_article_are_kept_in_order() -> None:
    assert texts(read(page(paragraphs())), "body") == [tidy(text) for text in PARAGRAPHS]


def test_headline_crosshead_quotation_caption_and_standfirst_are_told_apart() -> None:
    body = f"""<p class="standfirst">The repair of the oldest crossing in the county will take three months.</p>
<figure><img src="b.jpg"><figcaption>The bridge as seen from the mill.</figcaption></figure>
{paragraphs(*PARAGRAPHS[:2])}<h2>A long debate</h2><blockquote><p>This vote was the hardest of my whole life here,
and I would cast it the same way again tomorrow.</p></blockquote>{paragraphs(*PARAGRAPHS[2:])}"""
    article = read(page(body))

    assert texts(article, "headline") == ["Old bridge to close until spring"]
    assert texts(article, "standfirst") == ["The repair of the oldest crossing in the county will take three months."]
    assert texts(article, "caption") == ["The bridge as seen from the mill."]
    assert texts(article, "crosshead") == ["A long debate"]
    assert [text[:13] for text in texts(article, "quote")] == ["This vote was"]
    assert len(texts(article, "body")) == 4


def test_furniture_is_left_out_with_its_reason() -> None:
    told = reasons(read(page(paragraphs())))

    assert told["Home"] == "navigation"
    assert told["Ferry breaks down in heavy fog"] == "related"
    assert next(reason for text, reason in told.items() if text.startswith("I crossed")) == "comments"
    assert told["© 2021 The Vellmouth Lantern"] == "footer"


@pytest.mark.parametrize(
    ("inset", "reason"),
    [
        ('<div class="newsletter-signup"><p>All that happens in the harbour, once a week.</p></div>', "footer"),
        ('<div class="ad-slot"><p>Boats for every purse at the boatyard.</p></div>', "advert"),
        ('<div class="shareButtons"><span>Tell a friend about it</span></div>', "share"),
        ('<p><a href="/3">Ferry prices are to rise again in summer</a></p>', "related"),
        ("<p>Sign up here for our weekly newsletter from the harbour.</p>", "advert"),
        ("<p>Follow our reporter on Twitter for news of the bridge.</p>", "byline"),
    ],
)
def test_an_inset_amid_the_article_is_left_out(inset: str, reason: str) -> None:
    article = read(page(f"{paragraphs(*PARAGRAPHS[:2])}{inset}{paragraphs(*PARAGRAPHS[2:])}"))

    assert texts(article, "body") == [tidy(text) for text in PARAGRAPHS]
    assert reason in reasons(article).values()


@pytest.mark.parametrize(
    "sentence",
    [
        "Following the vote, the mayor wrote on Twitter that the ferry would sail at night as well.",
        "By noon on Friday - the third day of the strike in 2021 - some 45 boats lay in the harbour.",
        "By noon on Friday, the police had detained 45 people on both sides of the quay.",
        "Published in 2019, the plan named a far lower price for the repair of the bridge.",
        "Support for the plan grew after letters were delivered to every house of the town.",
        "Related to this is the question of who pays for the ferry once the bridge is open.",
        "Contacted on Facebook, the owner of the boatyard did not wish to speak of the bridge.",
    ],
)
def test_a_sentence_that_starts_as_a_note_to_the_reader_does_is_kept(sentence: str) -> None:
    assert sentence in texts(read(page(paragraphs(*PARAGRAPHS[:2], sentence, *PARAGRAPHS[2:]))), "body")


def test_a_paragraph_with_links_in_its_sentence_is_kept() -> None:
    linked = PARAGRAPHS[1].replace("the ferry", '<a href="/ferry">the ferry</a>')

    assert len(texts(read(page(paragraphs(PARAGRAPHS[0], linked, *PARAGRAPHS[2:]))), "body")) == 4


def test_a_class_that_names_furniture_does_not_cost_the_article_that_it_holds() -> None:
    article = read(page(f'<div class="related-content sidebar-left">{paragraphs()}</div>'))

    assert len(texts(article, "body")) == 4


def test_lists_and_rows_of_tables_belong_to_the_article() -> None:
    body = f"""{paragraphs(*PARAGRAPHS[:2])}<ul><li>The bridge closes on the tenth of March at noon.</li>
<li>The ferry leaves every twenty minutes from the quay.</li></ul><table>
<tr><td>Cars</td><td>four crowns a crossing for each of them</td></tr>
</table>{paragraphs(*PARAGRAPHS[2:])}"""
    kept = texts(read(page(body)), "body")

    assert "The ferry leaves every twenty minutes from the quay." in kept
    assert "Cars four crowns a crossing for each of them" in kept


def test_line_breaks_part_paragraphs_where_a_page_has_no_other_marks_for_them() -> None:
    assert texts(read(page("<br><br>\n".join(PARAGRAPHS))), "body") == [tidy(text) for text in PARAGRAPHS]


def test_what_is_hidden_or_no_text_is_not_read() -> None:
    body = paragraphs() + (
        '<p style="display:none">Unseen one.</p><p hidden>Unseen two.</p><script>var unseen = "three";</script>'
        "<style>.unseen{}</style><noscript><p>Unseen four.</p></noscript><template><p>Unseen five.</p></template>"
        "<!-- unseen six -->"
    )

    assert "nseen" not in parse(page(body)).view.text


def test_metadata_is_known() -> None:
    known = parse(page(paragraphs())).known

    assert known.title == "Old bridge to close until spring"
    assert known.outlet == "The Vellmouth Lantern"
    assert known.author == "Imogen Tarrant"
    assert known.date == "2021-03-09"
    assert known.url == "https://lantern.example/news/old-bridge-to-close"
    assert known.language == "en"


def test_what_the_container_knows_fills_in_what_the_page_does_not_tell() -> None:
    head = HEAD.replace('<link rel="canonical" href="https://lantern.example/news/old-bridge-to-close">', "")
    item = Item(
        "a.html", "html", page(paragraphs(), head), known=Known(title="Another", url="https://lantern.example/a")
    )
    known = next(parse_html(item, SETTINGS)).known

    assert (known.title, known.url) == ("Old bridge to close until spring", "https://lantern.example/a")


@pytest.mark.parametrize("author", ["news@lantern.example", "Lantern Web Desk", "The Vellmouth Lantern"])
def test_a_desk_an_address_and_the_outlet_are_no_author(author: str) -> None:
    assert parse(page(paragraphs(), HEAD.replace("Imogen Tarrant", author))).known.author is None


NO_DATE = HEAD.replace('<meta property="article:published_time" content="2021-03-09T08:15:00+00:00">', "")


@pytest.mark.parametrize(
    ("head", "date"),
    [
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2021-03-10"}</script>',
            "2021-03-10",
        ),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2001-01-01"},'
            '{"@type": ["Article"], "datePublished": "2021-03-10T23:00:00-05:00"}]}</script>',
            "2021-03-10",
        ),
        (
            '<script type="application/ld+json">{"@type": "Article", "datePublished": "2021-03-10",}</script>',
            "2021-03-10",
        ),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", None),
        ('<meta name="parsely-pub-date" content="2021-03-10T09:00:00Z">', "2021-03-10"),
        ('<meta content="20210310" name="pubdate">', "2021-03-10"),
        ('<meta name="dc.date" content="March 10, 2021">', "2021-03-10"),
        ('<meta name="harbour-post-date" content="2021/03/10">', "2021-03-10"),
        ('<meta itemprop="datePublished" content="2021-03-10">', "2021-03-10"),
        ('<link rel="canonical" href="https://lantern.example/2021/3/10/bridge">', "2021-03-10"),
        ('<meta name="date" content="2999-01-01">', None),
        ('<meta name="date" content="1970-01-01">', None),
        ('<meta name="date" content="2021">', None),
        ('<meta property="article:modified_time" content="2021-03-10">', None),
        ('<link rel="stylesheet" href="/s.css?v=20170304">', None),
    ],
)
def test_a_date_is_what_states_a_publication(head: str, date: str | None) -> None:
    plain = re.sub("<link.*?>", "", NO_DATE) if "canonical" in head else NO_DATE

    assert parse(page(paragraphs(), plain + head)).known.date == date


@pytest.mark.parametrize(
    "extra",
    [
        '<script>var said = "sixty days\\u2019 notice";</script>',
        "<footer>Copyright © 2010-2021 Lantern</footer>",
        "<table><tr><td>2019</td><td>67</td></tr></table>",
        "<p>The treaty of the two ports was signed on 12 May 1998 and renewed on June 3, 2009 by both of them.</p>",
        '<aside><a href="/q">Storm heads for the coast</a> <time datetime="2018-07-09">9 July 2018</time></aside>',
        '<img src="/uploads/2016/05/bridge.jpg">',
    ],
)
def test_no_date_is_guessed(extra: str) -> None:
    article = read(page(paragraphs() + extra, NO_DATE))

    assert (article.date, article.date_from) == (None, "none")


def test_the_date_of_another_story_below_the_article_is_not_taken() -> None:
    below = '<div><p><a href="/q">Storm heads for the coast</a></p><p class="date">July 9, 2018</p></div></body>'

    assert read(page(paragraphs(), NO_DATE).replace(b"</body>", below.encode())).date is None


def test_a_time_next_to_the_headline_is_the_date() -> None:
    assert (
        parse(page(f'<time datetime="2021-03-10T08:00">Today</time>{paragraphs()}', NO_DATE)).known.date == "2021-03-10"
    )


@pytest.mark.parametrize(
    ("told", "author"),
    [
        ("Imogen Tarrant, Odo Wick Monday, November 8", "Imogen Tarrant, Odo Wick"),
        ("Imogen Tarrant November", "Imogen Tarrant"),
        ("June Tarrant", "June Tarrant"),
        ("By Imogen Tarrant and Odo van der Wick, Lantern", "Imogen Tarrant, Odo van der Wick"),
        ("Imogen Tarrant Published", "Imogen Tarrant"),
        ("Imogen Tarrant, MS, RDN", "Imogen Tarrant"),
        ("Vellmouth wire services Published", None),
        ("The harbour and fishing ministries", None),
        ("Reuters", None),
    ],
)
def test_authors_are_names_of_people(told: str, author: str | None) -> None:
    assert parse(page(paragraphs(), HEAD.replace("Imogen Tarrant", told))).known.author == author


def test_authors_in_json_ld_go_before_others() -> None:
    people = """<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "publisher": {"name": "Quay House"},
    "author": [{"@id": "#o"}, {"name": "Quay House"}, "Ada Finch"]}, {"@id": "#o", "@type": "Person", "name": "Odo Wick"}]}
    </script>"""

    assert parse(page(paragraphs(), HEAD + people)).known.author == "Odo Wick, Ada Finch"


@pytest.mark.parametrize(
    ("told", "outlet"),
    [("https://www.lantern.example", "lantern.example"), ("Hosted", None), ("Copyright 2014", None)],
)
def test_an_outlet_is_a_name(told: str, outlet: str | None) -> None:
    head = f'<title>A page</title><meta property="og:site_name" content="{told}">'

    assert parse(page(paragraphs(), head)).known.outlet == outlet


def test_the_outlets_name_as_a_heading_is_no_title() -> None:
    data = page(paragraphs()).replace(b"<article>", b"<h1>The Vellmouth Lantern</h1><article>")

    assert parse(data).known.title == "Old bridge to close until spring"


def test_a_page_laid_out_in_a_table_is_read_cell_by_cell() -> None:
    cell = f"""<font size=5><b>Old bridge to close until spring</b></font><br><i>By Imogen Tarrant</i><br>March 9, 2021<br><br>
{"<br><br>".join(PARAGRAPHS)}"""
    article = read(
        f"""<title>Lantern - Old bridge to close until spring</title><table><tr><td><a href=/>Home</a><br>
<a href=/w>World</a><br></td><td>{cell}</td></tr></table>""".encode()
    )

    assert (article.title, article.date) == ("Old bridge to close until spring", "2021-03-09")
    assert texts(article, "headline") == ["Old bridge to close until spring"]
    assert texts(article, "body") == [tidy(text) for text in PARAGRAPHS]
    assert reasons(article)["By Imogen Tarrant"] == "byline"


def test_empty_lines_part_paragraphs_in_preformatted_text() -> None:
    wrapped = "\n\n".join(text.replace(", ", ",\n") for text in PARAGRAPHS)

    assert texts(read(page(f"<pre>{wrapped}</pre>")), "body") == [tidy(text) for text in PARAGRAPHS]


def test_of_two_articles_on_a_page_the_first_is_read() -> None:
    second = "<p>Residents were told on Tuesday to leave their homes as the storm gathered strength over the gulf.</p>"
    data = page(paragraphs()).replace(b"</article>", f"</article><article><h1>A storm</h1>{second}</article>".encode())
    article = read(data)

    assert texts(article, "body") == [tidy(text) for text in PARAGRAPHS]
    assert reasons(article)[second[3:-4]] == "related"


def test_bare_times_of_day_are_dates() -> None:
    body = "".join(f"<div><span>{10 + i}:15</span><p>{text}</p></div>" for i, text in enumerate(PARAGRAPHS))

    assert [reason for text, reason in reasons(read(page(body))).items() if text.endswith(":15")] == ["date"] * 4


def test_a_page_on_which_the_extractor_finds_no_paragraph_is_read() -> None:
    data = f"<title>Old bridge</title><h1>Old bridge to close</h1><p>{'<b>' * 20_000}{PARAGRAPHS[0]}</p>{paragraphs()}"

    assert tidy(PARAGRAPHS[1]) in texts(read(data.encode()), "body")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("windows-1251", "windows-1251"),
        ("no-such-code", "utf-8"),
        ("base64", "utf-8"),
        ("utf-16", "utf-8"),
    ],
)
def test_bytes_are_decoded_as_browsers_do(declared: str, encoding: str) -> None:
    text = f'<meta charset="{declared}"><p>“Old” – and new</p>'

    assert decode_page(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_goes_before_what_is_declared(encoding: str) -> None:
    assert decode_page('<meta charset="latin-1"><p>“Old”'.encode(encoding)) == '<meta charset="latin-1"><p>“Old”'


def test_a_few_foreign_bytes_do_not_garble_a_page_in_utf_8() -> None:
    data = "<p>Frau Müller ging über die Brücke".encode() + " – schön".encode("cp1252")

    assert decode_page(data) == "<p>Frau Müller ging über die Brücke – schön"


def test_a_page_that_declares_nothing_is_decoded_by_its_bytes() -> None:
    assert "Müller" in decode_page(("<p>" + "Frau Müller ging über die Brücke nach Österreich. " * 20).encode("cp1252"))


HOME = "".join(
    f'<div class="card"><h2><a href="/{i}">Headline number {i} of the day in town</a></h2><p>{text}</p></div>'
    for i, text in enumerate(PARAGRAPHS * 3)
)


@pytest.mark.parametrize(
    ("data", "measured"),
    [
        (
            b"<html><body><ul>" + b'<li><a href="/x">A story of the day</a></li>' * 84 + b"</ul></body></html>",
            "84 links",
        ),
        (page(HOME), "stand under the linked headline"),
        (page(paragraphs(), HEAD.replace("/news/old-bridge-to-close", "/")), "front page https://lantern.example"),
        (b"<html><head><title>404 - Page not found</title></head><body><p>Nothing is here.</p></body></html>", "words"),
        (
            page(
                "<p>We and our partners use cookies to make this page better for you and for all who read it here.</p>"
                * 3
            ),
            "cookies",
        ),
        (b"<html><body></body></html>", "0 links"),
        (b"", "0 links"),
    ],
)
def test_a_page_that_is_no_article_is_refused_with_what_was_measured(data: bytes, measured: str) -> None:
    with pytest.raises(UnreadableError, match="no article") as told:
        parse(data)

    assert measured in str(told.value)
    assert told.value.cause == "no article"


def test_binary_bytes_are_refused() -> None:
    with pytest.raises(UnreadableError):
        parse(bytes(range(256)) * 40)


def test_a_page_alone_is_read_as_it_is_after_others() -> None:
    """The extractor keeps caches between calls."""
    pages = [page(paragraphs(*PARAGRAPHS[i:], *PARAGRAPHS[:i])) for i in range(4)]
    alone = [parse(data).view for data in pages]

    assert [parse(data).view for data in [*pages, *pages, *reversed(pages)]] == [*alone, *alone, *reversed(alone)]


WORDS = st.lists(
    st.sampled_from("the harbour bridge was closed by ferry men who “spoke” of rain’s end, again.".split()),
    min_size=1,
    max_size=30,
)
INLINE = st.sampled_from(
    ["{}", "<b>{}</b>", '<a href="x>y">{}</a>', "<i>{}", "{}</span>", "<!-- c -->{}", "{}<script>no()</script>"]
)
BLOCK = st.sampled_from(
    ["<p>{}</p>", "<p>{}", "<div class='x'>{}</div>", "<h2>{}</h2>", "<li>{}", "<td>{}</td>", "<blockquote>{}</blockquote>",
     "{}<br>",
     "<div class=related><p>{}</p></div>", "<aside>{}</aside>", "</div>{}<div>", "<figcaption>{}</figcaption>"]
)  # fmt: skip
GAP = st.sampled_from([" ", "\n", "&nbsp;", "&#160;", "\u00ad ", " &shy;", "&amp; ", "\u2028", " \x0b"])


@st.composite
def broken_pages(draw: st.DrawFn) -> str:
    """Blocks of words in tags that need not match, between character references and odd spaces."""
    blocks = draw(st.lists(st.tuples(BLOCK, st.lists(st.tuples(INLINE, WORDS, GAP), max_size=4)), max_size=12))
    inner = (block.format("".join(i.format(" ".join(words)) + gap for i, words, gap in runs)) for block, runs in blocks)
    return f"<html><body><article>{paragraphs()}{''.join(inner)}</article>"


def parsed(source: str) -> Iterator[Document]:
    try:
        yield parse(source.encode())
    except UnreadableError:
        return


@given(broken_pages())
@settings(max_examples=60)
def test_spans_give_the_text_back_from_the_source(source: str) -> None:
    for document in parsed(source):
        article = understand(document, SETTINGS)
        assert isinstance(article, Article)
        for piece in (*article.paragraphs, *article.dropped):
            assert bare(source[piece.start : piece.end]) == "".join(piece.text.split())


@given(broken_pages())
@settings(max_examples=60)
def test_everything_visible_is_accounted_for_once(source: str) -> None:
    seen = "".join(block.text for block in find_blocks(source))

    assert "".join(tidy(seen).split()) == bare(source)
    for document in parsed(source):
        view = document.view
        assert view.told is not None
        assert set(view.told.values()) <= {*KEPT, *REASONS}
        assert list(view.told) == [0, *(m.end() for m in re.finditer("\n", view.text))][:-1]
        assert view.starts is not None
        assert all(a <= b for a, b in pairwise(view.starts))
        article = understand(document, SETTINGS)
        assert isinstance(article, Article | Quarantined)
        if isinstance(article, Article):
            pieces = sorted([*article.paragraphs, *article.dropped], key=lambda piece: piece.start)
            assert "".join("".join(piece.text.split()) for piece in pieces) == bare(source)


@given(st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), max_size=8), st.integers(0, 2500))
@settings(max_examples=80)
def test_mutated_bytes_raise_nothing_but_unreadable(edits: list[tuple[int, bytes]], size: int) -> None:
    data = bytearray(page(paragraphs()))
    for at, put in edits:
        data[at : at + len(put)] = put
    for document in parsed_bytes(bytes(data[: size + 200])):
        understand(document, SETTINGS)


def parsed_bytes(data: bytes) -> Iterator[Document]:
    try:
        yield parse(data)
    except UnreadableError:
        return


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 1_000_000,
        "<b>" * 45_000,
        "<p>" + "<a " * 300_000,
        '<a "' * 300_000,
        "<!--" * 300_000,
        "</" * 500_000,
        "<script>" * 100_000,
        "&" * 500_000,
        "<div>x" * 45_000,
        "</span>" * 300_000,
        "<p class='" + "more-" * 200_000 + "'>",
    ],
    ids=lambda text: text[:8],
)
def test_blocks_are_found_in_linear_time(hostile: str) -> None:
    started = time.perf_counter()
    try:
        find_blocks("<p>One.</p>" + hostile)
    except UnreadableError as error:
        assert "elements" in str(error)  # noqa: PT017

    assert time.perf_counter() - started < 20


def test_a_megabyte_on_one_line_is_read() -> None:
    data = page("<p>" + " ".join(PARAGRAPHS * 2_300))

    assert sum(map(len, texts(read(data), "body"))) > 1_000_000


def test_a_page_that_breaks_off_keeps_what_came() -> None:
    data = page(paragraphs())
    cut = data[: data.index(b"Shopkeepers") + 40]

    assert texts(read(cut), "body")[:3] == [tidy(text) for text in PARAGRAPHS[:3]]
