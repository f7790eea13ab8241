"""The pages of the second line, through the client: list, interview, slip; errors keep what was written."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from limen.office.actions import referring, secondary
from limen.office.records.models import Case, Interview, InterviewLine
from tests.office.conftest import Office, passport


def at_work(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.accounts[role])
    return client


def send(client: Client, path: str, **fields: str) -> str:
    answer = client.post(path, {"key": str(uuid.uuid4()), **fields}, follow=True)
    return answer.content.decode()


def referred(office: Office, **more: str) -> Case:
    case = office.arrive(passport("calvin"))
    more = {"reason": "Purpose unclear.", "cause": "identity", **more}
    referring.refer_secondary(office.officers["primary"], case.id, office.stamp(), **more)
    return office.case(case.id)


def begun(office: Office) -> tuple[Client, str]:
    case = referred(office)
    client = at_work(office, "secondary")
    send(client, f"/case/{case.id}/act/take/")
    path = f"/case/{case.id}/interview/"
    shown = send(
        client, path + "start/", language="sv", through="present", interpreter="I. Tolk", understood="yes", told="yes"
    )
    assert "I. Tolk" in shown
    return client, path


def test_the_form_of_a_referral_asks_for_the_cause_and_keeps_the_reason(office: Office) -> None:
    case = office.arrive(passport("calvin"))
    client = at_work(office, "primary")
    shown = send(client, f"/case/{case.id}/act/refer_secondary/", reason="Names three hotels.")
    assert "Choose the cause" in shown and "Names three hotels." in shown
    assert office.case(case.id).state == "open"
    send(client, f"/case/{case.id}/act/refer_secondary/", reason="Names three hotels.", cause="purpose_means")
    assert office.case(case.id).referrals.get().cause == "purpose_means"


def test_the_list_shows_cause_wait_and_clock_and_takes_the_first(office: Office) -> None:
    case = referred(office)
    client = at_work(office, "secondary")
    shown = client.get("/secondary/").content.decode()
    assert "Identity" in shown and "no limit stated by this post" in shown and "nobody has taken it" in shown
    assert f"/case/{case.id}/act/take/" in shown and 'data-key="e"' in shown
    assert not re.search(r'width="[0-9]+,[0-9]', shown)
    send(client, f"/case/{case.id}/act/take/")
    assert "taken by" in client.get("/secondary/").content.decode()
    assert client.get("/secondary/").content.decode().count("act/take/") == 0
    assert at_work(office, "primary").get("/secondary/").status_code == 403


def test_an_interview_that_does_not_begin_says_why_and_keeps_what_was_typed(office: Office) -> None:
    case = referred(office)
    client = at_work(office, "secondary")
    send(client, f"/case/{case.id}/act/take/")
    shown = send(
        client,
        f"/case/{case.id}/interview/start/",
        language="sv",
        through="telephone",
        understood="yes",
        place="Room 2",
    )
    assert "Name the interpreter" in shown and 'value="Room 2"' in shown
    assert not Interview.objects.exists()


def test_question_answer_and_the_laws_answer_go_in_one_form(office: Office) -> None:
    client, path = begun(office)
    shown = client.get(path).content.decode()
    asked = re.search(r'name="asked" value="([^"]+)"', shown)
    fact = re.search(r'name="fact" value="([^"]+)"', shown)
    value = re.search(r'name="value" value="([^"]+)"', shown)
    assert asked and fact and value
    before, _after = shown.split('name="value"', 1)
    assert before.count('type="submit"') >= 1, "Enter records lines; it never chooses the first answer"
    sent = {"kind": "question", "asked": asked[1], "words": asked[1], "fact": fact[1], "reply": "Ja, visst."}
    shown = send(client, path + "line/", **sent, value=value[1])
    assert "Ja, visst." in shown and 'lang="sv"' in shown
    assert set(InterviewLine.objects.values_list("fact", flat=True)) == {fact[1]}
    assert office.case(Interview.objects.get().case_id).answers.filter(fact=fact[1], superseded=False).exists()


def test_a_question_written_over_the_laws_is_not_taken_for_it(office: Office) -> None:
    client, path = begun(office)
    send(client, path + "line/", kind="question", asked="Law?", fact="planned_exit", words="Own?", reply="Yes")
    assert set(InterviewLine.objects.values_list("fact", flat=True)) == {""}


def test_words_that_could_not_be_recorded_are_still_on_the_page(office: Office) -> None:
    client, path = begun(office)
    send(client, path + "line/", kind="break")
    shown = send(client, path + "line/", kind="question", words="Where?", reply="Hos min syster")
    assert "on a break" in shown and InterviewLine.objects.count() == 1
    send(client, path + "line/", kind="resumed")
    shown = send(
        client, path + "line/", kind="question", words="When?", reply="Snart", fact="planned_exit", value="soonish"
    )
    assert "Snart" in shown and 'role="alert"' in shown and InterviewLine.objects.count() == 2


def test_a_lost_session_is_said(office: Office) -> None:
    client, path = begun(office)
    client.logout()
    answer = client.post(path + "line/", {"key": str(uuid.uuid4()), "kind": "question", "words": "Where?"})
    assert answer.status_code == 302 and "next=" in answer.headers["Location"]
    client.force_login(office.accounts["secondary"])
    shown = client.get(path + "line/", follow=True).content.decode()
    assert "was not recorded: your session had ended" in shown and not InterviewLine.objects.exists()


def test_read_back_with_corrections_closes_the_record(office: Office) -> None:
    client, path = begun(office)
    send(client, path + "line/", kind="question", words="How long?", reply="En vecka")
    shown = send(client, path + "end/", read_back="corrected", signature="signed")
    assert "on a line of its own" in shown
    shown = send(client, path + "end/", read_back="corrected", signature="signed", corrections="Line 2: ten days")
    assert "Line 2: ten days" in shown and "agreed with corrections" in shown
    assert 'action="' + path + 'line/"' not in shown


def test_who_does_not_hold_the_case_reads_and_is_offered_no_form(office: Office) -> None:
    _client, path = begun(office)
    shown = at_work(office, "auditor").get(path).content.decode()
    assert "another officer" in shown and 'name="reply"' not in shown
    assert at_work(office, "list_officer").get(path).status_code in (403, 404)


def test_the_slip_tells_what_a_traveller_may_know(office: Office) -> None:
    case = referred(office, cause="list_hit", reason="Alert SA-7, ring the duty officer.")
    shown = at_work(office, "primary").get(f"/case/{case.id}/slip/").content.decode()
    assert "N-primary" in shown and "Art 8(5)" in shown and "Hall A" in shown
    told = shown.split("<article")[1].split("</article")[0].lower()
    assert "sa-7" not in told and "hit" not in told and "list" not in told.replace("<dl class", "")


def test_hand_over_by_the_form_names_who_can_take_over(office: Office) -> None:
    client, path = begun(office)
    case = path.split("/")[2]
    shown = send(client, f"/case/{case}/act/hand_over/", to="nobody", note="Half done.")
    assert "N-both Both Hats" in shown and "Half done." in shown
    send(client, f"/case/{case}/act/hand_over/", to="N-both", note="Half done.")
    assert "Half done." in at_work(office, "both").get(f"/case/{case}/").content.decode()


@pytest.mark.parametrize("path", ["/secondary/", "/"])
def test_pages_answer_with_nobody_waiting(office: Office, path: str) -> None:
    assert at_work(office, "secondary").get(path).status_code == 200


def test_a_list_that_was_cut_says_how_many_more_there_are(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    referred(office)
    client = at_work(office, "secondary")
    assert "more</p>" not in client.get("/secondary/").content.decode()
    monkeypatch.setattr(secondary, "PAGE", 1)
    for key in ("taro", "ingrid"):
        case = office.arrive(passport(key))
        referring.refer_secondary(
            office.officers["primary"], case.id, office.stamp(), reason="Purpose unclear.", cause="identity"
        )
    shown = client.get("/secondary/").content.decode()
    assert "and 2 more</p>" in shown and '<span class="tally">3</span>' in shown
    assert "3 wait for an officer." in shown
