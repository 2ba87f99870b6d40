"""What a profile that does not hold is told, for the tests of it; and the examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from openentry.messages import LANGUAGES
from openentry.profile import Declared, Profile, problems_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "profiles").glob("*.json"))


def example(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES[0].parent / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def said(data: Any, model: type[Declared] = Profile) -> list[tuple[str, str]]:
    """The place and the message id of each problem; each must read well in both languages."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    found = problems_of(caught.value)
    for problem in found:
        sentences = {problem.text(lang) for lang in LANGUAGES}
        assert len(sentences) == len(LANGUAGES)
        assert not any("\n" in s or "Traceback" in s for s in sentences)
    return [(p.place, p.message.id.removeprefix("error.profile.")) for p in found]


def sentence(data: Any, model: type[Declared] = Profile) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return problems_of(caught.value)[0].text("en")
