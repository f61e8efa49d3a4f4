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
WINDOW = 5000
SAMPLE = 500
# The share of words from which a list of function words tells a language, and the model's least probability.
PLAIN = 0.1
SURE = 0.9

_WORD = re.compile(r"[^\W\d_]+")
# Without "to", "in", "is", "are" and "so", which are words of other languages too; "the" is one of Urdu in Latin letters,
# which no model knows.
_PLAIN = {
    "en": frozenset("the of and that with from said was were which has had its their this by for would".split()),
    "ur": frozenset(
        "ka ke ki ko ne se mein hai hain aur nahi nahin gaya gayi gaye kiya diya raha rahi rahe woh".split()
    ),
}


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language that `text` is written in; None where it is too short or too mixed to tell."""
    if len(text) < LEAST:
        return None
    middle = max(0, len(text) - SAMPLE) // 2
    return _by_function_words(text[:WINDOW]) or _by_model(text[middle : middle + SAMPLE])


def _by_function_words(text: str) -> str | None:
    words = _WORD.findall(text.lower())
    # A post in another alphabet, quoted in the article, does not count.
    latin = [word for word in words if word.isascii()]
    if len(latin) <= len(words) / 2:
        return None
    for language, known in _PLAIN.items():
        met = [word for word in latin if word in known]
        if len(met) >= PLAIN * len(latin) and len(set(met)) > 2:
            return language
    return None


def _by_model(sample: str) -> str | None:
    language, probability = _model().classify(sample)
    return str(language) if probability >= SURE else None


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """py3langid's own model, for the languages that have a code of two letters: dialects fall to their language."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([label for label in model.labels if len(label) == 2])
    return model
