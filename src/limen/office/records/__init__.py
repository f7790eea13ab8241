"""What the office keeps: rows, the store that turns words into rows and back, and the journal.

Rules of the room: only `actions` (and commands of `cli`) may import it. Integrity lives in database constraints; no
signals, no `save()` overrides. Every row says which node made it; a mutable case has exactly one custodian node.
"""
