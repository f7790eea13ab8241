"""Fictional lists as plain CSV: alerts for refusing entry, lost and stolen documents, persons of concern, court orders.

Dorian Vestibule is on the alert list and is the listed person. Ioan Prag is not: the list has another man of his name,
born another day. Gamze Eşik carries a passport that somebody else reported stolen. In the stories Ottilie Lintel is the
listed person and Philomena Transom is not. The other entries stand for nobody who travels.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

COLUMNS = ("id", "name", "alias", "born", "sex", "nationality", "document", "list")

OF_LOST = (*COLUMNS, "type", "status", "lost", "reported")

_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecimenList:
    """A fictional list: its id, title and kind (`screening.ListKind`), its rows, the newest last, and their columns."""

    id: str
    title: str
    kind: str
    rows: tuple[_Row, ...]
    columns: tuple[str, ...] = COLUMNS


ALERTS = SpecimenList(
    "alerts",
    "Specimen alerts for refusing entry",
    "alert",
    (
        ("SA-1001", "Dorian Vestibule", "Dorjan Vestibul", "1976-05-09", "M", "UTO", "UTO:L20117736", ""),
        ("SA-1002", "Ioan Prag", "Ion Prag;Ionel Prag", "1983-02-11", "M", "UTO", "", ""),
        ("SA-1003", "Severin Architrave", "Severino Architrave;Северин Архитрав", "1969~", "M", "UTO", "", ""),
        ("SA-1004", "Ottilie Lintel", "", "1972-10", "F", "UTO", "UTO:L55019283", ""),
        ("SA-1005", "Balthasar Jamb", "Baltazar Jamb;بلتسار جامب", "1958/1960", "M", "UTO", "", ""),
        ("SA-1006", "Philomena Transom", "", "1991-12-24", "F", "UTO", "", ""),
    ),
)
LOST_STOLEN = SpecimenList(
    "lost-stolen",
    "Specimen lost and stolen documents",
    "lost_stolen",
    (
        ("SL-2001", "", "", "", "", "", "TUR:U10992743", "", "P", "stolen", "2026-03-14", "2026-03-20"),
        ("SL-2002", "", "", "", "", "", "UTO:L90012277", "", "P", "lost", "2025-11", "2025-11-30"),
        ("SL-2003", "", "", "", "", "", "UTO:L90012278", "", "P", "blank", "", "2025-11-30"),
        ("SL-2004", "", "", "", "", "", "GBR:530000017", "", "I", "revoked", "", "2024-07-01"),
    ),
    OF_LOST,
)
CONCERN = SpecimenList(
    "specimen-concern",
    "Specimen persons of concern",
    "concern",
    (
        ("SC-3001", "Leopoldine Threshold", "", "1964-04-01", "F", "UTO", "", ""),
        ("SC-3002", "Casimir Portcullis", "Kazimir Portcullis;卡西米尔", "1978", "M", "UTO", "UTO:L44410002", ""),
        ("SC-3003", "Ambrose Drawbridge", "", "1949-09-19", "M", "UTO", "", ""),
        ("SC-3004", "يوسف مدخل", "", "1979-03-14", "M", "", "", ""),
    ),
)
COURT_STOPS = SpecimenList(
    "court-stops",
    "Specimen court orders that stop a departure",
    "person_of_interest",
    (
        ("SO-4001", "Crispin Turnstile", "", "1988-08-30", "M", "UTO", "", ""),
        ("SO-4002", "Hortensia Gatehouse", "", "1955-05", "F", "UTO", "UTO:L77010033", ""),
    ),
)
# Whoever is on it shall not notice, nor any officer but those cleared for its compartment.
COMPARTMENT = "quiet-watch"
QUIET = SpecimenList(
    "quiet-watch",
    "Specimen discreet checks",
    "person_of_interest",
    (("SQ-5001", "Quirin Lantern", "", "1981-06-09", "M", "", "", ""),),
)
SPECIMEN_LISTS = (ALERTS, LOST_STOLEN, CONCERN, COURT_STOPS)


def list_csv(which: SpecimenList = ALERTS, *, rows: int | None = None) -> bytes:
    """A fictional list as the plain CSV of the screening room; `rows` keeps only the first so many."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(which.columns)
    writer.writerows(which.rows[:rows])
    return text.getvalue().encode()
