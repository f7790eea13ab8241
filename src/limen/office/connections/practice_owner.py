"""The owner of the practice desk's lists: the simulator on a port of this machine, told over HTTP as a real one is."""

from __future__ import annotations

from functools import cache

from limen.office.connections.list_owners import HttpOwner, ListOwner
from limen.office.connections.owner_simulator import OwnerSimulator

ADDRESS = "practice:"  # stands for the port, which each process of the desk finds for itself


@cache
def simulator() -> OwnerSimulator:
    """The simulator of this process, started once; it ends with the process."""
    return OwnerSimulator().__enter__()


def practice_owner() -> ListOwner:
    """The practice owner, who can be told."""
    return HttpOwner(simulator().address)
