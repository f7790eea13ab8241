"""Is this person on a list, and how sure are we?

Rules of the room: lists are read as published, every row accounted for; a hit carries the very features that made its
score; the same input gives the same score; nothing is cut to a best few; no hit decides anything.

>>> from limen.vocabulary.dates import PartialDate
>>> from limen.vocabulary.person import Person
>>> lists = read_list("", b"id,name,born\\n7,Amara Okafor,1985-02-03\\n", list_id="post")
>>> hits = screen(Index.build(lists.entries), Person("t", ("OKAFOR AMARA",), born=(PartialDate(1985, 2, 3),)))
>>> [(hit.entry_id, str(hit.strength)) for hit in hits]
[('7', 'exact')]
"""

from __future__ import annotations

from limen.screening.compare import RULES_VERSION, compare, compare_names
from limen.screening.documents import Reported, look_up, of_register
from limen.screening.index import Index
from limen.screening.lists import Entry, ListManifest, read_list
from limen.screening.screen import Hit, person_from_json, screen, screen_many
from limen.screening.wording import WORDS

__all__ = [
    "RULES_VERSION",
    "WORDS",
    "Entry",
    "Hit",
    "Index",
    "ListManifest",
    "Reported",
    "compare",
    "compare_names",
    "look_up",
    "of_register",
    "person_from_json",
    "read_list",
    "screen",
    "screen_many",
]
