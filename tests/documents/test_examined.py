"""Examinations as they are kept: read back as they were, weighed by what speaks of the document and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen import specimens
from limen.documents import examined, read_mrz
from limen.documents.examined import Examined
from limen.vocabulary.evidence import Finding, Outcome

ON = date(2026, 11, 22)
READING = read_mrz(specimens.passport(on=ON).mrz, on=ON)


def kept(kind: str = "chip", *findings: Finding, **fields: Any) -> dict[str, Any]:
    return {
        "id": "e-1", "kind": kind, "device": "Booth 3", "by": "Officer One", "at": "2026-11-22T09:00:00+00:00",
        "kept": "ab", "trust": "cd", "findings": [finding.to_json() for finding in findings], "fields": fields,
    }  # fmt: skip


def chip(*findings: Finding, **fields: Any) -> Examined:
    return Examined.of(kept("chip", *findings, **fields))


@given(
    st.lists(
        st.builds(
            Finding,
            st.sampled_from(sorted(examined.words())).map(lambda code: code.removesuffix(".passed")),
            st.sampled_from(Outcome),
            st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
        ),
        max_size=6,
    )
)
def test_what_was_kept_is_read_back_as_it_was(findings: list[Finding]) -> None:
    assert Examined.of(kept("chip", *findings)).findings == tuple(findings)


@pytest.mark.parametrize(
    ("code", "outcome", "answer"),
    [
        ("passive.signature", Outcome.FAILED, False),
        ("chip.clone", Outcome.FAILED, False),
        ("passive.revocation", Outcome.FAILED, False),
        ("own.look", Outcome.FAILED, False),
        ("passive.chain", Outcome.UNSURE, None),
        ("own.look", Outcome.UNSURE, None),
        ("passive.revocation", Outcome.UNSURE, True),  # our list is late
        ("passive.crl_age", Outcome.UNSURE, True),
        ("passive.list_age", Outcome.UNSURE, True),
        ("seal.expiry", Outcome.FAILED, True),  # a visa that ended is no forgery
        ("image.glare", Outcome.UNSURE, True),
        ("chip.complete", Outcome.FAILED, True),
        ("portrait.likeness", Outcome.UNSURE, True),  # no machine says whose document it is
        ("portrait.likeness_poor", Outcome.UNSURE, True),
        ("chip.clone", Outcome.NOT_DONE, True),
    ],
)
def test_only_what_speaks_of_the_document_leaves_it_out_of_order(
    code: str, outcome: Outcome, answer: bool | None
) -> None:
    found, codes = examined.in_order((chip(Finding(code, outcome)),), READING, ON)
    assert found is answer
    assert codes == (() if answer else (code,))


def test_failed_weighs_more_than_unsure() -> None:
    both = chip(Finding("passive.chain", Outcome.UNSURE), Finding("chip.clone", Outcome.FAILED))
    assert examined.in_order((both,), READING, ON) == (False, ("chip.clone",))
    assert both.outcome is Outcome.FAILED


def test_the_desk_shows_what_a_document_stands_by_and_what_went_wrong() -> None:
    looked = chip(
        Finding("passive.signature", Outcome.PASSED), Finding("passive.group", Outcome.PASSED),
        Finding("passive.list_age", Outcome.NOT_DONE), Finding("chip.list", Outcome.UNSURE),
    )  # fmt: skip
    found = examined.at_the_desk((looked,), READING, ON)
    assert [finding.code for finding in found] == ["chip", "passive.signature", "chip.list", "same"]
    assert (found[0].outcome, found[0].params["passed"]) == (Outcome.UNSURE, 2)
    assert found[1].evidence == {"examination": "e-1", "device": "Booth 3"}


def test_a_chip_that_says_the_same_in_other_letters_agrees() -> None:
    assert examined.in_order((chip(mrz=list(READING.lines)),), READING, ON) == (True, ())
    assert examined.differences((chip(mrz=list(READING.lines)),), READING, ON) == ()


def test_each_field_that_differs_is_a_discrepancy_with_its_sources() -> None:
    other = specimens.passport(on=ON, surname="ONUUZA", number="A01234599")
    looked = (chip(mrz=list(other.mrz)),)
    found = {one.name: one for one in examined.differences(looked, READING, ON)}
    assert set(found) == {"document.chip.surname", "document.chip.number"}
    one = found["document.chip.surname"]
    assert (one.first.source, one.second.source, one.second.basis) == ("mrz", "chip", ("examination:e-1",))
    assert examined.in_order(looked, READING, ON)[0] is False


def test_a_page_read_with_doubt_is_held_against_nothing() -> None:
    other = list(specimens.passport(on=ON, surname="ONUUZA").mrz)
    doubtful = Examined.of(kept("page", mrz=other, certain=False, printed=[]))
    certain = Examined.of(kept("page", mrz=other, certain=True, printed=[]))
    assert examined.differences((doubtful,), READING, ON) == ()
    assert [one.name for one in examined.differences((certain,), READING, ON)] == ["document.page.surname"]


def test_a_page_read_with_doubt_is_unsure_and_says_nothing_of_the_document() -> None:
    looked = Examined.of(kept("page", Finding("page.certain", Outcome.UNSURE), Finding("image.strip", Outcome.PASSED)))
    assert looked.outcome is Outcome.UNSURE
    assert examined.in_order((looked,), READING, ON) == (True, ())


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.UNSURE, Outcome.NOT_DONE])
def test_a_comparison_of_faces_ends_as_the_likeness_did(outcome: Outcome) -> None:
    likeness, size = Finding("portrait.likeness", outcome), Finding("portrait.size", Outcome.UNSURE)
    looked = Examined.of(kept("portrait", likeness, size, Finding("portrait.liveness", Outcome.NOT_DONE)))
    assert looked.outcome is outcome
    shown = examined.at_the_desk((looked,), READING, ON)
    assert [(one.code, one.outcome) for one in shown[:2]] == [("portrait", outcome), ("portrait.likeness", outcome)]
    assert examined.in_order((looked,), READING, ON) == (True, ())


def test_every_way_a_comparison_may_end_is_shown_at_the_desk() -> None:
    ends = {code for code in examined.words() if code.startswith("portrait.likeness") and code.count(".") == 1}
    assert ends <= examined.HEADLINES


def test_lines_that_are_none_differ_in_nothing() -> None:
    assert examined.differences((chip(mrz=["no", "lines"]),), READING, ON) == ()


def test_only_what_its_issuer_signed_establishes_a_fact() -> None:
    fields = {"mrz": list(READING.lines), "issued": "2021-03-22"}
    signed = [Finding("passive.signature", Outcome.PASSED), Finding("passive.chain", Outcome.PASSED)]
    group = Finding("passive.group", Outcome.PASSED, {"group": "DG12"})
    assert {one.name: one.value for one in examined.facts((chip(*signed, group, **fields),), ON)} == {
        "document_biometric": True,
        "document_issued": date(2021, 3, 22),
    }
    for missing in (signed, [*signed[:1], group], [group]):
        assert [one.name for one in examined.facts((chip(*missing, **fields),), ON)] == ["document_biometric"]
    assert list(examined.facts((chip(*signed, group),), ON)) == []


def test_every_check_has_a_title_and_words() -> None:
    words = examined.words()
    outcomes = tuple(f".{outcome}" for outcome in Outcome)
    codes = {code.rpartition(".")[0] for code in words if code.endswith(outcomes)}
    untitled = {code for code in codes if code not in words and not code.startswith(("mrz.", "trust."))}
    assert untitled == set()
