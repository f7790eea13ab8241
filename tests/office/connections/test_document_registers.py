"""Asking another's register: hit, no hit, and every way in which no answer is no answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from limen.documents import lost
from limen.office.connections.document_registers import (
    Answer,
    Answered,
    HttpRegister,
    NullRegister,
    Question,
    RegisterError,
    require_safe,
)
from limen.office.connections.register_simulator import MANNERS, RegisterSimulator
from limen.screening.documents import spellings
from limen.vocabulary.evidence import Finding, Outcome

STOLEN = {"entry": "7", "issuer": "UTO", "number": "L90012277", "type": "P", "status": "stolen", "lost": "2026-06-01",
          "reported": "2026-06-09"}  # fmt: skip
HELD = Question("UTO", "P", "L90012277")


@pytest.fixture
def simulator() -> Iterator[RegisterSimulator]:
    with RegisterSimulator([STOLEN], token="of-this-post") as running:
        yield running


def register(simulator: RegisterSimulator, seconds: float = 3.0, token: str = "of-this-post") -> HttpRegister:
    return HttpRegister("Specimen register", simulator.address, token=token, seconds=seconds)


def told_of(answer: Answer) -> Finding:
    kept = lost.Inquiry("sltd", "Specimen register", str(answer.outcome), reports=answer.reports)
    return lost.asked(kept, ["open"] * len(answer.reports))


def test_a_hit_is_unsure_with_what_was_reported(simulator: RegisterSimulator) -> None:
    asked = register(simulator)
    answer = asked.ask(HELD)
    assert answer.outcome is Answered.ANSWERED
    assert answer.reports == (STOLEN,)
    assert answer.reference == "R-1"
    assert told_of(answer).outcome is Outcome.UNSURE


def test_only_the_document_is_told_and_nothing_of_the_holder(simulator: RegisterSimulator) -> None:
    register(simulator).ask(HELD)
    (question,) = simulator.asked
    assert set(question) == {"format", "version", "id", "issuer", "type", "number", "also"}
    assert "L90012277" not in repr(HELD)


def test_a_number_with_a_letter_for_a_digit_is_a_hit_and_another_is_none(simulator: RegisterSimulator) -> None:
    asked = register(simulator)
    wrong = "L9OO12277"
    assert asked.ask(Question("UTO", "P", wrong)).reports == ()  # this register knows a number only as it is spelt
    assert asked.ask(Question("UTO", "P", wrong, spellings(wrong))).reports == (STOLEN,)
    answer = asked.ask(Question("UTO", "P", "L11111111", spellings("L11111111")))
    assert told_of(answer).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("manner", "ended"),
    [
        ("late", Answered.LATE), ("dripping", Answered.LATE), ("silent", Answered.LATE),
        ("broken", Answered.MALFORMED), ("other", Answered.MALFORMED), ("long", Answered.MALFORMED),
        ("stranger", Answered.MALFORMED), ("refusing", Answered.REFUSED),
    ],
)  # fmt: skip
def test_whatever_does_not_come_back_whole_in_time_was_not_asked(
    simulator: RegisterSimulator, manner: str, ended: Answered
) -> None:
    simulator.behave(manner, 30.0 if manner == "late" else 0.0)
    asked = register(simulator, seconds=0.6)
    begun = monotonic()
    answer = asked.ask(HELD)
    assert monotonic() - begun < 4
    assert answer.outcome is ended
    told = told_of(answer)
    assert told.outcome is Outcome.NOT_DONE
    assert lost.NOT_ANSWERED[ended] in told.reason(lost.WORDS)


def test_every_manner_of_the_simulator_is_tried() -> None:
    assert set(MANNERS) == {"well", "late", "dripping", "silent", "broken", "other", "long", "stranger", "refusing"}
    with pytest.raises(ValueError, match="behaves"):
        RegisterSimulator(manner="kindly")


def test_a_wrong_token_is_refused_and_a_closed_door_is_no_answer(simulator: RegisterSimulator) -> None:
    assert register(simulator, token="of-another").ask(HELD).outcome is Answered.REFUSED
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert HttpRegister("x", f"http://127.0.0.1:{port}", seconds=1).ask(HELD).outcome is Answered.NO_ANSWER


@pytest.mark.parametrize("number", ["", "X1", "L9 00", "x" * 41, "é1234"])
def test_what_is_no_number_is_not_asked(simulator: RegisterSimulator, number: str) -> None:
    assert register(simulator).ask(Question("UTO", "P", number)).outcome is Answered.NOT_ASKED
    assert not simulator.asked


def test_without_a_register_nobody_was_asked() -> None:
    assert told_of(NullRegister().ask(HELD)).outcome is Outcome.NOT_DONE


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://register.example", True), ("http://127.0.0.1:80", True), ("http://[::1]:1", True),
        ("http://localhost", True), ("http://register.example", False), ("ftp://127.0.0.1", False),
        ("https://user:word@register.example", False), ("https://", False), ("http://127.0.0.1:99999", False),
        ("https://[", False),
    ],
)  # fmt: skip
def test_numbers_go_out_encrypted_or_not_at_all(address: str, safe: bool) -> None:
    if safe:
        assert require_safe(address).hostname
    else:
        with pytest.raises(RegisterError):
            require_safe(address)


def test_a_name_that_is_not_resolved_in_time_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(*_: object, **__: object) -> list[object]:
        sleep(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", forever)
    begun = monotonic()
    assert HttpRegister("x", "https://register.example", seconds=0.3).ask(HELD).outcome is Answered.LATE
    assert monotonic() - begun < 2


@pytest.mark.parametrize("token", ["of\nanother", "ключ"])
def test_a_token_that_cannot_be_sent_is_no_answer(simulator: RegisterSimulator, token: str) -> None:
    assert register(simulator, token=token).ask(HELD).outcome is Answered.NO_ANSWER
    assert not simulator.asked
