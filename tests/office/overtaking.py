"""Acts that are overtaken: between working out and writing another officer acts, through a connection of their own.

`cross` run as a program, with LIMEN_HOME and LIMEN_DATABASE set, prints for each act what it wrote and whether that is
what is worked out with nothing foreseen. Where an act is overtaken is laid here, from outside.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connections

from limen import policy
from limen.office.actions import assessing, deciding, lawmaking, relaxing, releasing
from limen.office.actions.acting import ActError, Ahead, CaseAct
from limen.office.records.journal import Stamp
from limen.office.records.models import Assessment, Case, Decision, Hit, Movement
from limen.policy import Pack
from limen.policy.pack import canonical
from limen.vocabulary.person import Officer
from tests.office.conftest import ALERTS, NOW, passport
from tests.office.crashing import prepare

REASON = "The hall is full and the queue stands in the rain outside."


class Clock:
    """Stamps, a second apart."""

    now = NOW + timedelta(minutes=1)

    def stamp(self) -> Stamp:
        self.now += timedelta(seconds=1)
        return Stamp(uuid.uuid4(), self.now, None, "Europe/Luxembourg")


@contextmanager
def overtaken(other: Callable[[], object] | None) -> Iterator[None]:
    """The next act on a case: what it foresees is followed by `other`, in a thread; None foresees nothing at all."""
    frame: Any = CaseAct
    foresee, waiting = frame.foresee, [other] if other else []

    def act(does: Callable[[], object]) -> None:
        try:
            does()
        finally:
            connections.close_all()

    def wrapped(self: CaseAct[Any], *args: Any, **kwargs: Any) -> Any:
        if other is None:
            return Ahead()
        ahead = foresee(self, *args, **kwargs)
        if waiting:
            thread = threading.Thread(target=act, args=(waiting.pop(),))
            thread.start()
            thread.join()
        return ahead

    frame.foresee = wrapped
    try:
        yield
    finally:
        frame.foresee = foresee


class Crossing:
    """One office, several travellers; each act of theirs is overtaken by another."""

    def __init__(self, officers: dict[str, Officer]) -> None:
        self.officers, self.clock = officers, Clock()
        self.told: dict[str, Any] = {}

    def arrive(self, number: str, by: str = "primary", key: str = "amara", surname: str = "") -> Case:
        changes = {"surname": surname} if surname else {}
        text = "\n".join(passport(key, number=number, **changes).mrz)
        done = assessing.arrive(self.officers[by], self.clock.stamp(), direction="entry", text=text)
        return Case.objects.get(id=str(done.case))

    def answer(self, case: Case, fact: str, value: str) -> None:
        assessing.answer(self.officers["primary"], case.id, self.clock.stamp(), fact=fact, value=value)

    def admit(self, case: Case, by: str, reasons: str = "") -> None:
        deciding.admit(self.officers[by], case.id, self.clock.stamp(), seen=case.revision, own_reasons=reasons)

    def check(self, name: str, case: Case, **said: Any) -> Assessment:
        """Note whether the newest assessment of a case is what is made of it now with nothing foreseen."""
        written = case.assessments.order_by("-revision")[0]
        with overtaken(None):
            assessing.refresh(self.officers["primary"], case.id, self.clock.stamp())
        anew = case.assessments.order_by("-revision")[0]
        same = {
            column: getattr(written, column) == getattr(anew, column)
            for column in ("inputs", "findings", "facts", "discrepancies", "advice")
        }
        self.told[name] = {"same": all(same.values()) or same, **said}
        return written

    def by_an_answer(self) -> None:
        case = self.arrive("A0000001")
        with overtaken(lambda: self.answer(case, "planned_exit", "2026-11-29")):
            self.answer(case, "visa_held", "true")
        facts = case.assessments.order_by("-revision")[0].facts
        self.check("answer", case, both=facts["visa_held"]["value"] is True and "planned_exit" in facts,
                   revision=Case.objects.get(id=case.id).revision)  # fmt: skip

    def by_the_same_answer(self) -> None:
        case = self.arrive("A0000002")
        told = ""
        try:
            with overtaken(lambda: self.answer(case, "visa_held", "false")):
                self.answer(case, "visa_held", "true")
        except ActError as error:
            told = str(error)
        written = self.check("same answer", case, told=told, answers=case.answers.count())
        self.told["same answer"]["value"] = written.facts["visa_held"]["value"]

    def by_a_list(self) -> None:
        case = self.arrive("A0000003", surname="QUILLON")
        row = b"Q-1,Amara Quillon,,,F,,A0000003,\n"

        def add() -> None:
            by = self.officers["list_officer"]
            releasing.import_list(by, self.clock.stamp(), "alerts", releasing.Files(ALERTS + row))

        with overtaken(add):
            self.answer(case, "visa_held", "true")
        hits = list(Hit.objects.filter(case=case, superseded=False).values_list("entry_id", "state"))
        self.check("list", case, hits=hits)

    def by_an_order(self) -> None:
        case, chief = self.arrive("A0000004"), self.officers["chief"]
        left_out = relaxing.may_leave_out(relaxing.route_of(case.post, "entry", NOW.date()))

        def order() -> None:
            relaxing.relax_checks(chief, self.clock.stamp(), direction="entry", left_out=left_out, reason=REASON)

        with overtaken(order):
            self.answer(case, "visa_held", "true")
        written = self.check("order", case)
        self.told["order"]["relaxed"] = "relaxed" in {row["code"] for row in written.findings}
        with overtaken(lambda: relaxing.restore_checks(chief, self.clock.stamp(), reason="The queue is gone.")):
            assessing.refresh(self.officers["primary"], case.id, self.clock.stamp())
        written = self.check("order ended", case)
        self.told["order ended"]["relaxed"] = "relaxed" in {row["code"] for row in written.findings}

    def by_a_movement(self) -> None:
        """The same passport at two desks: one admits while the other takes an answer; no revision tells of that."""
        case, twin = self.arrive("A0000005", key="henri"), self.arrive("A0000005", by="secondary", key="henri")
        with overtaken(lambda: self.admit(twin, "secondary")):
            assessing.refresh(self.officers["primary"], case.id, self.clock.stamp())
        written = self.check("movement", case, moved=Movement.objects.filter(case=twin).count())
        found = {row["code"]: row["params"] for row in written.findings}
        self.told["movement"]["movements"] = found["register"]["movements"]

    def by_a_decision(self) -> None:
        case = self.arrive("A0000006", key="henri")
        told = ""
        try:
            with overtaken(lambda: self.admit(case, "secondary")):
                self.admit(case, "primary")
        except ActError as error:
            told = str(error)
        self.told["decision"] = {"told": told, "decisions": Decision.objects.filter(case=case).count(),
                                 "movements": Movement.objects.filter(case=case).count()}  # fmt: skip

    def by_a_law(self) -> None:
        case, was = self.arrive("A0000007"), policy.load_pack("schengen")
        files: dict[str, Any] = json.loads(was.to_bytes())["files"]
        for direction in ("entry", "exit"):
            del files[f"routes/{direction}.yaml"]["relaxation"]
        data = Pack.from_bytes(canonical({"format": 1, "files": files})).to_bytes()

        by, second = self.officers["policy_officer"], self.officers["second_policy_officer"]
        waits = lawmaking.propose_release(
            by, self.clock.stamp(), pack="schengen", data=data, commences=self.clock.now.date(), summary="Without it."
        )
        release = uuid.UUID(waits.result)
        with overtaken(lambda: lawmaking.release_law(second, self.clock.stamp(), release=release)):
            self.answer(case, "visa_held", "true")
        written = self.check("law", case)
        self.told["law"]["changed"] = written.inputs["pack"] != case.assessments.order_by("revision")[0].inputs["pack"]


def cross() -> None:
    """Let each act be overtaken; print what came of it."""
    crossing = Crossing(prepare())
    crossing.by_an_answer()
    crossing.by_the_same_answer()
    crossing.by_a_list()
    crossing.by_an_order()
    crossing.by_a_movement()
    crossing.by_a_decision()
    crossing.by_a_law()
    print(json.dumps(crossing.told))
