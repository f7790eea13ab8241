"""What of its sources a pack encodes, and what not, clause by clause."""

from __future__ import annotations

import pytest

from limen.policy import load_pack, shipped_packs
from limen.policy.coverage import coverage
from limen.policy.lawtext import LawText
from limen.policy.proofread import citing


@pytest.mark.parametrize("name", shipped_packs())
def test_every_clause_that_is_cited_or_left_out_is_told_with_where_or_why(name: str) -> None:
    pack = load_pack(name)
    told = coverage(pack)
    assert [one.instrument for one in told] == list(pack.instruments)
    clauses = {(one.instrument, row.cite): row for one in told for row in one.clauses if not row.why_not}
    for where, cite in citing(pack):
        for part in cite.split("; ") if cite else ():
            key, _, clause = part.partition(" ")
            assert where in clauses[key, clause].places
    left_out = [row.why_not for one in told for row in one.clauses if row.why_not]
    assert set(left_out) == {item["what"] for item in pack.documents["pack.yaml"]["not_modelled"]}
    assert all(one.has_text is False and one.unmentioned == () for one in told)


def test_sections_that_nothing_mentions_are_named_from_the_text() -> None:
    pack = load_pack("canada")
    (irpa,) = [one for one in coverage(pack) if one.instrument == "irpa"]
    numbers = ["1", "34", "87.304", "87.9", "36"]
    text = LawText.of_lines("".join(f"{number}\t\tWords.\n" for number in numbers))
    (with_text,) = [one for one in coverage(pack, {"irpa": text}) if one.instrument == "irpa"]
    assert with_text.clauses == irpa.clauses and with_text.has_text
    assert with_text.unmentioned == ("1", "87.9")
