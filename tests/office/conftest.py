"""An office to act in: a post, its officers, lists and law, made through the real acts; the clock is a counter."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from limen import policy, specimens
from limen.office.actions import assessing, checkpointing, duty, law, lawmaking, listing, releasing
from limen.office.actions.acting import Done
from limen.office.actions.listterms import ListTerms
from limen.office.records import store
from limen.office.records.journal import Stamp
from limen.office.records.models import Account, Case, Post
from limen.vocabulary.person import Officer, Role, TravelDocument

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# What a clean visitor is asked and answers; facts the law does not ask for are simply not needed.
USUAL = {
    "planned_exit": "2026-11-29",
    "document_issued": "2020-01-15",
    "document_biometric": "true",
    "accompanied_by_responsible_adult": "true",
    "thorough_check": "nothing_open",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys, indexes and checkpoints in a folder of the test's own."""
    settings.LIMEN_HOME = tmp_path
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # only here: argon2 is slow on purpose
    checkpointing.forget()
    listing.forget()
    yield tmp_path
    checkpointing.forget()
    listing.forget()


@dataclass
class Office:
    """A post at work: officers by role, a clock that ticks a second an act."""

    post: Post
    officers: dict[str, Officer] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    now: datetime = NOW

    def stamp(self, key: uuid.UUID | None = None) -> Stamp:
        self.now += timedelta(seconds=1)
        return Stamp(key or uuid.uuid4(), self.now, self.now, "Europe/Luxembourg")

    def arrive(self, document: TravelDocument | str, direction: str = "entry", by: str = "primary") -> Case:
        text = document if isinstance(document, str) else "\n".join(document.mrz)
        done = assessing.arrive(self.officers[by], self.stamp(), direction=direction, text=text, source="wedge")
        return self.case(done.case)

    def answer(self, case: Case, fact: str, value: str, by: str = "primary", **more: Any) -> Case:
        assessing.answer(self.officers[by], case.id, self.stamp(), fact=fact, value=value, **more)
        return self.case(case.id)

    def answer_all(self, case: Case, by: str = "primary", **answers: str) -> Case:
        """Answer what the law asks, and nothing else, until it asks no more."""
        known = {**USUAL, **answers}
        for _ in range(12):
            asks = self.advice(case)["ask"]
            if self.advice(case)["decided"]:
                return case
            fact = next((ask["fact"] for ask in asks if ask["fact"] in known), None)
            if fact is None:
                raise AssertionError(f"nobody knows an answer to {[ask['fact'] for ask in asks]}")
            case = self.answer(case, fact, known[fact], by)
        raise AssertionError("the law never stops asking")

    def case(self, case_id: Any) -> Case:
        return Case.objects.select_related("post", "document").get(id=case_id)

    def advice(self, case: Case) -> dict[str, Any]:
        assessment = store.assessment_of(case)
        assert assessment is not None
        return dict(assessment.advice)

    def release(self, data: bytes, commences: date | None = None, *, pack: str = "schengen", **more: Any) -> Done:
        """Law released by two officers; from today on, unless a day to come is named."""
        on = commences or law.day_at(self.post, self.now)
        first, second = self.officers["policy_officer"], self.officers["second_policy_officer"]
        said = {"summary": "What changes.", **more}
        done = lawmaking.propose_release(first, self.stamp(), pack=pack, data=data, commences=on, **said)
        return lawmaking.release_law(second, self.stamp(), release=uuid.UUID(done.result))

    def import_csv(self, list_id: str, data: bytes, **more: Any) -> None:
        by, terms = self.officers["list_officer"], ListTerms(**more)
        releasing.import_list(by, self.stamp(), list_id, releasing.Files(data), terms)


# Pages read the clock, and the lists are of the test's own day: how old they may be is `test_ageing`'s to say.
NEVER_OLD = {"list_old_hours": "99999", "list_block_hours": "99999"}
ALERTS = b"id,name,alias,born,sex,nationality,document,list\nA-1,Dorian Vestibule,Dorjan Vestibul,1976-05-09,M,UTO,,\n"
NOBODY = b"id,name,alias,born,sex,nationality,document,list\nN-1,Zyxwv Qponm,,1911-01-01,M,UTO,,\n"


MORE = (
    ("both", "Both Hats", [Role.SECONDARY, Role.CHIEF]),
    ("second_policy_officer", "Second Policy Officer", [Role.POLICY_OFFICER]),
)


def make_office(stamp: Stamp) -> Office:
    """The post and everybody at it; alerts, court orders and lost documents in service, the shipped law released."""
    post = duty.make_post(
        stamp, code="HALL-A", title="Hall A", authority_name="Specimen Border Authority", country="LU",
        zone="Europe/Luxembourg", pack="schengen", register_from=TODAY - timedelta(days=400),
        particulars=NEVER_OLD,
    )  # fmt: skip
    office = Office(post, now=stamp.at)
    for role in Role:
        account = duty.make_account(
            office.stamp(), username=role.value, full_name=f"{role.value.title()} Officer", number=f"N-{role.value}",
            password="specimen-password", demo=True,
        )  # fmt: skip
        duty.give_duties(office.stamp(), account=account, post=post, roles=[role])
        officer = duty.officer_for(account, "HALL-A", office.now)
        assert officer is not None
        office.officers[role.value], office.accounts[role.value] = officer, account
    for key, name, roles in MORE:
        account = duty.make_account(
            office.stamp(), username=key, full_name=name, number=f"N-{key}", password="specimen-password", demo=True
        )
        duty.give_duties(office.stamp(), account=account, post=post, roles=roles)
        more = duty.officer_for(account, "HALL-A", office.now)
        assert more is not None
        office.officers[key], office.accounts[key] = more, account
    began, office.now = office.now, office.now - timedelta(days=400)  # pages read the clock, which may run behind
    office.release(policy.load_pack("schengen").to_bytes())
    office.now = began
    office.import_csv("alerts", ALERTS)
    office.import_csv("court-stops", NOBODY)
    office.import_csv("un", NOBODY, title="Specimen persons of concern", kind="concern")
    return office


@pytest.fixture
def office(db: None) -> Office:
    """A post at work."""
    return make_office(Stamp(uuid.uuid4(), NOW, NOW, "Europe/Luxembourg"))


def passport(key: str = "amara", **changes: Any) -> TravelDocument:
    """A specimen's passport as of the test's day."""
    return specimens.passport(of=specimens.traveller(key), on=TODAY, **changes)
