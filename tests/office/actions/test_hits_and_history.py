"""Hits block until resolved and are remembered under their key; people outlive arrivals."""

from __future__ import annotations

from datetime import timedelta

import pytest

from limen.office.actions import assessing, correcting, deciding, grounding, recalling, releasing, viewing
from limen.office.actions.acting import BadInput, NotPossible
from limen.office.actions.listterms import ListTerms
from limen.office.authority import NotPermitted
from limen.office.records import store
from limen.office.records.models import HistoryLink, Hit, JournalEntry
from limen.policy import load_pack
from limen.vocabulary.dates import PartialDate
from tests.office.conftest import ALERTS, NOBODY, Office, passport

VISITOR = {"visa_exempt": "true"}
# The same birthday and nationality, and no word of the name: nobody who travels here.
SOMEBODY_ELSE = ALERTS.replace(b"Dorian Vestibule", b"Somebody Else").replace(b"Dorjan Vestibul", b"Somebodi Els")


def resolve(office: Office, case: object, state: str, note: str = "compared the faces") -> None:
    hit = Hit.objects.get(case=case, superseded=False)
    assessing.resolve_hit(office.officers["primary"], hit.case_id, office.stamp(), hit=hit.id, state=state, note=note)


def test_an_open_hit_blocks_and_no_answer_goes_around_it(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    hit = Hit.objects.get(case=case)
    assert (hit.state, hit.strength, hit.list_id) == ("open", "exact", "alerts")
    with pytest.raises(BadInput, match="list"):
        office.answer(case, "alert_for_refusal", "false")
    with pytest.raises(NotPossible, match="hit"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())


def test_inconclusive_goes_on_blocking(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    resolve(office, case, "inconclusive", "photo too old to tell")
    with pytest.raises(NotPossible, match="hit"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())


def test_the_listed_person_is_ground_h(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    with pytest.raises(BadInput, match="rests on"):
        resolve(office, case, "same", "")
    resolve(office, case, "same", "same scar, same number")
    case = office.answer_all(
        office.case(case.id), residence_permit_or_long_stay="false", family_member_free_movement="false",
        asks_protection="false", visa_held="true", **VISITOR,
    )  # fmt: skip
    assert "H" in [ground["code"] for ground in office.advice(case)["grounds"]]


def test_not_the_same_is_remembered_until_any_part_of_the_key_changes(office: Office) -> None:
    case = office.arrive(passport("dorian"))
    resolve(office, case, "not_same")
    case = office.answer_all(office.case(case.id), **VISITOR)
    deciding.admit(office.officers["primary"], case.id, office.stamp())

    second = office.arrive(passport("dorian"))
    hit = Hit.objects.get(case=second)
    assert hit.state == "remembered" and hit.remembered_from is not None and hit.note == "compared the faces"

    another = office.arrive(passport("dorian", number="L99999999"))
    assert Hit.objects.get(case=another).state == "open", "another document is another key"

    office.import_csv("alerts", ALERTS.replace(b"Dorjan Vestibul", b"Dorjan V. Vestibul"))
    third = office.arrive(passport("dorian"))
    assert third.id == second.id, "the same passport at the same desk is the same traveller"
    assert Hit.objects.get(case=third, superseded=False).state == "open", "the entry's content changed"


def test_a_concern_confirmed_is_put_to_the_officer_not_decided(office: Office) -> None:
    """A foreign list feeds a judgement fact: what it means here is the officer's finding (DESIGN 9.5)."""
    office.import_csv("alerts", SOMEBODY_ELSE)
    office.import_csv("un", ALERTS, title="Specimen persons of concern", kind="concern")
    case = office.arrive(passport("dorian"))
    resolve(office, case, "same")
    case = office.answer_all(office.case(case.id), security_concern="false", **VISITOR)
    assert office.advice(case)["outcome"] == "admit"


def visit(office: Office, document: object, direction: str = "entry") -> object:
    case = office.answer_all(office.arrive(document, direction), court_order_stops_exit="false")  # type: ignore[arg-type]
    act = deciding.admit if direction == "entry" else deciding.depart
    act(office.officers["primary"], case.id, office.stamp())
    return office.case(case.id)


def test_the_second_visit_shows_the_first_by_the_same_document(office: Office) -> None:
    visit(office, passport("taro"))
    visit(office, passport("taro"), "exit")
    case = office.arrive(passport("taro"))
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    assert [v.direction for v in view.visits] == ["entry", "exit"]
    assert view.stay.days_used == 1 and view.stay.days_left == 89 and not view.proposals


def test_another_document_is_proposed_and_counts_only_when_confirmed(office: Office) -> None:
    visit(office, passport("taro"))
    visit(office, passport("taro"), "exit")
    case = office.arrive(passport("taro", number="TS9999999"))
    link = case.history_links.get()
    assert link.state == "proposed" and link.score > 0.8
    assert "stays" in [ask["fact"] for ask in office.advice(case)["ask"]], "a proposal leaves the stays unknown"
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    assert view.visits == () and "proposed" in view.stay.not_known

    assessing.confirm_history(
        office.officers["primary"], case.id, office.stamp(), link=link.id, same=True, reason="old passport shown"
    )
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    assert len(view.visits) == 2 and view.stay.days_used == 1


def test_a_rejected_proposal_is_not_made_again(office: Office) -> None:
    visit(office, passport("taro"))
    case = office.arrive(passport("taro", number="TS9999999"))
    link = case.history_links.get()
    assessing.confirm_history(office.officers["primary"], case.id, office.stamp(), link=link.id, same=False)
    again = office.arrive(passport("taro", number="TS9999999"))
    assert HistoryLink.objects.count() == 1 and again.history_links.get().state == "rejected"


def test_another_birth_date_is_no_proposal(office: Office) -> None:
    visit(office, passport("taro"))
    case = office.arrive(passport("taro", number="TS9999999", birth=PartialDate(1990, 1, 1)))
    assert not case.history_links.exists()


def test_the_same_number_with_another_name_is_proposed(office: Office) -> None:
    visit(office, passport("taro"))
    case = office.arrive(passport("taro", surname="OTHER", given="NAME"))
    assert case.history_links.get().why[0]["code"] == "history.number"


def test_an_overstayer_leaves_and_it_is_noted(office: Office) -> None:
    from limen.office.records.models import Movement

    visit(office, passport("taro"))
    Movement.objects.update(on=office.now.date() - timedelta(days=120))
    case = office.answer_all(
        office.arrive(passport("taro"), "exit"), residence_permit_or_long_stay="false",
        family_member_free_movement="false", court_order_stops_exit="false",
    )  # fmt: skip
    assert office.advice(case)["outcome"] == "depart_overstay"
    deciding.note_overstay(office.officers["primary"], case.id, office.stamp(), reason="was in hospital")
    case = office.case(case.id)
    deciding.depart(office.officers["primary"], case.id, office.stamp())
    assert office.case(case.id).state == "departed"
    assert JournalEntry.objects.filter(verb="note_overstay").exists()


def test_an_entry_without_exit_is_shown_as_what_it_is(office: Office) -> None:
    case = visit(office, passport("taro"))
    rows = viewing.register(office.officers["primary"], office.stamp(), query="Shikii")
    assert rows[0].visit.unmatched == "", "who is still inside lacks nothing"
    again = office.arrive(passport("taro"))
    view = viewing.case(office.officers["primary"], again.id, office.stamp())
    assert "without a partner" in view.stay.not_known
    correcting.correct_movement(office.officers["primary"], case.id, office.stamp(), reason="wrong traveller")  # type: ignore[attr-defined]
    rows = viewing.register(office.officers["primary"], office.stamp(), query="Shikii")
    assert rows[0].visit.voided


def test_a_look_at_somebody_elses_case_and_at_a_person_is_an_entry(office: Office) -> None:
    case = visit(office, passport("taro"))
    before = JournalEntry.objects.count()
    viewing.case(office.officers["auditor"], case.id, office.stamp())  # type: ignore[attr-defined]
    recalling.person(office.officers["auditor"], case.person_id, office.stamp(), purpose="audit")  # type: ignore[attr-defined]
    viewing.register(office.officers["auditor"], office.stamp(), query="TS4402918")
    verbs = list(JournalEntry.objects.order_by("seq").values_list("verb", flat=True))[before:]
    assert verbs == ["see_case", "see_person", "see_register"]


LOST = b"id,name,alias,born,sex,nationality,document,list\nL-1,,,,,,JPN:TS4402918,\n"


def test_a_document_reported_lost_is_not_in_order_once_the_officer_says_it_is_that_one(office: Office) -> None:
    office.import_csv("lost-stolen", LOST)
    case = office.arrive(passport("taro"))
    hit = Hit.objects.get(case=case)
    assert hit.list_id == "lost-stolen"
    resolve(office, case, "same", "the very number")
    advice = office.advice(office.answer_all(office.case(case.id)))
    assert advice["outcome"] == "refer_secondary"


def test_a_document_cleared_of_a_loss_report_goes_on(office: Office) -> None:
    office.import_csv("lost-stolen", LOST)
    case = office.arrive(passport("taro"))
    resolve(office, case, "not_same", "another series of the same State")
    assert office.advice(office.answer_all(office.case(case.id)))["outcome"] == "admit"


def test_an_officer_may_say_which_stays_they_saw_in_the_passport(office: Office) -> None:
    case = office.arrive(passport("taro"), "exit")
    assert "stays" in [ask["fact"] for ask in office.advice(case)["ask"]]
    stamps = '[{"direction": "entry", "on": "2026-11-01", "state": "LU", "counts": true}]'
    case = office.answer_all(office.answer(case, "stays", stamps), court_order_stops_exit="false")
    assert office.advice(case)["outcome"] == "depart"


def test_an_entry_that_cannot_be_established_stops_nobody_leaving(office: Office) -> None:
    case = office.arrive(passport("taro"), "exit")
    case = office.answer(case, "stays", "", status="not_established")
    case = office.answer_all(case, residence_permit_or_long_stay="false", family_member_free_movement="false")
    assert office.advice(case)["outcome"] == "depart"


def test_a_ground_that_rests_on_judgement_waits_for_the_officers_own_view(office: Office) -> None:
    route = load_pack("schengen").route("entry")
    ground = {
        "id": "x",
        "code": "I",
        "cite": "c",
        "title": "t",
        "reason": "r",
        "kind": "mandatory",
        "facts": ["security_concern"],
    }
    for asked in (frozenset({"security_concern"}), frozenset[str]()):
        (shown,) = grounding.grounds(grounding.Advised({}, route, "en", asked), [ground])
        assert shown.hidden is bool(asked) and shown.law is None
    office.import_csv("un", ALERTS, title="Specimen persons of concern", kind="concern")
    office.import_csv("alerts", SOMEBODY_ELSE)
    case = office.arrive(passport("dorian"))
    resolve(office, case, "same")
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    judged = [ask for ask in view.advice.asks if ask.judgement] if view.advice else []
    assert judged and all(ask.could_change == () for ask in judged)


def test_a_later_finding_outweighs_what_was_remembered(office: Office) -> None:
    first = office.arrive(passport("dorian"))
    resolve(office, first, "not_same")
    deciding.admit(office.officers["primary"], office.answer_all(office.case(first.id), **VISITOR).id, office.stamp())
    second = office.arrive(passport("dorian"), by="secondary")
    hit = Hit.objects.get(case=second)
    assert hit.state == "remembered"
    assessing.resolve_hit(
        office.officers["secondary"], second.id, office.stamp(), hit=hit.id, state="same", note="fingerprints match"
    )
    third = office.arrive(passport("dorian"))
    assert Hit.objects.get(case=third).state == "open"


def test_an_expired_list_calls_nobody_clear_and_its_open_hit_goes_on_blocking(office: Office) -> None:
    from limen.office.records.models import WatchList

    case = office.arrive(passport("dorian"))
    resolve(office, case, "inconclusive", "cannot tell")
    WatchList.objects.filter(list_id="alerts").update(expires_on=office.now.date() - timedelta(days=1))
    case = office.answer(office.case(case.id), "visa_exempt", "true")
    assert Hit.objects.get(case=case, superseded=False).state == "inconclusive"
    with pytest.raises(NotPossible, match="hit"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())
    clean = office.arrive(passport("taro"))
    assert "alert_for_refusal" in [ask["fact"] for ask in office.advice(clean)["ask"]]


def test_a_list_whose_kind_was_corrected_counts_from_the_next_traveller(office: Office) -> None:
    office.import_csv("mine", ALERTS, title="Specimen list", kind="person_of_interest")
    office.import_csv("alerts", NOBODY)
    rules = ListTerms(kind="alert")
    waits = releasing.change_terms(office.officers["list_officer"], office.stamp(), "mine", rules)
    releasing.release_list(office.officers["chief"], office.stamp(), waits.result)
    case = office.arrive(passport("dorian"))
    resolve(office, case, "same")
    facts = store.assessment_of(case).facts  # type: ignore[union-attr]
    assert facts["alert_for_refusal"]["value"] is True


def test_somebody_on_a_list_that_feeds_nothing_passes_only_with_reasons(office: Office) -> None:
    office.import_csv("alerts", NOBODY)
    office.import_csv("mine", ALERTS, title="Specimen persons of interest", kind="person_of_interest")
    case = office.arrive(passport("dorian"))
    resolve(office, case, "same")
    case = office.answer_all(office.case(case.id), **VISITOR)
    with pytest.raises(BadInput, match="your own words"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())


def test_the_same_passport_twice_in_a_day_needs_reasons(office: Office) -> None:
    visit(office, passport("taro"))
    case = office.answer_all(office.arrive(passport("taro")))
    with pytest.raises(BadInput, match="already"):
        deciding.admit(office.officers["primary"], case.id, office.stamp())


def test_another_document_read_into_a_case_takes_no_answers_with_it(office: Office) -> None:
    case = office.answer(office.arrive(passport("taro")), "planned_exit", "2026-11-29")
    text = "\n".join(passport("marisol").mrz)
    assessing.arrive(office.officers["primary"], office.stamp(), direction="entry", text=text, case=case.id)
    assert not office.case(case.id).answers.filter(superseded=False).exists()


def test_a_movement_is_corrected_by_its_own_officer_the_same_day_or_by_a_chief(office: Office) -> None:
    case = visit(office, passport("taro"))
    with pytest.raises(NotPermitted):
        correcting.correct_movement(office.officers["secondary"], case.id, office.stamp(), reason="not mine")  # type: ignore[attr-defined]
    correcting.correct_movement(office.officers["chief"], case.id, office.stamp(), reason="keyed for the next one")  # type: ignore[attr-defined]


def test_lists_that_changed_are_shown_before_anything_is_decided(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")))
    row = b"A-9,Taro Shikii,,1969-05-14,M,JP,,\n"
    office.import_csv("alerts", b"id,name,alias,born,sex,nationality,document,list\n" + row)
    view = viewing.case(office.officers["primary"], case.id, office.stamp())
    assert [hit.state for hit in view.hits] == ["open"]


def test_the_register_shows_days_used_and_left_and_who_never_crossed(office: Office) -> None:
    visit(office, passport("taro"))
    visit(office, passport("taro"), "exit")
    office.arrive(passport("amara"))
    rows = viewing.register(office.officers["primary"], office.stamp(), query="Shikii")
    assert [(row.days_used, row.days_left) for row in rows] == [(1, 89), (1, 89)]
    refused = viewing.register(office.officers["primary"], office.stamp(), query="Onuuzo")
    assert [row.visit for row in refused] == [None]
    assert str(refused[0].person) in JournalEntry.objects.order_by("-seq")[0].payload.content


def test_a_traveller_left_open_past_midnight_is_assessed_for_the_new_day(office: Office) -> None:
    case = office.answer_all(office.arrive(passport("taro")), planned_exit="2026-11-22")
    assert office.advice(case)["outcome"] == "admit"
    office.now += timedelta(days=1)
    viewing.case(office.officers["primary"], case.id, office.stamp())
    assessment = store.assessment_of(office.case(case.id))
    assert assessment is not None and assessment.facts["entry_date"]["value"] == "2026-11-23"


def test_a_rescan_sent_twice_is_one_reading(office: Office) -> None:
    case = office.arrive(passport("taro"))
    stamp, text = office.stamp(), "\n".join(passport("taro").mrz)
    first = assessing.arrive(office.officers["primary"], stamp, direction="entry", text=text)
    again = assessing.arrive(office.officers["primary"], stamp, direction="entry", text=text)
    assert first.case == again.case == case.id and again.replayed
