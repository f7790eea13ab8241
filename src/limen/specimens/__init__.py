"""Fictional people, their papers and pages, lists, stories and a working day: for demo, training, tests, benchmarks.

Rules of the room: nobody here exists. Every family name says *threshold*, *door* or *bridge* in some language, so that
nobody can take one for a real person's; nationality codes are real ones, and UTO, the specimen State that is in no
list. Everything is made in code from a date, so that the same date gives the same specimens.

>>> from datetime import date
>>> from limen.documents import read_mrz
>>> lines = passport(of=AMARA, on=date(2026, 11, 22)).mrz
>>> read_mrz(lines, on=date(2026, 11, 22)).accepted
True
"""

from limen.specimens.day import LATEST, Step, working_day
from limen.specimens.library import library
from limen.specimens.lists import (
    ALERTS,
    COMPARTMENT,
    CONCERN,
    COURT_STOPS,
    LOST_STOLEN,
    QUIET,
    SPECIMEN_LISTS,
    SpecimenList,
    list_csv,
)
from limen.specimens.officers import OFFICERS, POST, SpecimenOfficer, SpecimenPost, officer
from limen.specimens.papers import (
    child_born,
    forged,
    identity_card,
    mrz_text,
    passport,
    truncated,
    unknown_birth,
    visa,
)
from limen.specimens.people import AMARA, PEOPLE, Traveller, traveller
from limen.specimens.pictures import picture, printed_fields
from limen.specimens.portraits import portrait
from limen.specimens.stories import Paper, Story, page_of, steps_before, stories, story

__all__ = [
    "ALERTS",
    "AMARA",
    "COMPARTMENT",
    "CONCERN",
    "COURT_STOPS",
    "LATEST",
    "LOST_STOLEN",
    "OFFICERS",
    "PEOPLE",
    "POST",
    "QUIET",
    "SPECIMEN_LISTS",
    "Paper",
    "SpecimenList",
    "SpecimenOfficer",
    "SpecimenPost",
    "Step",
    "Story",
    "Traveller",
    "child_born",
    "forged",
    "identity_card",
    "library",
    "list_csv",
    "mrz_text",
    "officer",
    "page_of",
    "passport",
    "picture",
    "portrait",
    "printed_fields",
    "steps_before",
    "stories",
    "story",
    "traveller",
    "truncated",
    "unknown_birth",
    "visa",
    "working_day",
]
