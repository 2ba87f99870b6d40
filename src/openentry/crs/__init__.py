"""The Comprehensive Ranking System: facts in, points out, factor by factor."""

from openentry.crs.instrument import Instrument, instrument
from openentry.crs.row import of_row
from openentry.crs.score import Facts, Score, caps_that_bite, score
from openentry.crs.tree import Branch, Look, tree

__all__ = ["Branch", "Facts", "Instrument", "Look", "Score", "caps_that_bite", "instrument", "of_row", "score", "tree"]
