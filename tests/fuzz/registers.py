"""What another's register answers: reports of the very document that was asked about, or an answer that is none.

Whatever it tells becomes findings and hits, so these are made of it too.
"""

from __future__ import annotations

import json
from datetime import date

from limen.documents import lost
from limen.office.connections.document_registers import LONGEST, MOST_REPORTS, Answered, Question, _answer, _EndedError
from limen.screening.documents import of_register, register_entries, spellings
from limen.vocabulary.person import TravelDocument

ID = "0192f0c0-0000-7000-8000-000000000001"
NUMBER = "L9OO12277"
ASKED = Question("UTO", "P", NUMBER, spellings(NUMBER), ID)
HELD = TravelDocument("TD3", "P", "UTO", NUMBER, "JAMB", "B", "UTO", None, None, None)
ON = date(2026, 11, 22)


def seeds() -> list[bytes]:
    """Answers as registers give them."""
    report = {"entry": "7", "issuer": "UTO", "number": "L90012277", "type": "P", "status": "stolen",
              "lost": "2026-06-01", "reported": "2026-06"}  # fmt: skip
    told = [[], [report], [report, {**report, "status": "revoked"}], [{"number": NUMBER, "status": "lost"}]]
    return [json.dumps({"id": ID, "reference": "R-1", "reports": reports}).encode() for reports in told]


def one_input(data: bytes) -> None:
    """Take whatever this is for an answer."""
    try:
        answer = _answer(ASKED, data)
    except _EndedError as ended:
        assert ended.outcome is Answered.MALFORMED
        return
    assert len(answer.reports) <= MOST_REPORTS and len(answer.reference) <= LONGEST
    told = of_register("sltd", answer.reports, HELD)
    assert len(told) == len(answer.reports)  # every report is of the document, or none is taken
    assert len({entry.key for entry in register_entries("sltd", answer.reports)}) == len(answer.reports)
    kept = lost.Inquiry.of({"register": "sltd", "title": "S", "answer": "answered", "reports": list(answer.reports)})
    lost.asked(kept, ["open"] * len(told)).reason(lost.WORDS)
    reports = [
        (lost.Report(one.hit.list, one.hit.entry_id, lost.Status(one.listed.status), one.how, one.listed.number,
                     one.listed.lost_on, one.listed.reported_on), "open")
        for one in told
    ]  # fmt: skip
    for finding in lost.findings(reports, on=ON, searched=0):
        finding.reason(lost.WORDS)
    json.dumps([one.hit.to_json() for one in told], ensure_ascii=False).encode()
