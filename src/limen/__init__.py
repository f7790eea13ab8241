"""Limen, the open workbench of an immigration service: the library's front door.

Each name is loaded from its room when it is first used, so that `import limen` costs nothing.

>>> from datetime import date
>>> import limen
>>> lines = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
>>> limen.read_mrz(lines, on=date(2012, 1, 1)).accepted
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limen.assessment import assess
    from limen.documents import read_mrz, write_mrz
    from limen.policy import evaluate, load_pack
    from limen.policy.stays import count as count_stay
    from limen.screening import Index, compare_names, read_list, screen
    from limen.vocabulary.dates import PartialDate
    from limen.vocabulary.evidence import Fact, Finding
    from limen.vocabulary.person import Person, TravelDocument

_ROOMS = {
    "assess": "limen.assessment",
    "read_mrz": "limen.documents",
    "write_mrz": "limen.documents",
    "evaluate": "limen.policy",
    "load_pack": "limen.policy",
    "count_stay": "limen.policy.stays:count",
    "Index": "limen.screening",
    "compare_names": "limen.screening",
    "read_list": "limen.screening",
    "screen": "limen.screening",
    "PartialDate": "limen.vocabulary.dates",
    "Fact": "limen.vocabulary.evidence",
    "Finding": "limen.vocabulary.evidence",
    "Person": "limen.vocabulary.person",
    "TravelDocument": "limen.vocabulary.person",
}

__all__ = [
    "Fact",
    "Finding",
    "Index",
    "PartialDate",
    "Person",
    "TravelDocument",
    "assess",
    "compare_names",
    "count_stay",
    "evaluate",
    "load_pack",
    "read_list",
    "read_mrz",
    "screen",
    "write_mrz",
]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"limen has no {name!r}: it offers {', '.join(__all__)}")
    room, _, inner = _ROOMS[name].partition(":")
    return getattr(import_module(room), inner or name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
