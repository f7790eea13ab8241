"""Views built for the tests: one traveller of whom everything is in order, changed where a test needs it otherwise."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from limen.office.actions.views import (
    ActKey,
    AdviceView,
    AskView,
    CaseView,
    Check,
    DecisionView,
    HitView,
    HoldView,
    Said,
    StayView,
)
from limen.vocabulary.person import Officer, Role

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
PRIMARY = Officer("01a", "Amina Kynnys", "LIMEN-A", frozenset({Role.PRIMARY}))
CHIEF = Officer("01c", "Clara Soglia", "LIMEN-A", frozenset({Role.CHIEF}))
AUDITOR = Officer("01d", "Aude Duseuil", "LIMEN-A", frozenset({Role.AUDITOR}))
ID = uuid.UUID(int=7)

STAY = StayView(
    days_used=12, days_left=78, last_day=date(2027, 2, 7), earliest_next_entry=None, visa_end=None, stated_exit=None,
    leave_by=date(2027, 2, 7), cite="sbc Art 6(1)", first=date(2026, 5, 27), strip="." * 100 + "p" * 12 + "." * 68,
    not_known="",
)  # fmt: skip
DOCUMENT = (
    ("document_code", "P", "1:1-2"),
    ("issuer", "UTO", "1:3-5"),
    ("surname", "ERIKSSON", "1:6-44"),
    ("given", "ANNA MARIA", "1:6-44"),
    ("number", "L898902C3", "2:1-9"),
    ("birth", "1974-08-12", "2:14-19"),
    ("sex", "F", "2:21-21"),
    ("expiry", "2031-04-15", "2:22-27"),
    ("optional", "None", "2:29-42"),
)
MRZ = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")


def act(name: str, **changes: Any) -> ActKey:
    """An act that may be taken at once."""
    key = ActKey(name, name.capitalize(), True, "", False, "", (), False)
    return replace(key, **changes)


def check(code: str, outcome: str = "passed") -> Check:
    """A check with its code for a title."""
    return Check(code, outcome, code, f"{code} {outcome}", "Doc 9303-3 4.9", "line 2")


def advice(**changes: Any) -> AdviceView:
    """Advice to admit, decided."""
    plain = AdviceView("admit", "Admit", "favourable", True, (), (), (), (), (), "sha256:0", "A law", False)
    return replace(plain, **changes)


def ask(**changes: Any) -> AskView:
    """A question to answer with yes or no."""
    keys = (("1", "Yes", "true"), ("2", "No", "false"))
    return replace(
        AskView("visa_held", "Is there a visa?", "Art 3", "bool", ("refuse.C",), ("Has no visa",), False, keys, False),
        **changes,
    )


def hit(**changes: Any) -> HitView:
    """An open hit on a fictional list."""
    plain = HitView(
        ID, "Specimen alerts", "alert", "Refer.", "Anna Erikson", (("born", "1974-08-21"), ("sex", "F")), 0.81,
        "strong", (), "open", "to be resolved", True, "", "", None,
    )  # fmt: skip
    return replace(plain, **changes)


def said(**changes: Any) -> Said:
    """An answer that stands."""
    return replace(Said(ID, "visa_held", "Is there a visa?", "no", "known", "Amina Kynnys", NOW, False), **changes)


def hold(**changes: Any) -> HoldView:
    """A hold that runs."""
    return replace(HoldView(NOW, NOW, "The examiner comes at 18:00.", False), **changes)


def decision(**changes: Any) -> DecisionView:
    """A refusal that waits for its second signature."""
    plain = DecisionView(
        ID, "refuse", "refuse", "refuse", (), "Shows no visa.", "Amina Kynnys", NOW, "awaiting", "", None, "", None
    )
    return replace(plain, **changes)


def case(**changes: Any) -> CaseView:
    """An open case of whom nothing must be asked."""
    plain = CaseView(
        id=ID, revision=3, state="open", state_words="At the desk", closed=False, direction="entry", post="Hall A",
        zone="Europe/Luxembourg", holder="Amina Kynnys", opened_at=NOW, name="ANNA MARIA ERIKSSON", document=DOCUMENT,
        mrz=MRZ, doubtful=frozenset(), repairs=(), checks=(check("mrz.number"), check("list")), worst="", hits=(),
        proposals=(), visits=(), stay=STAY, discrepancies=(), advice=advice(), acts=(act("admit"),), said=(),
        decision=None, notices=(), hold=None, referrals=(), timeline=(), person=None,
        unit=None, restrained_at=None, relaxed="",
    )  # fmt: skip
    return replace(plain, **changes)
