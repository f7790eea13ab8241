"""Families, cars, coaches: side by side, each person by a decision of their own, one act for all or for nobody."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from limen import policy
from limen.office.actions import assessing, correcting, deciding, referring, units
from limen.office.actions.acting import BadInput, Done, NotFound, NotPossible
from limen.office.actions.unitview import OF_CHILDREN, UnitRow, UnitView
from limen.office.authority import NotPermitted
from limen.office.records.models import (
    Answer,
    Case,
    Decision,
    JournalEntry,
    JournalPayload,
    Movement,
    Unit,
)
from limen.policy import Pack
from limen.policy.pack import canonical
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import TravelDocument
from tests.office.conftest import TODAY, USUAL, Office, passport

BORN = ("1980-01-02", "1982-03-04", "2012-05-06", "2014-07-08", "2018-09-10")
NAMES = ("GRACE", "OTTO", "IDA", "PAUL", "RUTH")
REASONS = "The mother stays with him in secondary; their aunt Grace takes the other two on."


def family(
    key: str = "calvin", surname: str = "SILLMAN", stem: str = "60001", many: int = 5, *, children: bool = True
) -> list[TravelDocument]:
    """Two adults and their children, with passports of one State."""
    born = BORN if children else BORN[:2]
    return [
        passport(key, surname=surname, given=NAMES[n % 5] + "ABCDEFGHIJKLM"[n // 5] * (n // 5), number=f"{stem}{n:04d}",
                 birth=PartialDate.parse(born[n % len(born)]))
        for n in range(many)
    ]  # fmt: skip


def sharing(*facts: str) -> bytes:
    """The shipped law with these facts marked as shared, and no others."""
    documents: Any = copy.deepcopy(dict(policy.load_pack("schengen").documents))
    for item in documents["facts.yaml"]["facts"]:
        item.pop("shared", None)
        if item["id"] in facts:
            item["shared"] = True
    return Pack.from_bytes(canonical({"format": 1, "files": documents})).to_bytes()


@pytest.fixture
def shared(office: Office) -> Office:
    """A post whose law lets people who travel together say once when they leave and who minds the children."""
    office.release(sharing("planned_exit", OF_CHILDREN))
    return office


def opened(office: Office, kind: str = "family", direction: str = "entry", **more: Any) -> uuid.UUID:
    done = units.open_unit(office.officers["primary"], office.stamp(), kind=kind, direction=direction, **more)
    return uuid.UUID(done.result)


def ready(office: Office, unit: uuid.UUID, *documents: TravelDocument) -> list[Case]:
    """They came, and have answered what the law asks of them."""
    found = came(office, unit, *documents)
    answer_what_is_asked(office, unit)
    return [office.case(case.id) for case in found]


def came(office: Office, unit: uuid.UUID, *documents: TravelDocument) -> list[Case]:
    found = []
    for document in documents:
        done = units.arrive(
            office.officers["primary"], unit, office.stamp(), text="\n".join(document.mrz), source="wedge"
        )
        found.append(office.case(done.case))
    return found


def see(office: Office, unit: uuid.UUID, by: str = "primary") -> UnitView:
    return units.see(office.officers[by], unit, office.stamp())


def answer_what_is_asked(office: Office, unit: uuid.UUID) -> list[str]:
    """Answer as the page asks until it asks no more; which facts it took, those of one person with `:`."""
    taken: list[str] = []
    known = {**USUAL, **OTHERS}
    for _ in range(60):
        ask = see(office, unit).ask
        if ask is None:
            return taken
        fact = ask.ask.fact
        taken.append(fact if ask.shared else f"{fact}:")
        value = known.get(fact, ask.ask.keys[0][2] if ask.ask.keys else "true")
        if ask.shared:
            adult = ask.adults[0][2] if ask.adults else None
            units.answer_unit(office.officers["primary"], unit, office.stamp(), fact=fact, value=value, adult=adult)
        else:
            assessing.answer(office.officers["primary"], ask.whom[0][0], office.stamp(), fact=fact, value=value)
    raise AssertionError("the unit is never done being asked")


OTHERS = {"visa_held": "true", "residence_permit_or_long_stay": "false", "family_member_free_movement": "false"}


def cover(view: UnitView) -> Mapping[uuid.UUID, int]:
    return {row.id: row.revision for row in view.ready}


def admit(office: Office, unit: uuid.UUID, key: uuid.UUID | None = None, **more: Any) -> Done:
    chosen = more.pop("cover", None)
    chosen = cover(see(office, unit)) if chosen is None else chosen
    return units.admit_unit(office.officers["primary"], unit, office.stamp(key), cover=chosen, **more)


def row_of(view: UnitView, case: Case) -> UnitRow:
    return next(row for row in view.rows if row.id == case.id)


def payload(verb: str) -> str:
    return JournalPayload.objects.get(entry=JournalEntry.objects.filter(verb=verb).latest("seq")).content


def test_a_family_that_is_asked_nothing_is_admitted_in_one_act_each_by_a_decision_of_their_own(office: Office) -> None:
    unit = opened(office, label="SCHWELL")
    cases = came(office, unit, *family("henri", "SCHWELL", "JX001", children=False))
    view = see(office, unit)
    assert (view.kind_words, view.label, len(view.ready), view.waiting, view.ask) == ("Family", "SCHWELL", 5, (), None)
    done = admit(office, unit)
    assert done.result == str(unit)
    assert {case.state for case in Case.objects.filter(unit=unit)} == {"admitted"}
    decisions = Decision.objects.filter(case__in=cases)
    assert decisions.count() == 5 and len({row.inputs["evidence"] for row in decisions}) == 5
    assert Movement.objects.filter(case__in=cases).count() == 5
    entries = JournalEntry.objects.filter(verb="admit")
    assert {entry.case for entry in entries} == {str(case.id) for case in cases}
    assert {entry.act_key for entry in entries} == {str(uuid.uuid5(key_of("admit_unit"), str(c.id))) for c in cases}
    assert all(str(case.id) in payload("admit_unit") for case in cases)
    assert Unit.objects.get(id=unit).closed_at is not None, "nobody is left to decide"
    assert [row.state for row in see(office, unit).rows] == ["admitted"] * 5


def key_of(verb: str) -> uuid.UUID:
    return uuid.UUID(JournalEntry.objects.filter(verb=verb).latest("seq").act_key)


def test_the_same_form_twice_makes_nothing_twice(office: Office) -> None:
    unit = opened(office)
    came(office, unit, *family("henri", "SCHWELL", "JX002", 2))
    key, chosen = uuid.uuid4(), cover(see(office, unit))
    first = admit(office, unit, key, cover=chosen)
    entries = JournalEntry.objects.count()
    again = admit(office, unit, key, cover=chosen)
    assert (again.replayed, again.seq, JournalEntry.objects.count()) == (True, first.seq, entries)
    assert Decision.objects.count() == 2 and Movement.objects.count() == 2
    with pytest.raises(NotPossible, match="used for something else"):
        units.close_unit(office.officers["primary"], unit, office.stamp(key))


def test_what_all_share_is_asked_once_and_kept_on_each_case(shared: Office) -> None:
    unit = opened(shared)
    cases = came(shared, unit, *family())
    view = see(shared, unit)
    assert view.ask is not None and view.ask.shared and view.ready == ()
    taken = answer_what_is_asked(shared, unit)
    assert taken.count("planned_exit") == 1 and taken.count(OF_CHILDREN) == 1
    assert taken.count("document_issued:") == 5
    rows = Answer.objects.filter(case__in=cases, fact="planned_exit", superseded=False)
    assert rows.count() == 5 and {row.words for row in rows} == {units.ASKED}
    minded = Answer.objects.filter(case__in=cases, fact=OF_CHILDREN, superseded=False)
    assert {row.case_id for row in minded} == {case.id for case in cases[2:]}
    assert all("GRACE SILLMAN (USA 600010000)" in row.words and row.value is True for row in minded)
    admit(shared, unit)
    until = set(Movement.objects.filter(case__in=cases).values_list("last_day", flat=True))
    assert {str(day) for day in until} == {USUAL["planned_exit"]}


def test_a_family_of_visitors_takes_twelve_keys_where_the_law_lets_them_share(office: Office) -> None:
    office.release(sharing("planned_exit", OF_CHILDREN, "thorough_check"))
    unit = opened(office)
    came(office, unit, *family())
    keys = 2 + len(answer_what_is_asked(office, unit)) + 1  # opening takes two, admitting one
    assert len(see(office, unit).ready) == 5 and keys <= 12


def test_what_is_each_persons_own_is_never_shared(shared: Office) -> None:
    unit = opened(shared)
    came(shared, unit, *family())
    officer = shared.officers["primary"]
    with pytest.raises(NotPossible, match="asked of each person"):
        units.answer_unit(officer, unit, shared.stamp(), fact="document_issued", value="2020-01-15")
    with pytest.raises(NotPossible, match="asked this any more"):
        units.answer_unit(officer, unit, shared.stamp(), fact="asks_protection", value="false")
    assert not Answer.objects.exists()


def test_the_law_that_shares_nothing_has_everything_asked_of_each(office: Office) -> None:
    office.release(sharing())
    unit = opened(office)
    came(office, unit, *family(many=2))
    taken = answer_what_is_asked(office, unit)
    assert taken and all(fact.endswith(":") for fact in taken)


@pytest.mark.parametrize("who", ["a child", "nobody", "a stranger", "no"])
def test_only_an_adult_of_the_unit_can_be_named_for_the_children(shared: Office, who: str) -> None:
    unit = opened(shared)
    cases = came(shared, unit, *family())
    stranger = shared.arrive(passport("henri"))
    adult = {"a child": cases[3].id, "nobody": None, "a stranger": stranger.id, "no": cases[0].id}[who]
    status = "unknown" if who == "no" else "known"
    with pytest.raises(BadInput, match="Name the adult"):
        units.answer_unit(
            shared.officers["primary"], unit, shared.stamp(), fact=OF_CHILDREN, value="true", adult=adult, status=status
        )
    assert not Answer.objects.exists()


def test_a_hit_stops_that_person_only_and_parting_a_child_from_an_adult_needs_a_reason(office: Office) -> None:
    unit = opened(office)
    documents = family("henri", "SCHWELL", "JX003", 4)
    documents[1] = passport("dorian", number="JX0039999", nationality="LUX", issuer="LUX")
    cases = ready(office, unit, *documents)
    view = see(office, unit)
    stopped = row_of(view, cases[1])
    assert view.rows[0].id == cases[1].id, "the worst stands first"
    assert (stopped.blocked, stopped.shape, stopped.ready) == (True, "failed", False) and "list hit" in stopped.why_not
    assert len(view.ready) == 3 and len(view.blocked) == 1
    assert view.separates == ("DORIAN VESTIBULE and IDA SCHWELL", "DORIAN VESTIBULE and PAUL SCHWELL")
    with pytest.raises(BadInput, match="parts DORIAN VESTIBULE and IDA SCHWELL"):
        admit(office, unit)
    assert not Decision.objects.exists() and not JournalEntry.objects.filter(verb="admit_unit").exists()
    admit(office, unit, own_reasons=REASONS)
    assert {office.case(case.id).state for case in (cases[0], *cases[2:])} == {"admitted"}
    assert office.case(cases[1].id).state == "open"
    assert REASONS in payload("admit_unit") and str(cases[1].id) in payload("admit_unit")
    said = dict(Decision.objects.values_list("case_id", "own_reasons"))
    assert said == {cases[0].id: "", cases[2].id: REASONS, cases[3].id: REASONS}
    assert Unit.objects.get(id=unit).closed_at is None


def test_two_adults_are_parted_without_a_word_and_a_child_left_behind_is_not(office: Office) -> None:
    unit = opened(office)
    cases = ready(office, unit, *family("henri", "SCHWELL", "JX004", 3))
    view = see(office, unit)
    alone = {row.id: row.revision for row in view.ready if row.id == cases[0].id}
    with pytest.raises(BadInput, match="parts GRACE SCHWELL and IDA SCHWELL"):
        admit(office, unit, cover=alone)
    pair = opened(office, kind="car")
    couple = came(office, pair, *family("henri", "SILL", "JX005", 2))
    admit(office, pair, cover={couple[0].id: couple[0].revision})
    assert [office.case(case.id).state for case in couple] == ["admitted", "open"]


def test_in_a_coach_only_the_adult_named_belongs_to_the_child(shared: Office) -> None:
    unit = opened(shared, kind="coach")
    cases = came(shared, unit, *family(many=3))
    named = cases[1]
    answered = {"fact": OF_CHILDREN, "adult": named.id}
    units.answer_unit(shared.officers["primary"], unit, shared.stamp(), **answered)  # type: ignore[arg-type]
    answer_what_is_asked(shared, unit)
    chosen = {case: revision for case, revision in cover(see(shared, unit)).items() if case != named.id}
    with pytest.raises(BadInput, match="parts OTTO SILLMAN and IDA SILLMAN"):
        admit(shared, unit, cover=chosen)
    both = {**cover(see(shared, unit))}
    del both[cases[0].id]
    admit(shared, unit, cover=both)
    assert shared.case(cases[0].id).state == "open"


def test_one_who_changed_stops_the_whole_act_and_nothing_is_written(office: Office) -> None:
    unit = opened(office)
    cases = ready(office, unit, *family("henri", "SCHWELL", "JX006"))
    chosen = cover(see(office, unit))
    referring.refer_secondary(office.officers["primary"], cases[4].id, office.stamp(), reason="Asks for her mother.")
    entries = JournalEntry.objects.count()
    with pytest.raises(NotPossible, match="changed about RUTH SCHWELL"):
        admit(office, unit, cover=chosen)
    assert not Decision.objects.exists() and not Movement.objects.exists()
    assert JournalEntry.objects.count() == entries
    assert {office.case(case.id).state for case in cases[:4]} == {"open"}


def test_the_law_asked_again_in_the_middle_stops_all(office: Office) -> None:
    unit = opened(office)
    cases = ready(office, unit, *family("henri", "SCHWELL", "JX007", 3))
    chosen = cover(see(office, unit))
    office.import_csv(
        "alerts", b"id,name,alias,born,sex,nationality,document,list\nA-9,Ida Schwell,,2012-05-06,,LUX,,\n"
    )
    with pytest.raises(NotPossible, match=r"IDA SCHWELL: .*Nothing was recorded for anybody"):
        admit(office, unit, cover=chosen)
    assert not Decision.objects.exists() and not Movement.objects.exists()
    view = see(office, unit)
    assert row_of(view, cases[2]).blocked, "the page asks again, and says so"


def test_nobody_is_covered_who_is_not_ready_or_not_of_the_unit(office: Office) -> None:
    unit = opened(office)
    cases = came(office, unit, passport("calvin"), *family("henri", "SCHWELL", "JX008", 1))
    stranger = office.arrive(passport("ilona"))
    for wrong, error, words in (
        ({cases[0].id: cases[0].revision}, NotPossible, "needs an answer"),
        ({stranger.id: stranger.revision}, NotFound, "not of this unit"),
        ({}, BadInput, "Nobody of this unit is ready"),
    ):
        with pytest.raises(error, match=words):
            admit(office, unit, cover=wrong)
    with pytest.raises(NotPossible, match="other way"):
        units.depart_unit(office.officers["primary"], unit, office.stamp(), cover={cases[1].id: cases[1].revision})
    assert not Decision.objects.exists()


def test_an_unfavourable_or_a_discretionary_proposal_is_never_part_of_the_act(office: Office) -> None:
    unit = opened(office)
    [case] = came(office, unit, passport("juma"))
    for fact, value in (("visa_held", "false"), ("residence_permit_or_long_stay", "false")):
        assessing.answer(office.officers["primary"], case.id, office.stamp(), fact=fact, value=value)
    view = see(office, unit)
    assert view.ready == () and view.act_why_not == "nobody of this unit is ready"
    private = row_of(view, case)
    assert not any(ask is not None and ask.ask.fact == "asks_protection" for ask in (view.ask,))
    assert private.question == "" or not private.ready


def test_a_question_that_is_private_is_asked_on_the_persons_own_page(office: Office) -> None:
    unit = opened(office)
    [case] = came(office, unit, passport("juma"))
    answers = {"visa_held": "false", "residence_permit_or_long_stay": "false", "family_member_free_movement": "false"}
    for _ in range(20):
        asks = [ask["fact"] for ask in office.advice(office.case(case.id))["ask"]]
        view = see(office, unit)
        if not asks:
            break
        if asks[0] == "asks_protection":
            assert row_of(view, case).own_page and view.ask is None
            break
        case = office.answer(case, asks[0], answers.get(asks[0], USUAL.get(asks[0], "true")))
    else:
        raise AssertionError("fear was never asked")
    assert asks, "before a refusal it is asked"


def test_leaving_together_is_one_act_too(office: Office) -> None:
    unit = opened(office, direction="exit", kind="car", label="LX 1188")
    came(office, unit, *family("henri", "SCHWELL", "JX009", 2))
    units.depart_unit(office.officers["primary"], unit, office.stamp(), cover=cover(see(office, unit)))
    assert {case.state for case in Case.objects.filter(unit=unit)} == {"departed"}


def test_the_unit_closes_with_the_last_of_them_and_opens_again_with_a_correction(office: Office) -> None:
    unit = opened(office)
    cases = ready(office, unit, *family("henri", "SCHWELL", "JX010", 2))
    deciding.admit(office.officers["primary"], cases[0].id, office.stamp(), seen=cases[0].revision)
    assert Unit.objects.get(id=unit).closed_at is None
    referring.abandon(office.officers["primary"], cases[1].id, office.stamp(), reason="Turned back by herself.")
    assert Unit.objects.get(id=unit).closed_at is not None
    assert [line.closed for line in units.of_desk(office.officers["primary"], office.now)] == [True]
    correcting.correct_movement(office.officers["primary"], cases[0].id, office.stamp(), reason="The wrong key.")
    assert Unit.objects.get(id=unit).closed_at is None
    late = came(office, unit, *family("henri", "SCHWELL", "JX011", 1))
    assert late[0].unit_id == unit


def test_closing_by_hand_while_somebody_is_undecided_needs_a_reason_and_stays_closed(office: Office) -> None:
    unit = opened(office)
    cases = ready(office, unit, *family("henri", "SCHWELL", "JX012", 3))
    with pytest.raises(BadInput, match="no longer handled together"):
        units.close_unit(office.officers["primary"], unit, office.stamp())
    units.close_unit(office.officers["primary"], unit, office.stamp(), reason="Two strangers were scanned as one.")
    assert "Two strangers" in payload("close_unit") and str(cases[0].id) in payload("close_unit")
    deciding.admit(office.officers["primary"], cases[0].id, office.stamp(), seen=cases[0].revision)
    assert Unit.objects.get(id=unit).closed_at is not None
    with pytest.raises(NotPossible, match="closed already"):
        units.close_unit(office.officers["primary"], unit, office.stamp())
    empty = opened(office)
    units.close_unit(office.officers["primary"], empty, office.stamp())


def test_who_stood_alone_joins_and_nobody_stands_in_two_units(office: Office) -> None:
    document = family("henri", "SCHWELL", "JX013", 1)[0]
    alone = office.arrive(document)
    unit = opened(office, case=alone.id)
    assert office.case(alone.id).unit_id == unit
    other = opened(office)
    with pytest.raises(NotPossible, match="another unit already"):
        came(office, other, document)
    with pytest.raises(NotPossible, match="another unit already"):
        opened(office, case=alone.id)
    second = office.arrive(family("henri", "SCHWELL", "JX014", 1)[0])
    assert came(office, other, family("henri", "SCHWELL", "JX014", 1)[0])[0].id == second.id
    assert Case.objects.filter(unit=other).count() == 1


def test_nothing_is_opened_for_what_is_no_document_or_goes_the_other_way(office: Office) -> None:
    unit = opened(office)
    with pytest.raises(BadInput):
        units.arrive(office.officers["primary"], unit, office.stamp(), text="not a document")
    leaving = office.arrive(family("henri", "SCHWELL", "JX015", 1)[0], "exit")
    with pytest.raises(NotPossible, match="other way"):
        opened(office, case=leaving.id)
    for wrong, words in (({"kind": "ship"}, "came as"), ({"label": "x" * 81}, "80"), ({"direction": "up"}, "enter")):
        with pytest.raises(BadInput, match=words):
            opened(office, **wrong)
    assert Case.objects.filter(unit=unit).count() == 0


def test_another_officers_look_is_journaled_and_ones_own_is_not(office: Office) -> None:
    unit = opened(office)
    cases = came(office, unit, *family("henri", "SCHWELL", "JX016", 2))
    see(office, unit)
    assert not JournalEntry.objects.filter(verb="see_unit").exists()
    see(office, unit, "auditor")
    assert all(str(case.id) in payload("see_unit") for case in cases)
    with pytest.raises(NotPermitted):
        see(office, unit, "list_officer")
    assert JournalEntry.objects.filter(verb="not_permitted").exists()


@pytest.mark.parametrize("role", ["chief", "auditor", "list_officer"])
def test_who_may_not_admit_may_not_admit_a_unit(office: Office, role: str) -> None:
    unit = opened(office)
    came(office, unit, *family("henri", "SCHWELL", "JX017", 2))
    with pytest.raises(NotPermitted):
        units.admit_unit(office.officers[role], unit, office.stamp(), cover=cover(see(office, unit)))
    assert not Decision.objects.exists()


def test_a_unit_of_another_post_is_not_there(office: Office) -> None:
    unit = opened(office)
    from limen.office.actions import duty

    duty.make_post(
        office.stamp(), code="HALL-B", title="Hall B", authority_name="Specimen Border Authority", country="LU",
        zone="Europe/Luxembourg", pack="schengen", register_from=TODAY,
    )  # fmt: skip
    elsewhere = copy.copy(office.officers["primary"])
    object.__setattr__(elsewhere, "post", "HALL-B")
    with pytest.raises(NotFound):
        units.arrive(elsewhere, unit, office.stamp(), text="\n".join(passport("henri").mrz))
    with pytest.raises(NotPermitted):
        units.see(elsewhere, unit, office.stamp())


def test_lists_that_changed_overnight_are_asked_again_when_the_unit_is_opened(office: Office) -> None:
    unit = opened(office)
    cases = came(office, unit, *family("henri", "SCHWELL", "JX018", 2))
    assert len(see(office, unit).ready) == 2
    office.import_csv(
        "alerts", b"id,name,alias,born,sex,nationality,document,list\nA-9,Otto Schwell,,1982-03-04,,LUX,,\n"
    )
    view = see(office, unit)
    assert row_of(view, cases[1]).blocked and not row_of(view, cases[0]).blocked
    assert JournalEntry.objects.filter(verb="reassess").count() == 2


def test_a_coach_is_read_in_as_many_queries_as_a_family(office: Office) -> None:
    small, large = opened(office, kind="coach"), opened(office, kind="coach")
    came(office, small, *family("henri", "SCHWELL", "JX019", 3))
    came(office, large, *family("henri", "SCHWELL", "JX020", 12))
    counts = []
    for unit in (small, large):
        see(office, unit)
        with CaptureQueriesContext(connection) as queries:
            see(office, unit)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
