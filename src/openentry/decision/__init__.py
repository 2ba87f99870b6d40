"""The decision: a profile in, a cited decision out."""

from openentry.decision.changes import Change, next_change
from openentry.decision.decision import Decision, decide
from openentry.decision.evaluation import Evaluation, evaluate
from openentry.decision.questions import Question, questions

__all__ = ["Change", "Decision", "Evaluation", "Question", "decide", "evaluate", "next_change", "questions"]
