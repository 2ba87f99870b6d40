"""The cases of ``cases/after`` and ``cases/papers``: what follows an invitation. What a case may say is in ``case_shapes.py``."""

from __future__ import annotations

import pytest

from openentry import Profile, after
from tests.law.case_shapes import STATES, AfterCase, PapersCase
from tests.law.casebook import book_for, cases, person


@pytest.mark.parametrize("case", cases("after"))
def test_the_test_of_an_invitation(case: AfterCase, tmp_path_factory: pytest.TempPathFactory) -> None:
    then = Profile.model_validate(person(case.person, case.with_, case.without))
    changed = {**case.with_, **case.since}
    now = Profile.model_validate(person(case.person, changed, [*case.without, *case.without_since]))
    found = after.standing(
        then,
        case.invited,
        now,
        case.as_of,
        law=book_for(case.reading, tmp_path_factory.mktemp("reading")),
        line=case.line,
        class_id=case.under,
        category=case.category,
    )
    assert found.keeps is STATES[case.keeps], [f.message.text() for f in found.findings]
    for name, state in case.findings.items():
        assert found[name].met is STATES[state], found[name].message.text()
    for name, sentence in case.sentences.items():
        assert found[name].message.id == f"after.{name.split('.')[0]}.{sentence}"
    assert [f.id for f in found.findings if f.forgiven] == case.forgiven
    if case.scores:
        assert [decision.total for decision in (found.then, found.now)] == case.scores
    if case.birthday:
        assert found.birthday == case.birthday
    if case.loses_on:
        assert found.loses_on == (None if case.loses_on == "never" else case.loses_on)
    if case.apply_by:
        assert found.apply_by == case.apply_by
    if case.warns is not None:
        assert [caution.message.id.removeprefix("after.caution.") for caution in found.warnings] == case.warns
    for lang in ("en", "fr"):
        assert found.says.text(lang) and all(f.message.text(lang) and f.source.cite(lang) for f in found.findings)
        assert all(c.message.text(lang) and c.source.cite(lang) for c in found.warnings)


@pytest.mark.parametrize("case", cases("papers"))
def test_the_papers_of_an_application(case: PapersCase, tmp_path_factory: pytest.TempPathFactory) -> None:
    items = {
        item.id: item
        for item in after.checklist(
            Profile.model_validate(person(case.person, case.with_, case.without)),
            case.under,
            case.as_of,
            law=book_for(case.reading, tmp_path_factory.mktemp("reading")),
            members=[after.Member(one.id, one.relation, one.born_on, adopted=one.adopted) for one in case.members],
            residences=[after.Residence(one.country, one.since, one.until, one.whose) for one in case.lived],
            represented=case.represented,
        )
    }
    kept = {name: item.mandatory for name, item in items.items()}
    for name in case.needed:
        assert kept.get(name) is True, (name, kept)
    for name in case.open:
        assert kept.get(name) is False, (name, kept)
    assert not set(case.absent) & kept.keys()
    for name, sentence in case.because.items():
        assert items[name].reason.id == f"checklist.{sentence}"
    for name, cited in case.sources.items():
        assert items[name].source.citation == cited
    for name, said in case.told.items():
        params = {key: value for message in items[name].notes for key, value in message.params.items()}
        assert {key: params.get(key) for key in said} == said
    for item in items.values():
        for lang in ("en", "fr"):
            assert item.title.text(lang) and item.reason.text(lang) and item.source.cite(lang)
            assert all(note.text(lang) for note in item.notes)
