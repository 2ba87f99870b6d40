"""Facts: what the law asks about, on one day, from what a person declared."""

from openentry.facts.build import CRS_FACTS, Declared, Facts, facts

__all__ = ["CRS_FACTS", "Declared", "Facts", "facts"]
