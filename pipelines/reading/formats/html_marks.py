"""What the names of elements, and the classes that their authors gave them, tell of the text within."""

from __future__ import annotations

import re

from .html_elements import Element

CAPTION = "caption"
# What these name may be part of furniture, and then is furniture.
SOFT = frozenset((CAPTION, "standfirst"))

_TAGS = {
    "nav": "navigation",
    "menu": "navigation",
    "dir": "navigation",
    "footer": "footer",
    "form": "footer",
    "dialog": "advert",
    "button": "share",
    "select": "navigation",
    "option": "navigation",
    "legend": "footer",
    "figcaption": CAPTION,
    "caption": CAPTION,
    "address": "byline",
    "blockquote": "quote",
}

# The first that matches counts. Each word is a class or an id, or a part of one between hyphens, underscores and humps.
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(rf"(?<![a-z])(?:{'|'.join(words.split())})(?![a-z])"))
    for reason, words in {
        "comments": r"""
            comments? commentlist commentary-list disqus respond livefyre vuukle vukkle\w* discussion replies
            fb-comments
        """,
        "advert": r"""
            ads? adverts? advertisement\w* adbox adunit ad-?(?:unit|slot|wrap\w*|container|block|disclaimer\w*) dfp
            gpt sponsor\w* promo\w* promoted taboola outbrain paywall piano cookies? gdpr consent privacy
            interstitial nrplus\w* banners? affiliates? disclaimers? upsell cta donat\w+ merch commercial
        """,
        "footer": r"""
            foot(?:er)? newsletters? subscri\w+ sign-?up mailing mailchimp tags? taglist tagbox tagcloud ptag
            topics? keywords? site-?info legal terms about widgets? registration login membership poll quiz survey
            rating ratings
        """,
        "related": r"""
            related\w* recirc\w* recommend\w* read-?(?:more|next|also) more-?(?:from|stories|news|on|like|links|to)
            most-?\w+ popular trending teasers? see-?also also-?(?:read|see|like)
            next-?(?:up|post|article|story|prev) prev-?next yarpp\w* you-?may up-?next rail\w* similar latest
            headlines-list breaking-?\w+ ticker suggest\w+ further explore linklist linkbox zemanta in-?other-?news
            onward seealso don-?t-?miss carousel swiper\w* sidebar\w* crosslinks? explainers?
        """,
        "share": r"""
            share\w* sharing social\w* sharedaddy addthis\w* addtoany\w* sharethis follow\w* whatsapp likes
            like-?widget\w* jp-?like\w* wabtn\w* toolbar tools buttons? bookmarks? print
        """,
        "navigation": r"""
            nav\w* hide hidden visually-?hidden sr-only screen-reader\w* invisible d-?none dis-none breadcrumbs?
            menus? paginat\w+ pager skip\w* masthead site-?header page-?header toc table-of-contents jump\w* eyebrow
            kicker slug flashline category categories cat-links
        """,
        CAPTION: r"""
            captions? wp-?caption\w* image-?(?:meta|caption|credit|desc\w*|info)
            photo-?(?:credit|caption|desc\w*|box) media-?(?:caption|credit|desc\w*) cutline figcaption galler\w+
            slide-?(?:show|count|caption) inlinegallery\w* lightbox resgallery\w* credits? attribution photo photos
            image-?count
        """,
        "byline": r"""
            by-?lines? authors? author-?(?:bio|box|info|name|card) bio contributors? vcard writers? reporter profile
            signature
        """,
        "date": r"""
            dates? date-?lines? time-?stamps? publish\w* pub-?date posted-?on updated entry-?meta post-?meta
            article-?meta meta read-?time reading-?time
        """,
        "pull quote": r"""
            pull-?quotes? pullquote\w* pulled-?quote
        """,
        "standfirst": r"""
            standfirst sub-?(?:title|head\w*|headline) deck? abstract excerpt lede lead-?in teaser-?text intro-?text
            synopsis
        """,
    }.items()
)
# Page builders put these on the element that holds an article, and its topics beside them ("category-harbour").
_WHOLE = re.compile(r"\bhentry\b|\btype-post\b|\bstatus-publish\b")


def read_marks(element: Element) -> str | None:
    """What `element` itself tells of its text: a kind of paragraph, a reason to leave it out, or None."""
    if element.name in _TAGS:
        return _TAGS[element.name]
    if element.nested:
        return "related"
    if not element.marks or _WHOLE.search(element.marks):
        return None
    return next((reason for reason, form in _WORDS if form.search(element.marks)), None)
