"""OpenEntry: Express Entry's law as data, and its decisions.

>>> from datetime import date
>>> from openentry import Profile, decide
>>> decision = decide(Profile.model_validate({"bars": []}), as_of=date(2025, 7, 15))
>>> decision.model_dump()["law"]["crs"]
'2025-03-25'

Not a government service, and not legal advice. Names are loaded on demand, so that importing the package is cheap.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openentry.advice import Advice, advise
    from openentry.decision import Decision, decide
    from openentry.law import Law, LawBook, load_book, load_law
    from openentry.profile import Profile
    from openentry.reading import read_profile
    from openentry.timeline import timeline

_HOMES = {
    "Advice": "openentry.advice",
    "advise": "openentry.advice",
    "Decision": "openentry.decision",
    "decide": "openentry.decision",
    "Law": "openentry.law",
    "LawBook": "openentry.law",
    "load_book": "openentry.law",
    "load_law": "openentry.law",
    "Profile": "openentry.profile",
    "read_profile": "openentry.reading",
    "timeline": "openentry.timeline",
    "__version__": "openentry.version",
}

__all__ = [
    "Advice",
    "Decision",
    "Law",
    "LawBook",
    "Profile",
    "advise",
    "decide",
    "load_book",
    "load_law",
    "read_profile",
    "timeline",
]


class _Package(ModuleType):
    """``openentry.timeline`` is the function, whether or not the module it lives in, of the same name, is loaded already."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    """The public names, from the modules they live in."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'openentry' has no attribute {name!r}")
    return getattr(import_module(home), "VERSION" if name == "__version__" else name)


def __dir__() -> list[str]:
    return sorted(_HOMES)
