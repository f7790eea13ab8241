from __future__ import annotations

import json
from datetime import date

import pytest

from limen.policy import NotInForceError, explain, load_pack
from limen.policy.explain import described, lines, not_modelled, title

from .packs import fact, pack_of, rule

FACTS = [fact("visa"), fact("old", order=20), fact("claim_date", "date", 30)]


def test_a_route_is_told_with_its_clauses_and_exceptions() -> None:
    unless = [{"id": "old_age", "cite": "act s 2", "kind": "discretionary", "authority": "chief", "when": "old = true"}]
    transition = {"cite": "act s 9", "not_to": "claim_date < 2025-06-03"}
    waivers = [{"id": "mercy", "cite": "act s 3", "authority": "the minister"}]
    made = rule(
        "refuse", {"if": "visa = false", "cite": "act s 7"}, unless=unless, transition=transition, waivers=waivers
    )
    told = explain(pack_of(FACTS, [made]).route("gate"))
    for part in (
        "NOT FOR SERVICE", "visa = false   [Utopian Border Act s 7]",
        "need not be applied by chief: old age, where   [Utopian Border Act s 2]",
        "may be waived by the minister: mercy", "transition, not to those for whom   [Utopian Border Act s 9]",
        "any mandatory rule with this effect applies: turn away",
    ):  # fmt: skip
        assert part in told


def test_a_day_shows_only_what_governs_it() -> None:
    made = rule("refuse", "visa = false", since="2026-01-01", until="2026-06-30", repealed=True)
    route = pack_of(FACTS, [made, rule("lasting", "old = true", "welcome")]).route("gate")
    assert "visa = false" in explain(route, on=date(2026, 3, 1))
    assert "No version governs that day" in explain(route, on=date(2026, 7, 1))
    assert [len(item["versions"]) for item in described(route, on=date(2026, 7, 1))["rules"]] == [0, 1]
    for tell in (explain, described):
        with pytest.raises(NotInForceError, match="before 1 Jan 2020"):
            tell(route, on=date(2019, 12, 31))


def test_a_route_described_as_data_mirrors_its_file() -> None:
    unless = [{"id": "old_age", "cite": "act s 2", "when": {"any": ["old = true", "visa = true"]}}]
    transition = {"cite": "act s 9", "not_to": "claim_date < 2025-06-03"}
    made = rule("refuse", {"if": "visa = false", "cite": "act s 7"}, unless=unless, transition=transition)
    told = json.loads(json.dumps(described(pack_of(FACTS, [made]).route("gate"))))
    (version,) = told["rules"][0]["versions"]
    assert version["when"] == {"text": "visa = false", "cite": "Utopian Border Act s 7"}
    assert version["unless"][0]["when"]["how"] == "any" and len(version["unless"][0]["when"]["parts"]) == 2
    assert version["transition"]["not_to"]["text"] == "claim_date < 2025-06-03"
    assert (told["route"], told["otherwise"], told["on"]) == ("small/gate", "passed", None)


def test_the_shipped_routes_can_be_told() -> None:
    pack = load_pack("schengen")
    for name in pack.routes:
        told = explain(pack.route(name))
        assert all(rule.id in told for rule in pack.route(name).rules)
        assert "NOT MODELLED" in told


def test_a_route_line_by_line_says_leaves_in_words_where_the_text_has_them_as_written() -> None:
    made = rule("refuse", {"if": "visa = false", "cite": "act s 7"})
    route = pack_of(FACTS, [made], text={"facts": {"visa": {"question": "Visa?", "name": "visa held"}}}).route("gate")
    (leaf,) = [line for line in lines(route) if line.code == "visa = false"]
    assert (str(leaf.said), leaf.cite, leaf.heading) == ("visa held: no", "Utopian Border Act s 7", False)
    assert [str(line.said) for line in lines(route) if line.heading and not line.depth] == [
        "Outcomes, in the order they are read", "Rules",
    ]  # fmt: skip


def test_what_is_told_of_the_pack_itself_is_its_own_where_it_is_not_translated() -> None:
    pack = load_pack("schengen")
    assert title(pack) == pack.title and title(pack, "ar") != pack.title
    assert [f"{words} ({cite})" for words, cite in not_modelled(pack)] == list(pack.not_modelled)
