"""The page of a unit: the worst first, one question, one act, what stands in the way said once and nothing lost."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from limen.office.console.units import worst
from limen.office.records.models import Answer, Case, Decision, Unit
from tests.office.actions.test_units import answer_what_is_asked, came, cover, family, opened, ready, see
from tests.office.conftest import NOW, Office, passport


@pytest.fixture
def signed_in(office: Office, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    # The pages' clock is set to the test's, so that the office's lists, law and duties are of today.
    monkeypatch.setattr("django.utils.timezone.now", lambda: office.now)

    def enter(role: str = "primary") -> Client:
        client = Client()
        client.force_login(office.accounts[role], backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return enter


def page_of(client: Client, unit: uuid.UUID) -> str:
    answer = client.get(f"/unit/{unit}/")
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, path: str, **fields: Any) -> Any:
    return client.post(path, {"key": str(uuid.uuid4()), "client_at": "", **fields})


def test_a_unit_is_opened_at_the_desk_and_each_document_opens_a_case_inside_it(office: Office, signed_in: Any) -> None:
    client = signed_in()
    door = client.get("/?do=unit").content.decode()
    assert re.search(r'<dialog class="sheet unit-door"[^>]* open', door)
    assert [re.search(rf'value="{kind}" data-key="{n}"', door) is not None for n, kind in
            enumerate(("family", "car", "coach", "group"), 1)] == [True] * 4  # fmt: skip
    answer = send(client, "/unit/open/", kind="family", direction="entry", label="SCHWELL")
    unit = Unit.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/unit/{unit.id}/")
    for document in family("henri", "SCHWELL", "JC001", 2):
        answer = send(client, f"/unit/{unit.id}/arrive/", text="\n".join(document.mrz), source="wedge")
        assert answer.headers["Location"] == f"/unit/{unit.id}/"
    assert Case.objects.filter(unit=unit).count() == 2
    page = page_of(client, unit.id)
    assert page.count('<li class="unit-row') == 2 and "Admit all 2 who are ready" in page and "data-scan-here" in page
    assert page.count('name="cover"') == 2 and 'data-key="a"' in page and "autofocus" not in page
    desk = client.get("/").content.decode()
    assert "Units at this desk" in desk and "SCHWELL" in desk and 'data-key="5"' in desk
    case = Case.objects.filter(unit=unit).first()
    assert case is not None
    assert f'href="/unit/{unit.id}/" data-key="g u"' in client.get(f"/case/{case.id}/").content.decode()


def test_what_is_no_document_is_said_once_and_kept_in_its_field(office: Office, signed_in: Any) -> None:
    unit, client = opened(office), signed_in()
    answer = send(client, f"/unit/{unit}/arrive/", text="NOT A DOCUMENT")
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count('role="alert"') == 1 and ">NOT A DOCUMENT</textarea>" in page
    assert not Case.objects.filter(unit=unit).exists()


def test_the_act_goes_back_to_the_desk_which_says_what_was_done(office: Office, signed_in: Any) -> None:
    unit, client = opened(office, label="LX 7"), signed_in()
    came(office, unit, *family("henri", "SCHWELL", "JC002", 2))
    chosen = re.findall(r'name="cover" value="([^"]+)"', page_of(client, unit))
    assert chosen == [f"{case}:{revision}" for case, revision in cover(see(office, unit)).items()]
    answer = send(client, f"/unit/{unit}/act/admit/", cover=chosen)
    assert answer.headers["Location"] == f"/?unit={unit}"
    desk = client.get(answer.headers["Location"]).content.decode()
    assert "Unit done" in desk and f'href="/unit/{unit}/" data-key="u"' in desk
    page = page_of(client, unit)
    assert page.count("<b>Admitted</b>") == 2 and "Everybody is decided" in page and 'aria-disabled="true"' in page


def test_parting_asks_for_reasons_in_its_own_form_which_keeps_what_was_typed(office: Office, signed_in: Any) -> None:
    unit, client = opened(office), signed_in()
    documents = family("henri", "SCHWELL", "JC003", 3)
    documents[1] = passport("dorian", number="JC0039999", nationality="LUX", issuer="LUX")
    ready(office, unit, *documents)
    page = page_of(client, unit)
    assert "1 person stopped" in page and 'data-opens="do-admit"' in page
    assert page.index("DORIAN VESTIBULE") < page.index("GRACE SCHWELL"), "the worst stands first"
    chosen = re.findall(r'name="cover" value="([^"]+)"', page)
    answer = send(client, f"/unit/{unit}/act/admit/", cover=chosen, own_reasons="short")
    said = answer.content.decode()
    assert answer.status_code == 422 and said.count('role="alert"') == 1
    assert (
        re.search(r'<dialog class="sheet tone-favourable" id="do-admit"[^>]* open', said)
        and ">short</textarea>" in said
    )
    assert not Decision.objects.exists()


def test_one_question_at_a_time_and_personal_ones_name_the_person(office: Office, signed_in: Any) -> None:
    unit, client = opened(office), signed_in()
    came(office, unit, *family(many=2, children=False))
    ask = see(office, unit).ask
    assert ask is not None
    page = page_of(client, unit)
    assert page.count('id="question"') == 1
    fields = {"fact": ask.ask.fact, "value": ask.ask.keys[0][2]}
    if not ask.shared:
        assert f'name="person" value="{ask.whom[0][0]}"' in page
        fields["person"] = str(ask.whom[0][0])
    answer = send(client, f"/unit/{unit}/answer/", **fields)
    assert answer.headers["Location"] == f"/unit/{unit}/"
    assert Answer.objects.count() == (len(ask.whom) if ask.shared else 1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"cover": ["nonsense"]}, 422), ({"cover": [f"{uuid.uuid4()}:x"]}, 422), ({"cover": [f"{uuid.uuid4()}:1"]}, 404),
     ({}, 422)],
)  # fmt: skip
def test_a_form_that_names_nobody_or_somebody_else_admits_nobody(
    office: Office, signed_in: Any, fields: dict[str, Any], status: int
) -> None:
    unit, client = opened(office), signed_in()
    came(office, unit, *family("henri", "SCHWELL", "JC004", 1))
    assert send(client, f"/unit/{unit}/act/admit/", **fields).status_code == status
    assert send(client, f"/unit/{unit}/act/refuse/", **fields).status_code == 404
    assert not Decision.objects.exists()


def test_who_only_looks_is_offered_nothing(office: Office, signed_in: Any) -> None:
    unit = opened(office)
    came(office, unit, *family("henri", "SCHWELL", "JC005", 1))
    office.accounts["auditor"].duties.update(from_at=NOW)
    page = page_of(signed_in("auditor"), unit)
    assert '<li class="unit-row' in page
    assert "data-scan-here" not in page and 'id="question"' not in page and 'name="cover"' not in page
    assert 'aria-disabled="true"' in page and "do-close" not in page


def test_closing_by_hand(office: Office, signed_in: Any) -> None:
    unit, client = opened(office), signed_in()
    came(office, unit, *family("henri", "SCHWELL", "JC006", 1))
    answer = send(client, f"/unit/{unit}/close/", reason="")
    assert answer.status_code == 422 and "no longer handled together" in answer.content.decode()
    answer = send(client, f"/unit/{unit}/close/", reason="Not one family after all.")
    assert answer.headers["Location"] == f"/?unit={unit}"


def test_the_banner_says_the_worst_of_the_unit_first(office: Office) -> None:
    unit = opened(office)
    assert worst(see(office, unit)).shape == "not_done"
    came(office, unit, *family(many=1, children=False))
    assert worst(see(office, unit)).shape == "unsure"
    answer_what_is_asked(office, unit)
    assert worst(see(office, unit)).shape == "passed"
    came(office, unit, passport("dorian"))
    assert worst(see(office, unit)).shape == "failed"
