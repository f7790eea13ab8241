"""Words of the law in another language: values, fallbacks, and what proofreading says of a gap."""

from __future__ import annotations

from datetime import date

import pytest

from limen.policy import (
    Pack,
    choices,
    evaluate,
    proofread,
    question,
    spoken,
    spoken_country,
    spoken_date,
    spoken_ground,
)
from limen.policy.pack import canonical
from limen.policy.spoken import spoken_value
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.evidence import Outcome

from .packs import ON, documents, fact, rule

FACTS = [
    fact("from", "country", 1),
    fact("until", "date", 2, presets=[{"form": "days", "of": 7}, {"form": "last_years", "of": 10}]),
    fact("why", "enum", 3, values=["work", "rest"]),
    fact("sure", order=4),
]
ENGLISH = {
    "facts": {
        "from": {"question": "From where?"}, "until": {"question": "Until when?"},
        "why": {"question": "Why?", "values": {"work": "to work", "rest": "to rest"}}, "sure": {"question": "Sure?"},
    },
    "rules": {"idle": {"title": "Idle", "reason": "You rest.", "not_shown": "Not shown."}},
    "says": {"idle": "{why}, from {from}, until {until}: {sure}"},
    "outcomes": {"turned_away": "Turned away"},
    "presets": {"days": "+{count} days", "last_years": "in the last {count} years"},
}  # fmt: skip
FRENCH = {
    "facts": {"why": {"question": "Pourquoi ?", "values": {"rest": "pour se reposer"}}},
    "rules": {"idle": {"title": "Oisif", "reason": "Vous vous reposez."}},
    "says": {"idle": "{why}, de {from}, jusqu'au {until} : {sure}"},
    "presets": {"days": "+{count} jours", "yes": "oui", "no": "non"},
}
FILES = documents(
    FACTS, [rule("idle", {"if": "why = rest", "say": "idle"})], text=ENGLISH, also_facts=["from", "until", "sure"]
)
FILES["text/fr/all.yaml"] = {"reviewers": [], **FRENCH}
PACK = Pack.from_bytes(canonical({"format": 1, "files": FILES}))
GATE = PACK.route("gate")
KNOWN = {"from": "DE", "until": "2026-12-01", "why": "rest", "sure": True}


def test_a_ground_keeps_what_it_takes_to_tell_it_again() -> None:
    (ground,) = evaluate(KNOWN, GATE, on=ON).grounds
    assert ground.reason == "You rest. to rest, from Germany, until 1 Dec 2026: yes"
    kept = ground.to_json()
    assert [part["words"] for part in kept["said"]] == [["rules", "idle", "reason"], ["says", "idle"]]
    assert kept["said"][1]["slots"]["from"] == {"kind": "country", "value": "DE", "fact": "from"}
    assert spoken_ground(kept, GATE) == (ground.title, ground.reason)
    told = "Vous vous reposez. pour se reposer, de Allemagne, jusqu'au 1 déc. 2026 : oui"
    assert spoken_ground(kept, GATE, "fr") == ("Oisif", told)


def test_a_sentence_with_a_gap_is_not_said() -> None:
    (ground,) = evaluate({"why": "rest", "from": "DE"}, GATE, on=ON).grounds
    assert ground.reason == "You rest."
    assert spoken_ground(ground, GATE, "fr") == ("Oisif", "Vous vous reposez.")


def test_a_ground_kept_without_it_is_told_in_english() -> None:
    (ground,) = evaluate(KNOWN, GATE, on=ON).grounds
    old = {name: value for name, value in ground.to_json().items() if name != "said"}
    assert spoken_ground(old, GATE, "fr") == ("Oisif", ground.reason)


def test_a_language_that_lacks_a_word_says_it_in_english() -> None:
    assert question(GATE, "why", "fr") == "Pourquoi ?" and question(GATE, "from", "fr") == "From where?"
    assert choices(GATE, "why", "fr") == (("to work", "work"), ("pour se reposer", "rest"))
    assert choices(GATE, "until", "fr") == (("+7 jours", "+7d"), ("in the last 10 years", "last 10y"))
    assert choices(GATE, "sure", "fr") == (("oui", "true"), ("non", "false"))
    assert choices(GATE, "sure") == (("yes", "true"), ("no", "false"))
    told = spoken(evaluate(KNOWN, GATE, on=ON), GATE, "fr")
    assert (told["outcome"], told["outcome_words"]) == ("turned_away", "Turned away")


def test_proofreading_names_what_is_not_translated_and_slots_that_nothing_fills() -> None:
    said = {**ENGLISH, "says": {"idle": "{why}; {missing_fact}"}}
    files = documents(
        FACTS, [rule("idle", {"if": "why = rest", "say": "idle"})], text=said, also_facts=["from", "until", "sure"]
    )
    findings = proofread(
        Pack.from_bytes(canonical({"format": 1, "files": {**files, "text/fr/all.yaml": FILES["text/fr/all.yaml"]}}))
    )
    gaps = [finding for finding in findings if finding.code == "pack.translation"]
    assert {finding.outcome for finding in gaps} == {Outcome.UNSURE}
    assert "rules/idle/not_shown" in {finding.params["what"] for finding in gaps}
    strange = [finding for finding in findings if finding.code == "pack.slots" and finding.outcome is Outcome.FAILED]
    assert [finding.params["where"] for finding in strange] == ["en: says/idle"]


@pytest.mark.parametrize(
    ("language", "day", "told"),
    [
        ("en", date(2026, 12, 1), "1 Dec 2026"),
        ("fr", date(2026, 12, 1), "1 déc. 2026"),
        ("es", PartialDate.parse("2026-12"), "dic 2026"),
        ("ar", date(2026, 12, 1), "1 ديسمبر 2026"),
        ("fr", PartialDate.parse("1980"), "1980"),
        ("xx", date(2026, 12, 1), "1 Dec 2026"),
    ],
)
def test_a_day_is_spoken_as_the_language_does(language: str, day: date | PartialDate, told: str) -> None:
    assert spoken_date(day, language) == told


def test_a_state_is_named_in_the_language_and_what_is_no_state_by_our_own_table() -> None:
    assert [spoken_country("DE", language) for language in ("en", "fr", "es", "ar")] == [
        "Germany", "Allemagne", "Alemania", "ألمانيا",
    ]  # fmt: skip
    assert spoken_country("UTO", "fr") == spoken_country("UTO")
    assert spoken_country("??", "fr") == "??"


def test_a_period_and_what_is_unknown() -> None:
    assert spoken_value({"kind": "date", "value": "2016-11-22/2026-11-22"}, PACK, "fr") == "22 nov. 2016 – 22 nov. 2026"
    assert spoken_value({"kind": "date", "value": "../2016-11-22"}, PACK) == "– 22 Nov 2016"
    assert spoken_value({"kind": "money", "value": "402 EUR"}, PACK, "ar") == "402 EUR"
    assert spoken_value({"kind": "text", "value": None}, PACK, "fr") == "—"
