"""The furniture of news pages: one table of reasons and the lines they match."""

from __future__ import annotations

import re

from .dates import DATE, is_date_line

LONGEST = 400

AGENCIES = r"(?:AFP|AP|APP|Associated Press|Reuters|PTI|ANI|UPI|INP|EPA|Xinhua|Bloomberg|Getty Images)"
_NAME = r"[A-Z][\w.'’&-]*,?"
_POST = (
    r"(?:(?:staff|special|senior|chief|guest|political|diplomatic|foreign) ){0,3}"
    r"(?:writer|reporter|correspondent|editor|columnist)"
)

# Every expression must match a whole line. Bounded repeats keep each of them linear in the length of the line, and a
# look ahead for its rarest sign keeps one that starts with anything from being tried at every place.
TABLE: dict[str, tuple[str, ...]] = {
    "copyright": (
        r"(?i:copyright(?:ed)?)\s?(?:©|\([cC]\)|\d{4}).{0,200}",
        r"©.{0,200}",
        r"(?i:all rights reserved)\.?",
    ),
    "published in": (r"Published in .{1,120}\d{4}\.?",),
    "advert": (
        r"(?i:advertisements?|sponsored(?: content)?|promoted(?: content)?)",
        r"(?i:story continues below(?: this)? advertisement|(?:continue reading|scroll to continue).{0,60})",
    ),
    "comments": (
        r"(?i:leave a (?:comment|reply))(?: .{0,40})?",
        r"(?i:(?:no|\d+|view|post|add a|read)? ?comments?(?: yet|:| \(\d+\)| are closed\.?)?)",
        r"Dear (?:visitor|reader|user)s?,.{0,200}\bcomment.{0,200}",
        r"(?i:your email address will not be published.{0,100}|comments are moderated and.{0,200})",
    ),
    "related": (
        r"(?i:related|recommended|similar|popular|trending|latest)"
        r"(?: (?i:articles?|stor(?:y|ies)|posts?|news|topics|reading))?:?",
        r"(?i:also read|read also|read more|read next|see also|must read|related|watch|more)\s?[:|–-].{0,300}",
        r"(?i:related topics\s?:).{1,200}",
        r"(?i:read more|also read|more on this|you (?:may|might) also like|more \w+ you might like)[.:…]{0,3}",
        r"READ(?: MORE| ALSO)? .{0,300}[^.?!”]",
    ),
    "share": (
        r"(?i:share)(?: (?i:this|on|via)\b.{0,60})?",
        r"(?i:(?:like|follow|join|find) us\b.{0,80})",
        r"(?i:join our whatsapp channel)",
        r"(?i:read or share this story).{0,100}",
        r"Follow (?:@\w+|[A-Z][\w ]{0,40}?) on (?:X|Twitter|Facebook|Instagram)\b.{0,200}",
        r"(?i:facebook|twitter|x|whatsapp|linkedin|e-?mail|copy link|telegram|print)",
    ),
    "footer": (
        r"(?i:tags?|topics?|filed under)\s?:.{0,300}",
        r"(?i:sign up (?:for|to)) .{0,80}(?i:newsletter|updates|alert|e-?mail).{0,60}",
        r"(?i:subscribe (?:to|now)).{0,100}",
        r"from .{1,100}https?://\S{1,200}",
        r"(?:https?://|www\.)\S{1,300}",
        r"(?i:click here|watch the latest video).{0,100}",
        r"(?i:this (?:story|article|post) (?:has been updated|was (?:first|originally) published)).{0,200}",
        r"(?i:this (?:story|article|post) (?:originally|first) appeared).{0,200}",
        r"The post .{1,300} (?:first appeared|appeared first) on .{1,100}",
    ),
    "credit": (
        r"(?i:(?:an? )?(?:undated )?(?:file|handout|representational) (?:photo(?:graph)?|image|picture))\b.{0,300}",
        r"(?i:photo|image|picture|illustration)(?i:s| credits?)?(?: (?i:by|courtesy)\b|:).{1,150}",
        r"(?=[^—]*—).{2,300}\w—[A-Z][\w.]{0,29}\w(?:/[A-Z]\w{1,20})?",
        rf"(?=[^—]*—).{{2,300}}\w—{AGENCIES}\.",
        rf"(?=[^/]*/).{{0,300}} ?[—–-] ?{AGENCIES}/\w{{1,20}}",
        rf"\(?{AGENCIES}(?:/\w{{1,20}})*\)?",
        r".{0,300}\((?:Photo|Image|Credit|Picture)s?(?: by)?:? [^)]{2,60}\)",
        r"(?=[^\[]*\[).{2,200}\w \[[A-Z][\w /]{2,40}\]",
        r"(?:Image copyright|Media playback is unsupported|Header image:).{1,300}",
    ),
    "byline": (
        rf"(?i:by):?\s{_NAME}(?:\s(?:{_NAME}|and|&|in|for|of|the|with|al|bin|da|de|del|van|von|ul|ur)){{0,9}}"
        rf"(?:,? (?i:{_POST}))?(?:,? ?[|•·–—-]? ?{DATE}.{{0,60}})?",
        r"(?i:(?:(?:by|from|our|the newspaper['’]s|special|staff|web|news|monitoring|foreign|national|a) ){0,3}"
        r"(?:(?:reporter|correspondent|report)s?|desk|bureau|agencies))",
        r".{0,60}\bPublished [A-Z]\w{2,8} \d{1,2}, \d{4}(?: Updated .{1,40})?",
        r"\S{1,60}@\S{1,60}\.\w{2,10}",
        r"(?:X|Twitter)?:? ?@\w{1,40}",
        r"(?:• )?This article is based in part on wire.{1,80}|(?:• )?Contact .{1,80}@\w{1,40}\.?",
        r"(?:The writers?|THE WRITERS?) (?:is|are|was|works?|teach(?:es)?|has been|IS|ARE) .{1,250}",
        r".{0,250}\b(?:can be (?:reached|contacted) at|tweets(?: at)?) ?\S{0,40}@\S{1,60}",
        r".{0,120}contributed to this (?:report|story|article)\.?(?: [Ww]ith .{1,60})?",
        r"(?:Additional (?:input|reporting)s?|With (?:additional )?(?:input|reporting)s?|Contributing)(?: by| from|:) .{1,150}",
        r"\((?i:with (?:additional )?inputs? from) [^()]{2,60}\)\.?",
        r"[–-]? ?Reporting (?:for .{2,40} )?by [A-Z].{2,60}",
    ),
    "signature": (
        r"[A-Z]{2,6}(?:/[A-Za-z-]{1,5}){1,4}",
        r"— .{2,80} \(@\w{1,40}\) [A-Z][a-z]{2,8} \d{1,2}, \d{4}",
        r"[a-z]{2,4}(?:-[a-z]{2,4})?/[a-z]{2,4}(?:/[a-z]{2,4}){0,2}",
    ),
    "navigation": (
        r"[^|>»›]{1,40}(?:[|>»›][^|>»›]{1,40}){2,}",
        r"\d{1,2} ?(?i:min(?:ute)?s? read)",
        r"\d{1,4}|\d(?:\.\d{1,2})?x",
        r"(?i:home|menu|search|skip to (?:main )?content|subscribe|log ?in|sign in|listen|close|toggle navigation)",
        r"<!--.{0,100}-->",
        r"This is a modal window\.|(?:Beginning|End) of dialog window\..{0,80}|Media error: .{0,120}",
        r"\[/?\w[^\]]{0,80}\](?:\[/\w{1,20}\])?",
        r"Video Player.{0,390}",
        r"(?:JUST WATCHED|MUST WATCH) .{0,300}",
        r"(?i:(?:home|menu|latest)"
        r"(?:[ >/-]{1,3}(?:latest|news|world|asia|opinion|pakistan|business|sports?|politics|more|videos?)){1,12})",
        r"Enlarge this image.{0,200}",
        r"[\W_]{1,400}",
    ),
}
# One expression for all, a group for each reason: trying them one by one took half of the time that reading took.
_REASON = re.compile(
    "|".join(f"(?P<{reason.replace(' ', '_')}>{'|'.join(expressions)})" for reason, expressions in TABLE.items()),
    re.DOTALL,
)


def recognise(text: str) -> str | None:
    """The reason why a line is furniture whatever stands around it; None when it may be prose."""
    if len(text) > LONGEST:
        return None
    if is_date_line(text):
        return "date"
    match = _REASON.fullmatch(text)
    return match.lastgroup.replace("_", " ") if match and match.lastgroup else None


_SIGN_OFF = re.compile(rf" ?(?:[—–]|(?<= )--?) ?{AGENCIES}\.?\Z|(?<=[.?!\"')]) (?i:afp|app|reuters|xinhua|anadolu)\Z")
_PUBLISHED = re.compile(r"(?<=[.?!\"')]) Published in [A-Z][^.]{1,60}, [A-Z][a-z]{2,8} \d{1,2}[a-z]{0,2}, \d{4}\.?\Z")
_CAPTION_END = re.compile(r"[.)] ?— ?(?:[Pp]hotos? )?(?:courtesy )?[A-Z][^.?!]{2,60}\Z")


def find_sign_off(text: str) -> int:
    """Where an agency's name behind the last sentence starts (" —AFP"), in characters; 0 without one."""
    window = max(0, len(text) - 60)
    match = _SIGN_OFF.search(text, window)
    return match.start() if match else 0


def find_published(text: str) -> int:
    """Where "Published in ..." behind the last sentence starts, in characters; 0 without one."""
    match = _PUBLISHED.search(text, max(0, len(text) - 120))
    return match.start() if match else 0


def is_caption(text: str) -> bool:
    """Whether a line above the article ends as a picture's caption does; below its start this may be a paragraph."""
    return find_sign_off(text) > 0 or _CAPTION_END.search(text, max(0, len(text) - 80)) is not None
