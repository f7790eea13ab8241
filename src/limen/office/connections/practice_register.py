"""The register of the practice desk: the simulator on a port of this machine, asked over HTTP as a real one is."""

from __future__ import annotations

from functools import cache

from limen.office.connections.document_registers import DocumentRegister, HttpRegister
from limen.office.connections.register_simulator import RegisterSimulator
from limen.specimens.registers import REGISTER

ADDRESS = "practice:"  # stands for the port, which each process of the desk finds for itself


@cache
def simulator() -> RegisterSimulator:
    """The simulator of this process, started once; it ends with the process."""
    return RegisterSimulator(REGISTER).__enter__()


def practice_register(title: str, seconds: float) -> DocumentRegister:
    """The practice register, as a register that can be asked."""
    return HttpRegister(title, simulator().address, seconds=seconds)
