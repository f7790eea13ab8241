"""Law that is no post's: nobody is admitted by it, practice and exams show it, the public page does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import limen
from limen import policy
from limen.office.actions import duty, law, lawview, practising, publishing, viewing
from limen.office.actions.errors import BadInput, NotFound
from limen.office.records import store
from limen.office.records.models import PackRelease, Post, PracticeRun
from limen.policy import Pack
from limen.policy.pack import canonical
from tests.office.conftest import TODAY, Office

pytestmark = pytest.mark.django_db
AROUND = policy.load_pack("cross_cutting")


def post_of(office: Office, pack: str, code: str = "HALL-B") -> Post:
    return duty.make_post(
        office.stamp(), code=code, title="Hall B", authority_name="Specimen Border Authority", country="LU",
        zone="Europe/Luxembourg", pack=pack, register_from=TODAY,
    )  # fmt: skip


def changed(**head: str) -> bytes:
    """The pack with something else at its head."""
    files = {**AROUND.documents, "pack.yaml": {**AROUND.documents["pack.yaml"], **head}}
    return Pack.from_bytes(canonical({"format": 1, "files": files})).to_bytes()


@pytest.mark.parametrize("released", [False, True])
def test_no_post_can_be_set_to_it(office: Office, released: bool) -> None:
    if released:
        office.release(AROUND.to_bytes(), pack="cross_cutting")
    with pytest.raises(BadInput, match=r"^No post can go by cross_cutting: it has no route of entry\. Name the law"):
        post_of(office, "cross_cutting")
    assert not Post.objects.filter(code="HALL-B").exists()
    assert post_of(office, "schengen").pack == "schengen"


def test_it_is_not_released_to_a_post_that_already_bears_its_name(office: Office) -> None:
    post_of(office, "of_tomorrow")
    with pytest.raises(BadInput, match=r"no route of entry, and these posts go by a pack of this name: HALL-B\."):
        office.release(changed(id="of_tomorrow"), pack="of_tomorrow")
    assert not PackRelease.objects.filter(pack="of_tomorrow").exists()
    office.release(AROUND.to_bytes(), pack="cross_cutting")
    assert law.release_of(office.post, TODAY).pack == "schengen"


def test_every_other_pack_that_is_shipped_has_an_entry() -> None:
    folder = Path(limen.__file__).parent / "policies"
    with_entry = {path.parents[1].name for path in folder.glob(f"*/routes/{law.OF_A_POST}.yaml")}
    assert with_entry == set(policy.shipped_packs()) - {"cross_cutting"}
    assert law.is_for_posts(policy.load_pack("schengen")) and not law.is_for_posts(AROUND)


@pytest.mark.parametrize("route", AROUND.routes)
def test_released_it_is_practised(office: Office, route: str) -> None:
    trainee, name = office.officers["trainee"], f"cross_cutting/{route}"
    with pytest.raises(NotFound):
        practising.begin_practice(trainee, office.stamp(), route=name)
    office.release(AROUND.to_bytes(), pack="cross_cutting")
    assert name in {one.name for one in practising.desk(trainee, office.stamp()).routes}
    run = PracticeRun.objects.get(id=practising.begin_practice(trainee, office.stamp(), route=name).result)
    scenario = run.scenario
    for fact in scenario["questions"]:
        practising.ask_in_practice(trainee, office.stamp(), run=run.id, fact=fact)
        if fact in scenario["own_findings"]:
            value = str(scenario["findings"][fact]["value"]).lower()
            practising.find_in_practice(trainee, office.stamp(), run=run.id, fact=fact, value=value)
    grounds = [one["id"] for one in scenario["grounds"]]
    practising.decide_practice(trainee, office.stamp(), run=run.id, outcome=scenario["outcome"], grounds=grounds)
    view = practising.run(trainee, office.stamp(), run.id)
    assert view.marked is not None and view.marked.marks.is_faultless


def test_the_public_page_publishes_none_of_it(office: Office, settings: Any) -> None:
    settings.LIMEN_DEMO = False
    office.release(AROUND.to_bytes(), pack="cross_cutting")
    assert {route.pack.id for route in publishing.published(TODAY)} == {"schengen"}
    for route in AROUND.routes:
        with pytest.raises(NotFound):
            publishing.route_of("cross_cutting", route, TODAY)


def test_the_page_of_the_law_shows_it_in_force_at_no_post_until_another_follows(office: Office) -> None:
    officer = office.officers["policy_officer"]
    office.release(AROUND.to_bytes(), pack="cross_cutting")
    (here, around) = lawview.board(officer, office.stamp()).posts
    assert here.code == "HALL-A" and (around.code, around.pack) == ("", "cross_cutting")
    assert around.release is not None and around.release.stands == "in_force"
    office.release(changed(title="Another title"), pack="cross_cutting")
    first = lawview.release(officer, office.stamp(), around.release.id)
    assert first.row.stands == "replaced" and first.posts == ()
    (_, around) = lawview.board(officer, office.stamp()).posts
    assert around.release is not None and around.release.title == "Another title"


def test_the_law_of_a_post_without_an_exit_is_shown(office: Office) -> None:
    """Of the packs that are shipped only one speaks of leaving."""
    gone = {"routes/exit.yaml", "examples/exit.yaml"}
    base = policy.load_pack("schengen").documents
    files = {path: page for path, page in base.items() if path not in gone}
    entry_alone = Pack.from_bytes(canonical({"format": 1, "files": files})).to_bytes()
    digest = store.keep(entry_alone, "application/json", office.now)
    PackRelease.objects.filter(pack="schengen").update(digest=digest)
    view = viewing.law(office.officers["chief"], office.stamp().at)
    assert view.entry and view.exit == ()
