"""The ways in which a page is looked at: language, width, with scripts or without. A core set always, all in the long suite."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

#: Each language and each width once.
CORE = [("en", "desktop"), ("fr", "phone")]
_REST = [("en", "phone"), ("fr", "desktop")]
_WITH_SCRIPTS = [(lang, width, scripts) for lang in ("en", "fr") for width in ("desktop", "phone") for scripts in (True, False)]


def _proof(rest: Iterable[tuple[object, ...]]) -> list[object]:
    return [pytest.param(*one, marks=pytest.mark.proof) for one in rest]


#: Language and width: the core set, and the rest in the long suite.
both = pytest.mark.parametrize(("lang", "width"), [*CORE, *_proof(_REST)])

#: One way, where the work is long and the pages are much the same in each; the rest in the long suite.
one_way = pytest.mark.parametrize(("lang", "width"), [CORE[1], *_proof([CORE[0], *_REST])])

#: The same, with a window of 320 pixels too, which is where a page that is read at 400 % ends.
all_widths = pytest.mark.parametrize(("lang", "width"), [CORE[1], *_proof([CORE[0], *_REST, ("en", "narrow"), ("fr", "narrow")])])


def ways(*core: tuple[str, str, bool]) -> pytest.MarkDecorator:
    """Language, width and scripts: those of ``core``, and all others in the long suite."""
    return pytest.mark.parametrize(("lang", "width", "scripts"), [*core, *_proof(one for one in _WITH_SCRIPTS if one not in core)])
