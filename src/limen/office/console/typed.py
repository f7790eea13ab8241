"""What a request carries, turned into what an act takes: stamps, days, moments, numbers, the fields of each act.

Rules of the module: nothing is decided here. What cannot be read at all is refused with one message (`BadInput`);
whether it is right is the act's business.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from limen.office.actions.acting import BadInput, Stamp, stamp
from limen.office.actions.duty import PostInfo
from limen.vocabulary.evidence import N_
from limen.vocabulary.person import Officer


class DeskRequest(HttpRequest):
    """A request of an officer on duty (`middleware.on_duty` sees to it)."""

    officer: Officer
    at_post: PostInfo


class Misread(BadInput):
    """A field whose text is no date, time or number; `field` names it, so that the page can point at it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def new_key() -> str:
    """A key for one rendered form: sent twice, it acts once."""
    return str(uuid.uuid4())


def act_stamp(request: DeskRequest) -> Stamp:
    """The stamp of an act: the form's key, both clocks, the post's zone. Raises BadInput where the key is lost."""
    return stamp(
        request.POST.get("key", ""),
        timezone.now(),
        request.at_post.zone,
        client_clock(request.POST.get("client_at", "")),
    )


def part(whole: Stamp, name: str) -> Stamp:
    """The stamp of one of several acts that one form asks for: the same form sent again makes the same keys."""
    return Stamp(uuid.uuid5(whole.key, name), whole.at, whole.client_at, whole.zone)


def reading_stamp(request: DeskRequest) -> Stamp:
    """The stamp of a look at a record, which is journaled like an act and has no form behind it."""
    return stamp(new_key(), timezone.now(), request.at_post.zone)


def client_clock(text: str) -> datetime | None:
    """The browser's own time, or nothing where it sent none: a wrong clock must not stop an act."""
    try:
        moment = parse_datetime(text[:40])
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


# Not `calendar.month_name`, which follows the locale of the process.
_MONTHS = dict(
    zip(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), range(1, 13), strict=True)
)
_WORDED = re.compile(r"(\d{1,2})[ .\-]*([A-Za-z]{3})[A-Za-z]*[ .\-]*(\d{4})")
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def day(text: str, field: str) -> date:
    """A day written `22 Nov 2026` or `2026-11-22`; nothing that two readers could take for two days."""
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if (match := _WORDED.fullmatch(text)) and match[2].lower() in _MONTHS:
            return date(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    except ValueError:
        pass  # 31 Feb: falls through to the one message
    raise Misread(_("“%(text)s” is no day: write 22 Nov 2026 or 2026-11-22.") % {"text": text[:40]}, field)


def day_or_text(text: str) -> str:
    """A worded day as ISO 8601 writes it, and everything else as it was typed, for the act to read or refuse."""
    try:
        return day(text, "").isoformat()
    except Misread:
        return text


def moment(text: str, field: str, zone: str, now: datetime) -> datetime | None:
    """A local time of the post: `14:05` today, or a day and a time; empty text is None (now)."""
    text = text.strip()
    if not text:
        return None
    where = ZoneInfo(zone)
    before, _space, clock = text.replace("T", " ").rpartition(" ")
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", clock):
        raise Misread(_("“%(text)s” is no time: write 14:05, or 22 Nov 2026 14:05.") % {"text": text[:40]}, field)
    hour, minute = clock.split(":")
    on = day(before, field) if before else now.astimezone(where).date()
    return datetime.combine(on, time(int(hour), int(minute)), where)


def whole(text: str, field: str) -> int | None:
    """A whole number of at most six digits, None where nothing was typed."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise Misread(_("“%(text)s” is no whole number.") % {"text": text[:40]}, field)
    return int(text)


def fraction(text: str, field: str) -> float | None:
    """A number from 0 to 1, None where nothing was typed."""
    text = text.strip()
    if not text:
        return None
    if not re.fullmatch(r"0?\.[0-9]{1,6}|[01](\.0{1,6})?", text):
        raise Misread(_("“%(text)s” is no number from 0 to 1.") % {"text": text[:40]}, field)
    return float(text)


def words(text: str) -> str:
    """What was written, verbatim but for the line ends that browsers add."""
    return text.replace("\r\n", "\n").replace("\0", "").strip()  # no database keeps a NUL the same way


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act's form. `kind` is text (several lines), day, hours, grounds, cause, officer or
    revision (hidden).

    `need` is the entry of `ActKey.needs` that makes it required and shown; "" shows it always.
    """

    name: str
    kind: str
    label: str = ""
    hint: str = ""
    need: str = ""
    required: bool = False


_REASON = Field(
    "reason", "text", N_("Reason"), N_("What in this case leads you to it; the record keeps it."), required=True
)
_SEEN = Field("seen", "revision")
_LANGUAGE = Field(
    "language", "language", N_("Language the person understands"), N_("What is handed over is made in it.")
)
_OWN = N_("Your own reasons")
_WHY = Field("own_reasons", "text", _OWN, N_("Facts of this person, as the person will read them."), required=True)
_UNTIL = Field("until", "day", N_("Until"), N_("A day, for example 22 Nov 2026."), required=True)
_DEPARTS = Field("own_reasons", "text", _OWN, N_("Say why you depart from what the law proposes."), "own_reasons", True)

# One row per act: the fields its form sends and its function takes by the same names.
ACT_FIELDS: Mapping[str, tuple[Field, ...]] = {
    "admit": (_DEPARTS, _SEEN),
    "depart": (_DEPARTS, _SEEN),
    "refuse": (
        Field("grounds", "grounds", N_("Grounds")),
        Field("own_reasons", "text", _OWN, N_("Facts of this person, as the person will read them."), required=True),
        _LANGUAGE,
        _SEEN,
    ),
    "withdraw": (
        Field(
            "own_reasons", "text", _OWN,
            N_("What the person asked for, in their words, and how you know that nobody pressed them."), required=True,
        ),
        _LANGUAGE,
        _SEEN,
    ),
    "parole": (_UNTIL, _WHY, _LANGUAGE, _SEEN),
    "defer": (
        _UNTIL,
        Field("reason", "text", N_("Reason"), N_("What is missing, and where the person comes back with it."),
              required=True),
        _LANGUAGE,
    ),
    "refer_hearing": (Field("grounds", "grounds", N_("Grounds")), _WHY, _LANGUAGE, _SEEN),
    "report": (Field("grounds", "grounds", N_("Grounds")), _WHY, _LANGUAGE, _SEEN),
    "issue_order": (
        Field("reason", "text", N_("Reason"), N_("Which order, and why it and no other."), required=True),
        _SEEN,
    ),
    "agree_hearing": (_REASON, _SEEN),
    "take_no_step": (_REASON, _SEEN),
    "detain": (
        Field("reason", "text", N_("Reason"), N_("Why nothing less than detention will do."), required=True),
        _LANGUAGE,
    ),
    "continue_detention": (
        Field("review", "text", N_("Review"), N_("What has changed, and why nothing less will do."), required=True),
    ),
    "release": (Field("review", "text", N_("Review"), N_("What was found; it ends the detention."), required=True),),
    "note_overstay": (_REASON,),
    "countersign": (Field("reason", "text", N_("Remark, if any")), _SEEN),
    "return_refusal": (
        Field("reason", "text", N_("Reason"), N_("What is missing; the first officer reads it."), required=True),
    ),
    "hold": (
        Field("reason", "text", N_("Reason"), N_("Why the decision cannot be taken now."), required=True),
        Field("hours", "hours", N_("Hours, at most"), N_("Empty for the longest the law of the post allows.")),
        _LANGUAGE,
    ),
    "review_hold": (Field("review", "text", N_("Review"), N_("What was found; it ends the hold."), required=True),),
    "refer_secondary": (Field("cause", "cause", N_("Cause"), required=True), _REASON, _LANGUAGE),
    "take": (),
    "return_to_primary": (
        Field("result", "text", N_("Result"), N_("What was found; the first officer reads it."), required=True),
    ),
    "hand_over": (
        Field("to", "officer", N_("To"), N_("Number or sign-in name of a secondary officer here."), required=True),
        Field("note", "text", N_("Note"), N_("What was done and what is still to be done."), required=True),
    ),
    "refer_protection": (
        Field(
            "words", "text", N_("The person’s words"),
            N_("Verbatim, in the language they were spoken. No proof is asked for."), required=True,
        ),
        Field("reason", "text", N_("What else you saw or heard"), N_("May stay empty.")),
        _LANGUAGE,
    ),
    "refer_child_protection": (_REASON,),
    "abandon": (_REASON,),
}  # fmt: skip


def act_arguments(act: str, sent: QueryDict) -> dict[str, Any]:
    """The keyword arguments of an act's function, from the form that was sent. Raises BadInput."""
    arguments: dict[str, Any] = {}
    for field in ACT_FIELDS[act]:
        text = sent.get(field.name, "")
        if field.kind == "text":
            arguments[field.name] = words(text)
        elif field.kind in ("cause", "officer"):
            arguments[field.name] = text.strip()
        elif field.kind == "language":
            arguments[field.name] = text.strip() or "en"
        elif field.kind == "day":
            arguments[field.name] = day(text, field.name) if text.strip() else None
        elif field.kind == "grounds":
            arguments[field.name] = cast(list[str], sent.getlist(field.name))
        else:
            arguments[field.name] = whole(text, field.name)
    if "seen" in arguments and arguments["seen"] is None:
        raise BadInput(_("The form has lost what it was looking at: reload the page."))
    return arguments
