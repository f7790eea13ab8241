"""The forms of what a rule is, of something new, of facts, acts and clocks: each makes one change, or says why not."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from limen.office.actions import drafting
from limen.office.records.models import LawDraft
from tests.office.console.test_drafting import begun, changed, lawyer, send

__all__ = ["lawyer"]
pytestmark = pytest.mark.django_db

SINCE = "2016-04-12"
RULE = "rule/entry/refuse.G"
NATURE = {"effect": "refuse", "kind": "mandatory", "burden": "traveller", "standard": "balance", "disclosure": "full",
          "code": "G", "cite": "sbc Art 6(1)(c), (4)"}  # fmt: skip
NEW_RULE = {"id": "refuse.late", "title": "Too late", "effect": "entry|refuse", "cite": "sbc Art 6(1)",
            "first": "1 Jan 2026", "by": "decision_date", "like": "entry|refuse.G", "kind": "mandatory",
            "burden": "authority", "standard": "balance", "reason": "You came too late."}  # fmt: skip
NEW_FACT = {"id": "colour", "type": "enum", "question": "Which colour?", "values": "blue: blue\r\ngrey: grey",
            "order": "900", "evidence": "answer", "informs": "the gate"}  # fmt: skip
ACT = {"grade": "secondary", "second_signature": "chief", "frozen_by": "protective", "freed_by": "protection",
       "provisional_alone": "1", "notice": "refusal", "cite": "sbc Art 14(2)"}  # fmt: skip
CLOCK = {"outcomes": "refer_protection", "length": "8", "unit": "days", "then_unit": "days", "every_unit": "days",
         "cite": "screening Art 8(3)"}  # fmt: skip


def page_of(lawyer: Client, where: str, **asked: str) -> str:
    answer = lawyer.get(f"/law/drafts/{LawDraft.objects.get().id}/{where}", asked)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("where", "fields", "kept"),
    [
        (RULE, {"do": "nature", **NATURE, "standard": "suspicion"}, {"standard": "suspicion", "effect": None}),
        (RULE, {"do": "nature", **NATURE, "shield": "1"}, {"shield": True, "cite": None}),
        (RULE, {"do": "waiver", "version": SINCE, "id": "humanitarian", "cite": "sbc Art 6(5)(c)",
                "authority": "a judge", "form-of": "on paper"}, {"authority": "a judge", "form": "on paper"}),
        (RULE, {"do": "waiver", "version": SINCE, "id": "by_post", "cite": "sbc Art 6(5)(c)", "authority": "the post",
                "fact": "document_held", "operator": "=", "value": "true", "words": "The post may."},
         {"granted": "document_held = true", "words": "The post may."}),
        (RULE, {"do": "transition", "version": SINCE, "side": "not_to", "fact": "entry_date", "operator": "<",
                "value": "2016-05-01", "cite": "sbc Art 45"}, {"side": "not_to", "text": "entry_date < 2016-05-01"}),
        (RULE, {"do": "say", "at": f"refuse.G|{SINCE}|when/all/1", "id": "g_new", "words": "In a letter."},
         {"id": "g_new", "part": "when/all/1"}),
        (RULE, {"do": "period", "version": SINCE, "first": SINCE, "by": "entry_date"}, {"by": "entry_date"}),
        (RULE, {"do": "text", "language": "fr", "path": "rules/refuse.G/not_shown", "words": "Non prouvé."},
         {"path": ["rules", "refuse.G", "not_shown"]}),
        ("fact/-/means_amount", {"do": "fact_nature", "evidence": "answer", "order": "5", "sensitive": "1"},
         {"evidence": ["answer"], "order": 5, "sensitive": True}),
        ("fact/-/document_type", {"do": "fact_value", "value": "scroll", "words": "scroll"},
         {"value": "scroll"}),
        ("act/entry/refuse", {"do": "act", **ACT}, {"grade": "secondary", "freed_by": ["protection"]}),
        ("clock/entry/screening", {"do": "clock", **CLOCK}, {"length": 8, "unit": "days"}),
    ],
)  # fmt: skip
def test_each_form_makes_its_change(lawyer: Client, where: str, fields: dict[str, str], kept: dict[str, Any]) -> None:
    begun(lawyer)
    made = changed(lawyer, where, **fields)
    assert {name: made[name] for name in kept} == kept
    page = page_of(lawyer, f"{where}/")
    assert "Each place, as the files write it" in page


def test_a_new_rule_opens_beside_nothing_with_what_it_still_needs(lawyer: Client) -> None:
    draft = begun(lawyer)
    form = page_of(lawyer, "", do="rule")
    assert '<optgroup label="' in form
    assert 'value="entry|refuse.G"' in form
    answer = send(lawyer, "act/rule/", **NEW_RULE)
    assert (answer.status_code, answer["Location"]) == (303, f"/law/drafts/{draft.id}/rule/entry/refuse.late/")
    page = page_of(lawyer, "rule/entry/refuse.late/")
    assert "Too late" in page
    assert "What follows: Refuse entry" in page
    assert "entry: a new rule: refuse.late, Too late" in page_of(lawyer, "")
    assert (
        drafting.pack_of(LawDraft.objects.get()).words("en", "rules", "refuse.late", "reason") == "You came too late."
    )
    assert send(lawyer, "act/undo/").status_code == 303
    assert lawyer.get(f"/law/drafts/{draft.id}/rule/entry/refuse.late/").status_code == 404


def test_a_new_fact_tells_in_which_languages_its_question_lacks(lawyer: Client) -> None:
    draft = begun(lawyer)
    answer = send(lawyer, "act/fact/", **NEW_FACT)
    assert answer["Location"] == f"/law/drafts/{draft.id}/fact/-/colour/"
    page = page_of(lawyer, "fact/-/colour/")
    assert page.count("not translated") > 10
    assert "facts/colour/values/grey" in page
    assert "must be put right" in page_of(lawyer, "", whole="1")  # the languages of questions lack it


def test_a_new_clock_starts_with_an_act_and_goes_again(lawyer: Client) -> None:
    draft = begun(lawyer)
    answer = send(lawyer, "act/clock/", **{**CLOCK, "id": "report", "words": "Report", "outcomes": "entry|acts|refuse"})
    assert answer["Location"] == f"/law/drafts/{draft.id}/clock/entry/report/"
    assert LawDraft.objects.get().changes[-1]["acts"] == ["refuse"]
    answer = send(lawyer, "clock/entry/report/change/", do="clock_out")
    assert answer["Location"] == f"/law/drafts/{draft.id}/"


NATURE_AT = {"do": "nature", "form": "nature", **NATURE}
PERIOD_AT = {"do": "period", "form": "period-0", "version": SINCE}
LEAF_AT = {"do": "transition", "form": "transition-0", "version": SINCE, "side": "not_to", "cite": "sbc Art 45",
           "fact": "document_held", "operator": "<", "value": "true"}  # fmt: skip
PIECE_AT = {"do": "leaf", "form": "leaf", "at": f"refuse.G|{SINCE}|when/all/2/any/1", "p2": "maybe"}
RULE_AT, FACT_AT = {**NEW_RULE, "form": "rule"}, {**NEW_FACT, "form": "fact"}
ACT_AT = {"do": "act", "form": "act", **ACT, "second_signature": ""}
CLOCK_AT = {**CLOCK, "form": "clock", "id": "report", "words": "Report", "outcomes": ""}


@pytest.mark.parametrize(
    ("where", "fields", "field", "told"),
    [
        (f"{RULE}/change/", {**NATURE_AT, "cite": "somewhere 4"}, "nature-cite", "names no text"),
        (f"{RULE}/change/", NATURE_AT, "", "as it was"),
        (f"{RULE}/change/", {**PERIOD_AT, "first": "soon"}, "period-0-first", "no day"),
        (f"{RULE}/change/", LEAF_AT, "transition-0-leaf", "has no order"),
        (f"{RULE}/change/", PIECE_AT, "leaf-p2", "maybe"),
        (f"{RULE}/change/", {**PIECE_AT, "p2": "true", "cite": "nowhere 1"}, "leaf-cite", "names no text"),
        ("act/rule/", {**RULE_AT, "id": "refuse.G"}, "rule-id", "choose another name"),
        ("act/rule/", {**RULE_AT, "like": "exit|depart"}, "rule-like", "another route"),
        ("act/fact/", {**FACT_AT, "values": ""}, "fact-values", "two values"),
        ("act/fact/", {**FACT_AT, "order": "first"}, "fact-order", "whole number"),
        ("act/entry/refuse/change/", ACT_AT, "act-second_signature", "second officer"),
        ("act/clock/", CLOCK_AT, "clock-outcomes", "outcome or with an act"),
    ],
)
def test_what_cannot_be_stands_at_its_field_with_what_was_typed(
    lawyer: Client, where: str, fields: dict[str, str], field: str, told: str
) -> None:
    begun(lawyer)
    answer = send(lawyer, where, **fields)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422, page[:300]
    assert told in page[page.index('id="problem-text"') :][:600]
    if field:
        assert f'data-field="{field}"' in page
        there = page[page.index(f'id="{field}"') :][:400]
        assert re.match(r'[^>]*aria-describedby="problem-text"', there)
        if (name := field.partition("-")[2]) in ("cite", "id") and name in fields:
            assert f'value="{fields[name]}"' in there
    assert LawDraft.objects.get().changes == []
