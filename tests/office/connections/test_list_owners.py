"""Telling the owner of a list over a line: receipts of this very message, within a bound, whatever comes back."""

from __future__ import annotations

from time import monotonic

import pytest

from limen.office.connections.document_registers import RegisterError
from limen.office.connections.list_owners import HttpOwner, NullOwner
from limen.office.connections.owner_simulator import OwnerSimulator

MESSAGE = {"id": "m-1", "entry": "SA-1", "person": {"name": "Dorian Vestibule"}}


def test_a_receipt_and_later_an_answer() -> None:
    with OwnerSimulator(answer="withdrawn") as owner:
        line = HttpOwner(owner.address)
        told = line.tell(MESSAGE)
        assert (str(told.outcome), told.reference) == ("answered", "O-1")
        assert [line.ask("m-1", told.reference).answer for _ in range(2)] == ["", "withdrawn"]
        assert owner.told == [{"format": "limen-hit-notice", "version": 1, **MESSAGE}]


@pytest.mark.parametrize(
    ("manner", "outcome"),
    [("refusing", "refused"), ("broken", "malformed"), ("other", "malformed"), ("silent", "late")],
)
def test_what_is_no_receipt_is_told_as_what_it_is(manner: str, outcome: str) -> None:
    with OwnerSimulator(manner=manner) as owner:
        begun = monotonic()
        assert str(HttpOwner(owner.address, seconds=0.6).tell(MESSAGE).outcome) == outcome
        assert monotonic() - begun < 3


def test_nobody_there_and_nobody_at_all() -> None:
    assert str(HttpOwner("http://127.0.0.1:9", seconds=0.5).tell(MESSAGE).outcome) == "no_answer"
    assert str(NullOwner().tell(MESSAGE).outcome) == str(NullOwner().ask("m", "r").outcome) == "not_asked"


@pytest.mark.parametrize("address", ["http://owner.example", "ftp://owner.example", "", "https://me:it@owner.example"])
def test_only_safe_addresses(address: str) -> None:
    with pytest.raises(RegisterError):
        HttpOwner(address)


def test_who_behaves_otherwise_is_not_known() -> None:
    with pytest.raises(ValueError, match="well"):
        OwnerSimulator(manner="odd")
