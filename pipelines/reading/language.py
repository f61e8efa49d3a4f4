"""The language of a text: by its function words where they are plain, else by py3langid's model (140 languages, 1 s to load)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Characters: too few to tell; as many as are searched for function words; and as many as the model sees, from the middle,
# where names are fewer.
LEAST = 40
WINDOW = 3000
SAMPLE = 300
# The share of words from which a list of function words tells a language, and the model's least probability.
PLAIN = 0.05
SURE = 0.7

_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = "\u0250"
# English without "of", "was", "had", "by" and "for", which are words of its neighbours; "the" is one of Urdu in Latin letters,
# which no model knows.
_PLAIN = {
    "en": frozenset("the and that with from said which has been its their this these would were".split()),
    "ur": frozenset("ka ke ki ko mein hai hain aur nahi nahin gaya gayi gaye kiya diya raha rahi rahe woh".split()),
}


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language that `text` is written in; None where it is too short or too mixed to tell."""
    if len(text) < LEAST:
        return None
    words = _WORD.findall(text[:WINDOW])
    latin = [word for word in words if word < _BEYOND_LATIN]
    if len(latin) <= len(words) / 2:
        return _by_model(text)
    # Without the posts in another alphabet that an article quotes.
    return _by_function_words(latin) or _by_model(" ".join(latin))


def _by_function_words(words: list[str]) -> str | None:
    for language, known in _PLAIN.items():
        met = [word for word in map(str.lower, words) if word in known]
        if len(met) >= PLAIN * len(words) and len(set(met)) > 2:
            return language
    return None


def _by_model(text: str) -> str | None:
    middle = max(0, len(text) - SAMPLE) // 2
    language, probability = _model().classify(text[middle : middle + SAMPLE])
    return str(language) if probability >= SURE else None


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """py3langid's own model, for the languages that have a code of two letters: dialects fall to their language."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([label for label in model.labels if len(label) == 2])
    return model
