"""A peer in its own process: one command a line on standard input, one line of JSON as the answer.

``load FILE`` reads columns (``.npz``); ``score`` times one scoring of all of them; ``trace N`` the full trace of each of the first
``N`` people; ``points FILE`` writes the outputs. So that the driver can take turns between everyone it measures.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.peers import written

Inputs = dict[str, Any]


class Served:
    """A system, how its engine begins a simulation of so many people, and the columns loaded."""

    def __init__(self, system: Any, begin: Callable[[Any, int], Any], version: str) -> None:
        self.system, self.begin, self.version = system, begin, version
        self.inputs: Inputs = {}

    def load(self, path: str) -> dict[str, Any]:
        """Read columns into the types the engine keeps, so that no conversion is timed."""
        self.inputs = {}
        with np.load(path) as columns:
            for ours in columns:
                name = written.RENAMED.get(ours, ours)
                if name in written.YES_NO:
                    self.inputs[name] = columns[ours].astype(np.bool_)
                elif name in written.CHOICES:
                    kinds = self.system.get_variable(name).possible_values
                    members = np.array([str(value) for value in written.CHOICES[name]])
                    self.inputs[name] = kinds.encode(members[columns[ours]])
                elif name in written.NUMBERS:
                    self.inputs[name] = columns[ours].astype(np.int32)
        return {"rows": len(self.inputs["age"])}

    def simulate(self, inputs: Inputs) -> Any:
        """A new simulation with its inputs set."""
        simulation = self.begin(self.system, len(inputs["age"]))
        for name, values in inputs.items():
            simulation.set_input(name, written.MONTH, values)
        return simulation

    def score(self) -> dict[str, Any]:
        """Seconds of one scoring of everybody: with the simulation set up, and the calculation alone."""
        start = time.perf_counter()
        simulation = self.simulate(self.inputs)
        ready = time.perf_counter()
        for name in written.OUTPUTS:
            simulation.calculate(name, written.MONTH)
        end = time.perf_counter()
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"whole": end - start, "calculation": end - ready, "peak": most}

    def trace(self, people: int) -> dict[str, Any]:
        """Median seconds of one person with the full trace, as it is kept, and as a document; and how many nodes it has."""
        kept, told, nodes = [], [], 0
        for at in range(people):
            inputs = {name: values[at : at + 1] for name, values in self.inputs.items()}
            start = time.perf_counter()
            simulation = self.simulate(inputs)
            simulation.trace = True
            for name in written.OUTPUTS:
                simulation.calculate(name, written.MONTH)
            kept.append(time.perf_counter() - start)
            nodes = len(simulation.tracer.get_serialized_flat_trace())
            told.append(time.perf_counter() - start)
        return {"kept": statistics.median(kept), "told": statistics.median(told), "nodes": nodes}

    def points(self, path: str) -> dict[str, Any]:
        """Write the outputs."""
        simulation = self.simulate(self.inputs)
        found: Inputs = {name: np.asarray(simulation.calculate(name, written.MONTH)) for name in written.OUTPUTS}
        np.savez(path, allow_pickle=False, **found)
        return {"rows": len(self.inputs["age"])}


def serve(served: Served) -> None:
    """Answer until standard input ends."""
    answer(sys.stdout, {"version": served.version})
    for line in sys.stdin:
        what, _, argument = line.strip().partition(" ")
        if what == "load":
            answer(sys.stdout, served.load(argument))
        elif what == "score":
            answer(sys.stdout, served.score())
        elif what == "trace":
            answer(sys.stdout, served.trace(int(argument)))
        elif what == "points":
            answer(sys.stdout, served.points(argument))
        else:
            raise SystemExit(f"no such command: {what}")


def answer(stream: Any, what: dict[str, Any]) -> None:
    """One line of JSON."""
    stream.write(json.dumps(what) + "\n")
    stream.flush()
