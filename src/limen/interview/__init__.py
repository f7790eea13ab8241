"""What must still be asked, in which order, what was answered, and where sources do not say the same.

Rules of the room: only what could change the outcome is asked, evidence at hand comes before a question to a person,
and an answer is typed when it is given. Not answering is an answer of its own kind: refused, not known, does not apply.
Where two sources differ both are shown, and neither is called the truth.

>>> from datetime import date
>>> from limen.policy import load_pack
>>> stay = load_pack("schengen").route("entry").facts["planned_exit"]
>>> answer(stay, "+7d", on=date(2026, 11, 22)).value
datetime.date(2026, 11, 29)
"""

from limen.interview.answers import AnswerError, answer, restore
from limen.interview.coverage import Need, coverage
from limen.interview.discrepancies import Account, AccountError, Difference, differences
from limen.interview.plan import plan

__all__ = [
    "Account",
    "AccountError",
    "AnswerError",
    "Difference",
    "Need",
    "answer",
    "coverage",
    "differences",
    "plan",
    "restore",
]
