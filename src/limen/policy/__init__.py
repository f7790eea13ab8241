"""What do the rules say on this date, and why?

Rules of the room: law is data (`limen.policies`), read strictly and kept whole; nothing here knows a jurisdiction, a
clock or a database. An unknown fact never counts as a value: the answer is then `undetermined`, with exactly the facts
that could still change it.

>>> from datetime import date
>>> from limen.policy import evaluate, load_pack
>>> advice = evaluate({"nationality": "IN"}, load_pack("schengen").route("entry"), on=date(2026, 11, 22))
>>> advice.outcome, advice.decided
('undetermined', False)
"""

from limen.policy.checklist import Item, checklist
from limen.policy.errors import NotInForceError, PolicyError
from limen.policy.evaluate import evaluate
from limen.policy.explain import explain
from limen.policy.facts import FactError, fact_dictionary, parse_facts
from limen.policy.pack import Pack, Route
from limen.policy.proofread import proofread
from limen.policy.read import PackError, load_pack, read_pack, shipped_packs
from limen.policy.rules import FactDefinition, Notice, RouteAct
from limen.policy.spoken import choices, question, spoken, spoken_country, spoken_date, spoken_ground

__all__ = [
    "FactDefinition",
    "FactError",
    "Item",
    "NotInForceError",
    "Notice",
    "Pack",
    "PackError",
    "PolicyError",
    "Route",
    "RouteAct",
    "checklist",
    "choices",
    "evaluate",
    "explain",
    "fact_dictionary",
    "load_pack",
    "parse_facts",
    "proofread",
    "question",
    "read_pack",
    "shipped_packs",
    "spoken",
    "spoken_country",
    "spoken_date",
    "spoken_ground",
]
