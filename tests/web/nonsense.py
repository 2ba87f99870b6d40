"""What is typed into boxes and cannot be meant, and somebody whose answers open every page there is."""

from __future__ import annotations

from openentry_web.profiles import kinds, outline
from tests.web.people import declared

#: By a name for the test: what stands in a box.
NONSENSE = {
    "emoji": "🦫🇨🇦👩‍👩‍👧‍👦",
    "right to left": "شركة \u202eאב\u202c 12",
    "very long": "x" * 10_000,
    "long lines": "\n".join(["ligne " * 40] * 60),
    "NUL": "a\x00b",
    "control characters": "a\x07\x1b[31m\u2028b",
    "half a character": "a\ud800b",
    "script": '<script>alert("x")</script>',
    "out of the attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7 }} {x} %(x)s {% url %} \\",
    "markup of ours": "[here](https://evil.example) **b**",
    "SQL": "'; DROP TABLE pool_entry; --",
    "negative": "-5",
    "a number with letters": "12abc",
    "no number": "NaN",
    "a huge number": "9" * 40,
    "an exponent": "1e400",
    "decimals": "7,777",
    "figures of another script": "٤٠",
    "spaces": "   \u00a0\t",
}
#: Days: what stands in the boxes for day, month and year.
ODD_DAYS = {
    "31 February": ("31", "2", "2020"),
    "29 February 2023": ("29", "February", "2023"),
    "year 0": ("1", "1", "0"),
    "year 0000": ("1", "1", "0000"),
    "year 99999": ("1", "1", "99999"),
    "month 13": ("1", "13", "2020"),
    "negative": ("-1", "-1", "-2020"),
    "no year": ("1", "1", ""),
    "a month alone": ("", "août", ""),
    "two figures": ("1", "1", "99"),
    "letters": ("first", "of", "May"),
    "superscripts": ("²", "①", "２０２０"),
    "to come": ("1", "1", "2199"),
}
#: None of these may ever stand in a page as it was typed.
UNESCAPED = ('<script>alert("x")', "<img src=x", 'href="https://evil.example', "\x00")


def boxes(field, name):
    """That nonsense as it stands in the boxes of a question."""
    if field.kind == "day":
        words = ODD_DAYS.get(name) or (NONSENSE[name],) * 3
        return dict(zip("dmy", words, strict=True))
    words = NONSENSE[name]
    if field.kind == "provinces":
        return {"": "some", "some": [words]}
    if field.kind == "occupation":
        return {"": "", "words": words}
    return {"": words}


def names(field):
    """The nonsense a question is tried with."""
    return [*NONSENSE, *(ODD_DAYS if field.kind == "day" else ())]


def named(field, raw):
    """The boxes as a form names them."""
    return {f"{field.id}.{box}" if box else field.id: value for box, value in raw.items() if box in kinds.boxes(field)}


def everything():
    """Somebody who is asked every page and (but for one or two) every question: a bit of each of the examples."""
    content = declared("jose-luis-garcia-marquez")
    for donor in map(declared, ("amara-okafor", "aissatou-diallo", "daniel-whitford", "samuel-adeyemi", "thandiwe-mokoena")):
        for key, value in donor.items():
            if isinstance(value, list) and key != "open_to_provinces":
                content[key] = (content.get(key) or []) + value
            elif not content.get(key):
                content[key] = value
    spouse = content["family"]["spouse"]
    spouse["language_tests"] = spouse["language_tests"] * 2
    spouse["full_time_study_in_canada"] = [
        {"start": "2019-09-01", "end": "2021-05-01", "programme_months": 20, "good_standing": True}
    ]
    for job in content["work"]:
        job["primary_occupation"] = job["noc"] == "72200"
    if content.get("nomination"):
        content["nomination"]["status"] = "declared"
    content["authorization_to_work"]["kind"] = "exempt_permit"
    return _without_repetition(content)


def _without_repetition(content):
    """The same without what opens no question of its own."""
    opened = asked(content)
    for key in [key for key, value in content.items() if isinstance(value, list) and key != "open_to_provinces"]:
        for thing in list(content[key]):
            less = content | {key: [one for one in content[key] if one is not thing]}
            if asked(less) == opened:
                content = less
    return content


def asked(content):
    """The questions somebody is asked, by the names of page and question."""
    keys = outline.named(content, {})
    return {
        (place.page.id, field.id)
        for section in outline.sections()
        if outline.is_asked(section, content)
        for place in outline.every_page(section, content, keys)
        for field in outline.questions(place.page, outline.part_of(content, place.loc(keys)))
    }
