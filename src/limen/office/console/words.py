"""What the console calls things: checks, printed fields, lines of a list entry; and how it says values and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from limen import policy
from limen.office.actions.errors import Words
from limen.office.actions.views import Check
from limen.vocabulary import countries
from limen.vocabulary.countries import Country
from limen.vocabulary.dates import DateError, PartialDate
from limen.vocabulary.evidence import N_

# A check by its code, in the two or three words that fit a column; its reason says the rest.
CHECKS: Mapping[str, str] = {
    "mrz.structure": N_("Layout of the MRZ"),
    "mrz.characters": N_("Characters"),
    "mrz.document_code": N_("Document code"),
    "mrz.issuer": N_("Issuing State"),
    "mrz.nationality": N_("Nationality code"),
    "mrz.number": N_("Document number"),
    "mrz.check_digit.number": N_("Check digit: number"),
    "mrz.check_digit.birth": N_("Check digit: birth"),
    "mrz.check_digit.expiry": N_("Check digit: expiry"),
    "mrz.check_digit.optional": N_("Check digit: personal no."),
    "mrz.check_digit.composite": N_("Check digit: whole MRZ"),
    "mrz.birth_date": N_("Date of birth"),
    "mrz.birth_century": N_("Century of birth"),
    "mrz.sex": N_("Sex"),
    "mrz.expiry_date": N_("Date of expiry"),
    "mrz.expiry_century": N_("Century of expiry"),
    "mrz.expiry": N_("In force"),
    "mrz.name": N_("Name"),
    "mrz.name_truncated": N_("Name is whole"),
}

FIELDS: Mapping[str, str] = {
    "document_code": N_("Type"),
    "issuer": N_("Issuing State"),
    "surname": N_("Surname"),
    "given": N_("Given names"),
    "name": N_("Name"),
    "number": N_("Document no."),
    "nationality": N_("Nationality"),
    "birth": N_("Date of birth"),
    "sex": N_("Sex"),
    "expiry": N_("Date of expiry"),
    "optional": N_("Personal no."),
    "optional_1": N_("Optional data"),
    "optional_2": N_("Optional data"),
    "number_check": N_("Check digit: number"),
    "birth_check": N_("Check digit: birth"),
    "expiry_check": N_("Check digit: expiry"),
    "optional_check": N_("Check digit: personal no."),
    "composite_check": N_("Check digit: whole MRZ"),
}

# What stands on the drawn page, in the order of Doc 9303-4 4.1.1; check digits stand in the MRZ.
DRAWN = ("surname", "given", "name", "number", "nationality", "birth", "sex", "expiry", "issuer")

# A line of a list entry: what it is called, and the printed field it is held against.
LISTED: Mapping[str, tuple[str, str]] = {
    "number": (N_("List entry"), ""),
    "entry": (N_("List entry"), ""),
    "names": (N_("Also as"), ""),
    "born": (N_("Born"), "birth"),
    "sex": (N_("Sex"), "sex"),
    "nationality": (N_("Nationality"), "nationality"),
    "documents": (N_("Document"), "number"),
    "reported": (N_("Reported"), ""),
    "note": (N_("Note"), ""),
}

# Words the record keeps as codes, as people read them; a code that is not here (one of a list or a pack) is shown
# with its underscores as spaces.
STORED: Mapping[str, str] = {
    "alert": N_("Alert"), "concern": N_("Concern"), "lost_stolen": N_("Lost and stolen"),
    "person_of_interest": N_("Person of interest"),
    "exact": N_("Exact"), "strong": N_("Strong"), "possible": N_("Possible"),
    "proposed": N_("Proposed"), "confirmed": N_("Confirmed"), "rejected": N_("Rejected"),
    "same_document": N_("Same document"),
    "effective": N_("Effective"), "awaiting": N_("Waiting for a second signature"), "returned": N_("Sent back"),
    "lapsed": N_("Lapsed"), "corrected": N_("Corrected"), "set_aside": N_("Set aside"),
    "admit": N_("Admit"), "refuse": N_("Refuse"), "depart": N_("Depart"), "countersign": N_("Countersign"),
    "withdraw": N_("Withdrawal"), "parole": N_("Let in for a time"), "report": N_("Report"),
    "refer_hearing": N_("Send to a hearing"),
    "may_admit": N_("May be admitted"), "may_refuse": N_("May be refused"),
    "depart_overstay": N_("Let depart, note the overstay"), "undetermined": N_("Not determined"),
    "refer_protection": N_("Refer to protection"), "refer_child_protection": N_("Refer to child protection"),
    "post": N_("Post"), "list": N_("List"), "register": N_("Register"), "officer": N_("Officer"),
    "answer": N_("Answer"), "page": N_("Page"), "chip": N_("Chip"), "seal": N_("Seal"), "relaxed": N_("Relaxed checks"),
    "secondary": N_("Secondary"), "protection": N_("Protection"), "child_protection": N_("Child protection"),
    "victim": N_("Help for victims"),
    "signed": N_("Signed"), "refused_to_sign": N_("Refused to sign"), "unable_to_sign": N_("Could not sign"),
    "added": N_("Added"), "changed": N_("Changed"), "removed": N_("Removed"), "renumbered": N_("Renumbered"),
    "same": N_("The same"), "names": N_("Names"), "born": N_("Birth"), "nationalities": N_("Nationalities"),
    "documents": N_("Documents"), "schema": N_("What it describes"), "places": N_("Addresses"), "note": N_("Note"),
    "scope": N_("Where and when"), "in_force": N_("In force"), "ended": N_("Ended"), "expired": N_("Expired"),
    "practice": N_("Practice"), "service": N_("Service"),
    "suspicion": N_("Suspicion"), "reasonable_grounds": N_("Reasonable grounds"),
    "balance": N_("Balance of probabilities"), "clear_and_convincing": N_("Clear and convincing"),
    "beyond_doubt": N_("Beyond doubt"), "mrz": N_("MRZ"),
    "unknown": N_("Unknown"), "refused": N_("Refused"), "disputed": N_("Disputed"),
    "not_applicable": N_("Not applicable"), "not_established": N_("Not established"),
    "primary": N_("Primary"), "chief": N_("Chief"), "list_officer": N_("List officer"),
    "policy_officer": N_("Policy officer"), "auditor": N_("Auditor"), "administrator": N_("Administrator"),
    "trainee": N_("Trainee"), "trainer": N_("Trainer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed field in words: its name in the reading, label, value, place in the MRZ."""

    name: str
    label: str
    value: str
    place: str


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - N_ for what is counted
    """Mark an English template and its plural for extraction; answers both unchanged, for `ngettext`."""
    return one, many


# What a row of a list describes, counted: the account of an import (`ListContent.rows_accounted`).
ROWS: Mapping[str, tuple[str, str]] = {
    "person": NN_("%(count)s person", "%(count)s persons"),
    "entity": NN_("%(count)s entity", "%(count)s entities"),
    "vessel": NN_("%(count)s vessel", "%(count)s vessels"),
    "aircraft": NN_("%(count)s aircraft", "%(count)s aircraft"),
    "document": NN_("%(count)s document", "%(count)s documents"),
    "alias": NN_("%(count)s alias", "%(count)s aliases"),
    "address": NN_("%(count)s address", "%(count)s addresses"),
    "skipped": NN_("%(count)s skipped, which no traveller can be", "%(count)s skipped, which no traveller can be"),
}


def rows_account(read: int, accounted: Iterable[tuple[str, int]], rejected: int) -> str:
    """Every row of an import in one line: 6 rows read: 6 persons, 0 rejected."""
    parts = []
    for name, count in accounted:
        one, many = ROWS.get(name, (f"%(count)s {stored(name).lower()}",) * 2)
        parts.append(ngettext(one, many, count) % {"count": grouped(count)})
    parts.append(_("%(count)s rejected") % {"count": grouped(rejected)})
    rows = ngettext("%(count)s row read", "%(count)s rows read", read) % {"count": grouped(read)}
    return f"{rows}: {', '.join(parts)}"


def told(text: str) -> str:
    """What an act says, in the officer's language: its template translated, then filled.

    A text without a template is looked up whole, and shown as it is where no catalogue knows it.
    """
    if not isinstance(text, Words):
        return _(text) if text else ""
    said = _(text.template)
    filled = {name: _filled(value) for name, value in text.params.items()}
    return said.format_map(filled) if filled else said


def language() -> str:
    """The language the officer reads, by its code."""
    return get_language() or "en"


def _filled(value: object) -> object:
    if isinstance(value, date | PartialDate):
        return partial_day(value.isoformat().removesuffix("~"))
    if isinstance(value, timedelta):
        return ngettext("%(count)d day", "%(count)d days", value.days) % {"count": value.days}
    if isinstance(value, Country):
        return policy.spoken_country(value.code, language())
    return told(value) if isinstance(value, Words) else value


def grouped(value: int) -> str:
    """19 321: digits grouped by a thin space."""
    return f"{value:,}".replace(",", "\u202f")


def stored(code: str) -> str:
    """A stored code as a sentence begins: `refused_to_sign` as Refused to sign."""
    return _(STORED[code]) if code in STORED else code.replace("_", " ").capitalize()


def check_title(check: Check) -> str:
    """The view's own title; where it has none but the code, the console's."""
    return _(CHECKS.get(check.code, check.title)) if check.title in ("", check.code) else told(check.title)


def printed(document: tuple[tuple[str, str, str], ...]) -> tuple[Printed, ...]:
    """The fields of a reading with their labels and values in words, in their order."""
    return tuple(Printed(name, field_label(name), field_value(name, value), place) for name, value, place in document)


def field_label(name: str) -> str:
    """What a field is called; a national one keeps its own name."""
    return _(FIELDS[name]) if name in FIELDS else name.replace("_", " ").capitalize()


def field_value(name: str, value: str) -> str:
    """A value as it is read aloud: dates in words, States by name, nothing where nothing is printed."""
    if value in ("", "None"):
        return ""
    if name in ("birth", "expiry"):
        return partial_day(value)
    if name in ("issuer", "nationality"):
        country = countries.find(value)
        return f"{value} · {policy.spoken_country(value, language())}" if country else value
    return value


def spoken_day(text: str) -> str:
    """A day, a partial day or an interval (EDTF `first/last`, `..` for an open end) as it is said."""
    first, slash, last = text.partition("/")
    if not slash:
        return partial_day(text)
    if first in ("", ".."):
        return _("until %(day)s") % {"day": partial_day(last)}
    if last in ("", ".."):
        return _("from %(day)s") % {"day": partial_day(first)}
    return f"{partial_day(first)} – {partial_day(last)}"


def partial_day(text: str) -> str:
    """1990-01-31 as 31 Jan 1990, 1990-01 as Jan 1990, 1990 as it is; anything else unchanged."""
    try:
        partial = PartialDate.parse(text)
    except DateError:
        return text
    known = date(partial.year, partial.month or 1, partial.day or 1)
    words = date_format(known, "j M Y" if partial.day else "M Y" if partial.month else "Y")
    return f"~ {words}" if partial.circa else words
