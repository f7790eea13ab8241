"""The order of the desk: the worst first, no key for what may not be done, adverse acts never by one key."""

from __future__ import annotations

import pytest

from limen.office.actions.views import CaseView
from limen.office.console.case import arranged, worst
from limen.office.console.templatetags.limen import bar_keys, beside, repairs_of
from tests.office.console import built


def _worst(view: CaseView) -> tuple[str, str]:
    found = worst(view, view.checks)
    return found.shape, found.words


def test_a_clean_traveller_has_nothing_in_the_way_and_says_what_was_not_done() -> None:
    view = built.case(checks=(built.check("list"), built.check("chip", "not_done")))
    found = worst(view, view.checks)
    assert (found.shape, found.words, found.more) == ("passed", "Nothing stands in the way", "1 check not done")


@pytest.mark.parametrize(
    ("changes", "shape", "words"),
    [
        ({"hits": (built.hit(),), "checks": (built.check("mrz.number", "failed"),)}, "failed", "1 list hit to resolve"),
        ({"checks": (built.check("list"), built.check("mrz.number", "failed"))}, "failed", "mrz.number failed"),
        ({"checks": (built.check("register", "unsure"),)}, "unsure", "register unsure"),
        ({"advice": built.advice(kind="adverse", outcome_words="Refuse entry")}, "failed", "Refuse entry"),
        ({"advice": built.advice(kind="protective", outcome_words="Refer")}, "protective", "Refer"),
        (
            {"advice": built.advice(kind="undetermined", decided=False, asks=(built.ask(),))},
            "unsure",
            "A question is open",
        ),
        ({"advice": None}, "not_done", "No document has been read yet"),
        ({"state": "awaiting", "state_words": "Waiting"}, "unsure", "Waiting"),
        ({"state": "held", "hold": built.hold(lapsed=True)}, "failed", "The hold has lapsed: review it now"),
        ({"state": "refused", "state_words": "Refused", "hits": (built.hit(),)}, "failed", "Refused"),
    ],
)
def test_the_worst_thing_is_the_first_seen(changes: dict[str, object], shape: str, words: str) -> None:
    assert _worst(built.case(**changes)) == (shape, words)


def test_checks_that_failed_stand_first_and_small_ones_last() -> None:
    checks = (
        built.check("mrz.number"), built.check("list"), built.check("chip", "not_done"),
        built.check("register", "unsure"), built.check("mrz.sex", "failed"),
    )  # fmt: skip
    page = arranged(built.case(checks=checks), built.PRIMARY)
    assert [check.code for check in page.failing] == ["mrz.sex", "register", "chip"]
    assert [check.code for check in page.passed] == ["list", "mrz.number"]


def test_only_who_may_answer_is_asked() -> None:
    view = built.case(advice=built.advice(asks=(built.ask(), built.ask(fact="other"))))
    assert arranged(view, built.PRIMARY).ask == built.ask()
    assert len(arranged(view, built.PRIMARY).later) == 1
    assert arranged(view, built.CHIEF).ask is None
    assert arranged(view, built.AUDITOR).settles is False


def test_admitting_is_one_key_and_departing_from_the_advice_is_not() -> None:
    page = arranged(built.case(), built.PRIMARY)
    assert [(key.press, key.opens, key.leads) for key in bar_keys(page)] == [("a", "", True)]
    against = built.act("admit", needs=("own_reasons",), departs=True)
    page = arranged(built.case(acts=(against,)), built.PRIMARY)
    assert [(key.opens, key.leads) for key in bar_keys(page)] == [("admit", False)]
    assert [field.name for field in page.dialogs[0].fields] == ["own_reasons", "seen"]


@pytest.mark.parametrize("name", ["refuse", "countersign", "hold", "refer_protection", "abandon"])
def test_what_weighs_on_a_person_is_never_sent_by_one_key(name: str) -> None:
    page = arranged(built.case(acts=(built.act(name),)), built.PRIMARY)
    assert [key.opens for key in bar_keys(page)] == [name]


@pytest.mark.parametrize("act", ["refer_protection", "refer_child_protection"])
def test_where_the_law_proposes_a_shield_that_key_alone_stands_out(act: str) -> None:
    acts = (built.act("admit"), built.act("refuse"), built.act("refer_protection"), built.act("refer_child_protection"))
    view = built.case(acts=acts, advice=built.advice(outcome=act, kind="protective"))
    keys = bar_keys(arranged(view, built.PRIMARY))
    assert [key.act.act for key in keys if key.leads] == [act]
    assert [key.act.act for key in keys] == [one.act for one in acts]


def test_no_shield_stands_out_where_none_is_proposed() -> None:
    view = built.case(acts=(built.act("admit"), built.act("refer_protection")))
    assert [key.leads for key in bar_keys(arranged(view, built.PRIMARY))] == [True, False]


@pytest.mark.parametrize("state", ["awaiting", "refused", "served"])
def test_who_is_turned_away_is_told_no_day_to_leave_by(state: str) -> None:
    assert arranged(built.case(), built.PRIMARY).stays
    assert not arranged(built.case(state=state), built.PRIMARY).stays
    for kind in ("adverse", "protective"):
        assert not arranged(built.case(advice=built.advice(kind=kind)), built.PRIMARY).stays


def test_the_headline_and_the_state_beside_it_never_say_the_same() -> None:
    settled = arranged(built.case(state="refused", state_words="Refused"), built.PRIMARY)
    assert (settled.worst.words, settled.pill) == ("Refused", "")
    assert arranged(built.case(), built.PRIMARY).pill == "At the desk"


def test_a_repair_stands_beside_its_own_failed_digit_only() -> None:
    birth, number = ("birth", 2, 14, "B", "8", "Look alike."), ("number", 2, 3, "O", "0", "Look alike.")
    failed = built.check("mrz.check_digit.birth", "failed")
    assert repairs_of(failed, (number, birth)) == [birth]
    assert repairs_of(built.check("mrz.check_digit.birth"), (birth,)) == []
    assert repairs_of(built.check("mrz.birth", "failed"), (birth,)) == []


def test_undo_takes_back_an_answer_or_a_movement_or_is_not_offered() -> None:
    assert arranged(built.case(), built.PRIMARY).undoes == ""
    assert arranged(built.case(said=(built.said(),)), built.PRIMARY).undoes == "answer"
    assert arranged(built.case(said=(built.said(superseded=True),)), built.PRIMARY).undoes == ""
    admitted = built.case(state="admitted", closed=True)
    assert arranged(admitted, built.PRIMARY).undoes == "movement"
    assert arranged(admitted, built.AUDITOR).undoes == ""


def test_a_returned_refusal_does_not_hide_what_the_law_says_now() -> None:
    assert arranged(built.case(decision=built.decision()), built.PRIMARY).decided
    assert not arranged(built.case(decision=built.decision(state="returned")), built.PRIMARY).decided


def test_the_traveller_stands_beside_the_entry_with_what_differs_marked() -> None:
    rows = {row.label: row for row in beside(built.case(), built.hit())}
    assert rows["Born"].mine == (("12 Aug 1974", True),)
    assert rows["Born"].theirs == (("21 Aug 1974", True),)
    assert rows["Sex"].mine == (("F", False),)
    assert "".join(text for text, _ in rows["Name"].theirs) == "Anna Erikson"
