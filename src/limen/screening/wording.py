"""The English of this room's codes: one template each, marked for translation, filled by whoever shows it."""

from __future__ import annotations

from limen.vocabulary.dates import PartialDate, spoken_day
from limen.vocabulary.evidence import N_

WORDS: dict[str, str] = {
    "screening.list.passed": N_("On no entry of the lists in use ({entries} searched)"),
    "screening.list.unsure": N_(
        "May be {listed}, entry {entry} of list {list} ({strength}, {score}); an officer must say"
    ),
    "screening.list.not_done": N_("Not screened: {because}"),
    "name.identical": N_("“{theirs}” is on the list as it stands"),
    "name.consonants": N_("“{theirs}” and “{listed}” have the same consonants"),
    "name.spelling": N_("“{theirs}” and “{listed}” differ by one letter"),
    "name.near": N_("“{theirs}” and “{listed}” have nearly the same consonants"),
    "name.nickname": N_("“{theirs}” and “{listed}” are forms of one name"),
    "name.custom": N_("“{theirs}” and “{listed}” are spellings that custom gives one name"),
    "name.joined": N_("“{theirs}” and “{listed}” are the same once written together"),
    "name.initial": N_("“{theirs}” and “{listed}” begin alike; one is an initial"),
    "name.truncated": N_("“{theirs}” was cut by the document and “{listed}” begins so"),
    "name.missing": N_("“{word}” is not in the listed name"),
    "name.extra": N_("The listed name has “{word}” as well"),
    "name.few_words": N_("The words that agree are common or few"),
    "born.equal": N_("Born the same day ({theirs_words})"),
    "born.year": N_("Birth dates agree as far as they are known ({theirs_words}; list {listed_words})"),
    "born.transposed": N_("Birth dates agree with day and month exchanged ({theirs_words}; list {listed_words})"),
    "born.digit": N_("Birth dates differ by one digit ({theirs_words}; list {listed_words})"),
    "born.approximate": N_("Born near the list's approximate date ({theirs_words}; list {listed_words})"),
    "born.range": N_("Born within the list's range ({theirs_words}; list {listed_words})"),
    "born.near": N_("Birth dates are near but differ ({theirs_words}; list {listed_words})"),
    "born.differs": N_("Birth dates differ ({theirs_words}; list {listed_words})"),
    "sex.equal": N_("The same sex ({theirs})"),
    "sex.differs": N_("Another sex ({theirs}; list {listed})"),
    "nationality.equal": N_("A nationality in common ({theirs}; list {listed})"),
    "nationality.differs": N_("No nationality in common ({theirs}; list {listed})"),
    "document.equal": N_("The same document number and issuer ({number})"),
    "document.number": N_("The same document number, an issuer unknown ({number}; list {listed})"),
    "document.confusable": N_("Document numbers alike but for letters read for digits ({number}; list {listed})"),
    "document.overflow": N_("Document numbers alike as far as an MRZ prints them ({number}; list {listed})"),
    "document.other_kind": N_("Another kind of document ({theirs}; list {listed})"),
    "document.other_issuer": N_("The same document number of another issuer ({number}; list {listed})"),
}


def date_words(text: str) -> str:
    """An EDTF date or range as people read it: 24 Dec 1991, about 1963, 1962 to 1964 (DESIGN 6a)."""
    return " to ".join(_one_date(part) for part in text.split("/"))


def _one_date(text: str) -> str:
    day = PartialDate.parse(text)
    return f"about {spoken_day(day)}" if day.circa else spoken_day(day)
