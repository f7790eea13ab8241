"""What the practice register of another State's lost documents tells: specimen numbers that no list of the post has.

The first is on the post's own list too; the two Japanese specimen numbers are known to the register alone,
and the second is held there with letters that are read for digits.
"""

from __future__ import annotations

from collections.abc import Mapping

NAME, TITLE = "practice", "Practice register of lost documents"

REGISTER: tuple[Mapping[str, str], ...] = (
    {"entry": "PR-1", "issuer": "UTO", "number": "L90012277", "type": "P", "status": "lost", "lost": "2025-11",
     "reported": "2025-11-30"},
    {"entry": "PR-2", "issuer": "JPN", "number": "TS4400101", "type": "P", "status": "revoked", "lost": "",
     "reported": "2026-10-01"},
    {"entry": "PR-3", "issuer": "JPN", "number": "TS44OO758", "type": "P", "status": "stolen", "lost": "2026-08-02",
     "reported": "2026-08-05"},
    {"entry": "PR-4", "issuer": "JPN", "number": "TS4400213", "type": "P", "status": "revoked", "lost": "",
     "reported": "2026-10-04"},
)  # fmt: skip
