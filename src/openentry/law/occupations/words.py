"""Words of a job title, brought to a form in which English and French, singular and plural, her and his agree.

This is for finding, not for showing: ``infirmières`` and ``infirmier`` both become ``infirmier``, ``nurses`` and ``nurse``
both ``nurs``. The index is built with these functions and searched with them, so they need only be consistent.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_DOT_OF_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})

STOP_WORDS = frozenset(
    "a an and at by for from in of on or the to with s nec noc "
    "au aux avec c d dans de des du en et l la le les n ou par pour qu sauf sur un une cnp".split()
)


def fold(text: str) -> str:
    """``text`` in small letters without accents (``Infirmière`` is ``infirmiere``)."""
    parts = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def stem(word: str) -> str:
    """A folded word without the endings of number and gender. Words of three letters or fewer stay as they are."""
    if len(word) <= 3 or word.isdigit():
        return word
    return _common_gender(_singular(word))


def stems(text: str) -> list[str]:
    """The stems of ``text``, each once, in order, without the words that say nothing of a job (*of*, *de*).

    Initials are one word: ``R.N.`` is ``rn``.
    """
    folded = _DOT_OF_INITIALS.sub("", fold(text))
    return list(dict.fromkeys(stem(word) for word in _WORD.findall(folded) if word not in STOP_WORDS))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "i"
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux"):
        return word[:-3] + "al"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("x") or (word.endswith("s") and not word.endswith(("ss", "us", "is"))):
        return word[:-1]
    return word


def _common_gender(word: str) -> str:
    if word.endswith("euse"):
        return word[:-2] + "r"
    if word.endswith("trice"):
        return word[:-4] + "eur"
    if word.endswith(("nne", "lle", "tte")):
        return word[:-2]
    if word.endswith("ive"):
        return word[:-2] + "f"
    if word.endswith("y"):
        return word[:-1] + "i"
    return word.rstrip("e") if len(word.rstrip("e")) >= 3 else word
