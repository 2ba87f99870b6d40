"""The family: two questions of fact about a spouse or partner that change the tables, and who of the two is the principal
applicant. None of it is a lever to pull for points: what is declared must be so."""

from __future__ import annotations

from collections.abc import Iterator

from openentry.advice.lever import Json, Lever, Situation, Trial, figure, read, with_spouse
from openentry.decision import decide
from openentry.messages import Message

_TRUE = (Message("advice.remark.everyone_declared"), Message("advice.remark.misrepresentation"))
_RECORD = ("education", "language_tests", "work", "full_time_study_in_canada")
_OTHER = {"self": "spouse", "spouse": "self"}


def family(s: Situation) -> Iterator[Trial]:
    """What the other answer to a question of fact would change, and the two of a couple in the other order."""
    house = s.facts.house
    spouse = house.spouse
    if spouse is None:
        return
    if house.counted:
        yield from s.pull_all([_question("not_coming", {"accompanying": False})])
        yield from s.pull_all([_question("resident", {"citizen_or_permanent_resident": True})])
        yield from _other_order(s)
    elif spouse.accompanying is False and spouse.citizen_or_permanent_resident is False:
        yield from s.pull_all([_question("coming", {"accompanying": True})])


def _question(name: str, answer: Json) -> Lever:
    return Lever(
        id=f"question.{name}",
        kind="question",
        message=Message(f"advice.question.{name}"),
        effort=Message("advice.effort.question"),
        apply=lambda declared: with_spouse(declared, answer),
        touches=frozenset({"spouse"}),
        remarks=_TRUE,
        paired=False,
        family="question",
    )


def _other_order(s: Situation) -> Iterator[Trial]:
    """The couple with the spouse or partner as the principal applicant, from what is declared of both."""
    profile = read(swapped(s.declared))
    if profile is None:
        return
    after = decide(profile, s.day, law=s.book)
    lever = Lever(
        id="other_order",
        kind="other_order",
        message=Message("advice.other_order", {"score": figure(after.score_range)}),
        effort=Message("advice.effort.other_order"),
        apply=swapped,
        touches=frozenset({"principal"}),
        paired=False,
        family="other_order",
    )
    yield Trial(lever, s.decision, after)


def swapped(declared: Json) -> Json:
    """The profile of the spouse or partner as principal applicant: what is declared of both, each in the other's place.

    What is not asked about a spouse (certificates, an offer, the right to work, bars, the first official language) is missing, so
    it is unknown. A nomination names one person and does not pass to the other: none is declared.
    """
    family = declared["family"]
    spouse = family["spouse"]
    person = declared.get("person", {})
    other = {"accompanying": True, "citizen_or_permanent_resident": False}
    if "date_of_birth" in person:
        other["date_of_birth"] = person["date_of_birth"]
    other |= {key: declared[key] for key in _RECORD if key in declared}
    new: Json = {key: spouse[key] for key in _RECORD if key in spouse}
    new["family"] = {**family, "spouse": other}
    new["nomination"] = None
    if "date_of_birth" in spouse:
        new["person"] = {"date_of_birth": spouse["date_of_birth"]}
    new |= {key: declared[key] for key in ("funds_cad", "intends_to_live_in") if key in declared}
    if "relatives_in_canada" in declared:
        new["relatives_in_canada"] = [
            {**relative, "of": _OTHER[relative["of"]]} if "of" in relative else relative
            for relative in declared["relatives_in_canada"]
        ]
    return new
