"""What another's register said of a document, as findings: answered, open, settled, or not asked at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.documents import lost
from limen.documents.lost import Inquiry
from limen.screening.compare import confusable_number
from limen.screening.documents import MOST_SPELLINGS, of_register, register_entries, spellings
from limen.vocabulary.evidence import Outcome
from limen.vocabulary.person import TravelDocument

REPORT = {"entry": "7", "issuer": "UTO", "number": "L90012277", "type": "P", "status": "stolen", "lost": "2026-06-01",
          "reported": "2026-06-09"}  # fmt: skip
HELD = TravelDocument("TD3", "P", "UTO", "L90012277", "JAMB", "B", "UTO", None, None, None)


def inquiry(answer: str = "answered", *, reports: int = 1) -> Inquiry:
    return Inquiry("sltd", "Register", answer, "2026-11-22T09:00:00+00:00", "R-1", ("L9OO12277",), (REPORT,) * reports)


@pytest.mark.parametrize(
    ("states", "outcome", "reports"),
    [
        ((), "passed", 0), (("open",), "unsure", 1), (("inconclusive", "not_same"), "unsure", 1),
        (("same", "open"), "failed", 1), (("not_same", "remembered"), "passed", 0), (("open", "open"), "unsure", 2),
        (("of a kind nobody knows",), "unsure", 1),
    ],
)  # fmt: skip
def test_a_report_is_open_until_an_officer_has_looked(states: Sequence[str], outcome: str, reports: int) -> None:
    found = lost.asked(inquiry(reports=len(states)), states)
    assert (found.outcome, found.params["reports"]) == (Outcome(outcome), reports)
    assert "R-1" in found.reason(lost.WORDS)
    assert found.evidence["tried"] == "L9OO12277" and found.evidence["reference"] == "R-1"


@pytest.mark.parametrize("answer", [*lost.NOT_ANSWERED, "of a kind nobody knows"])
def test_what_was_not_answered_is_not_done_with_why(answer: str) -> None:
    found = lost.asked(inquiry(answer, reports=0), ())
    assert found.outcome is Outcome.NOT_DONE
    assert str(found.params["why"]) in found.reason(lost.WORDS)


def test_a_question_comes_back_as_it_was_kept() -> None:
    kept = {"register": "sltd", "title": "Register", "answer": "never", "id": "7"}
    assert Inquiry.of(kept) == Inquiry("sltd", "Register", "never")


@given(st.text("OQDIBSZG0186 52<-ABCXYZ379", max_size=24))
def test_spellings_are_read_for_the_number_and_are_few(number: str) -> None:
    found = spellings(number)
    assert len(found) <= MOST_SPELLINGS and len(set(found)) == len(found)
    assert all(confusable_number(one) == confusable_number(number) for one in found)


def test_reports_become_hits_with_numbers_of_their_own() -> None:
    two = of_register("sltd", [REPORT, {**REPORT, "status": "lost"}], HELD)
    assert [(one.hit.list, one.hit.entry_id, one.how) for one in two] == [
        ("register/sltd", "7", "equal"), ("register/sltd", "7+", "equal"),
    ]  # fmt: skip
    assert two[0].hit.entry_hash != two[1].hit.entry_hash
    (entry,) = register_entries("sltd", [{"number": "X1234", "issuer": "UTO"}])
    assert entry.key == "register/sltd:UTOX1234"
    assert of_register("sltd", [{**REPORT, "issuer": "FRA"}], HELD) == ()
