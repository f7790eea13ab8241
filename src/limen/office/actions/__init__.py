"""What an officer does: one act = one function = one transaction = one journal entry, permission first.

Rules of the room: pages, API and jobs call it and nothing below it. Every act takes the officer, the case, a `Stamp`
(the client's idempotency key, both clocks, the zone) and answers `Done`; the same key again answers the same result
and does nothing twice. What may not happen raises `NotPermitted`, `NotPossible` or `BadInput`, each with one message.
"""
