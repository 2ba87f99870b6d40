"""OpenFisca-Core as a peer. Run by the driver with a Python that has it: ``python -m benchmarks.peers.openfisca``."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Any

from benchmarks.peers import serve, written


def main() -> None:
    """Build the system and answer."""
    entities: Any = import_module("openfisca_core.entities")
    simulations: Any = import_module("openfisca_core.simulations")
    core = written.Core(
        variable=import_module("openfisca_core.variables").Variable,
        enum=import_module("openfisca_core.indexed_enums").Enum,
        node=import_module("openfisca_core.parameters").ParameterNode,
        system=import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem,
        month=import_module("openfisca_core.periods").DateUnit.MONTH,
    )
    person = entities.build_entity("person", "persons", "A person", is_person=True)

    def begin(system: Any, people: int) -> Any:
        return simulations.SimulationBuilder().build_default_simulation(system, people)

    serve.serve(serve.Served(written.build(core, person), begin, version("openfisca-core")))


if __name__ == "__main__":
    main()
