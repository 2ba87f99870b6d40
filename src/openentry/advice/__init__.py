"""What would raise the score, and by how much: every gain by deciding again."""

from openentry.advice.suggestion import Advice, FactorChange, Suggestion
from openentry.advice.whole import advise

__all__ = ["Advice", "FactorChange", "Suggestion", "advise"]
