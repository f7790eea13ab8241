"""The ten grounds of Annex V: each by the officer's own finding where the law asks for one, and each as data."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import limen
from limen.interview import plan
from limen.policy import (
    Pack,
    Route,
    evaluate,
    explain,
    load_pack,
    parse_facts,
    proofread,
    read_pack,
    spoken,
    spoken_ground,
)
from limen.policy.explain import lines
from limen.policy.formula import governing
from limen.policy.reading import Reading
from limen.vocabulary.decision import Advice, OutcomeKind
from limen.vocabulary.evidence import Outcome

ON = date(2026, 11, 22)
PACK = load_pack("schengen")
ENTRY = PACK.route("entry")
SOURCE = Path(limen.__file__).parent / "policies/schengen"
VISITOR: dict[str, Any] = {
    "post_country": "LU",
    "nationality": "JP",
    "birth": "1980-02-03",
    "document_held": True,
    "document_type": "passport",
    "document_in_order": True,
    "document_expiry": "2030-01-01",
    "document_issued": "2020-01-01",
    "planned_exit": "2026-11-27",
    "stays": [],
    "alert_for_refusal": False,
    "security_concern": False,
    "residence_permit_or_long_stay": False,
    "family_member_free_movement": False,
    "asks_protection": False,
}
SHORT: dict[str, Any] = {
    **VISITOR,
    "thorough_check": "means",
    "means_amount": "400",
    "means_guaranteed": False,
    "onward_means": True,
    "means_acquirable": False,
    "diplomatic_passport": False,
}


def advise(facts: dict[str, Any], route: Route = ENTRY, on: date = ON) -> Advice:
    return evaluate(parse_facts(facts, route), route, on=on)


def changed(folder: Path, file: str, old: str, new: str) -> Pack:
    """The shipped pack, copied, with one passage of one file changed by hand."""
    copy = folder / "schengen"
    if not copy.exists():
        shutil.copytree(SOURCE, copy)
    page = copy / file
    text = page.read_text(encoding="utf-8")
    assert text.count(old) == 1
    page.write_text(text.replace(old, new), encoding="utf-8")
    return read_pack(copy)


def test_every_letter_has_examples_true_false_and_open() -> None:
    seen: dict[str, set[Any]] = {letter: set() for letter in "ABCDEFGHIJ"}
    for example in PACK.examples:
        if example.route != "entry":
            continue
        case = Reading(governing(ENTRY, example.on), parse_facts(example.facts, ENTRY))
        for rule in case.law.rules.values():
            if rule.rule.code:
                seen[rule.rule.code].add(case.truth(rule.applies))
    assert all(truths == {True, False, None} for truths in seen.values()), seen


def test_the_amount_is_multiplied_and_said() -> None:
    advice = advise(SHORT)
    assert (advice.outcome, [ground.code for ground in advice.grounds]) == ("refuse", ["G"])
    reason = advice.grounds[0].reason
    assert "For 6 days at 67 EUR a day 402 EUR are needed; you have shown 400 EUR." in reason
    assert "Nobody has guaranteed" in reason
    assert advise({**SHORT, "means_amount": "402"}).outcome == "admit"


def test_one_amount_changed_in_the_pack_changes_advice_question_and_words(tmp_path: Path) -> None:
    """What a policy officer does: one number in one file, and nothing else."""
    cheaper = changed(tmp_path, "lists.yaml", 'amount: "67"', 'amount: "60"')
    assert not [finding for finding in proofread(cheaper) if finding.outcome is Outcome.FAILED]
    before, after = advise(SHORT), advise(SHORT, cheaper.route("entry"))
    assert (before.outcome, after.outcome) == ("refuse", "admit")
    assert before.snapshot != after.snapshot
    poorer = {**SHORT, "means_amount": "350"}
    assert "at 60 EUR a day 360 EUR are needed" in advise(poorer, cheaper.route("entry")).grounds[0].reason
    assert "at 67 EUR a day 402 EUR are needed" in advise(poorer).grounds[0].reason
    # whoever has shown 400 EUR and says no more: asked for a guarantee under one amount, for nothing under the other
    halfway = {name: value for name, value in SHORT.items() if name != "means_guaranteed"}
    assert [ask.fact for ask in advise(halfway).ask] == ["means_guaranteed"]
    assert advise(halfway, cheaper.route("entry")).ask == ()
    # another State, another amount; and one that the pack does not hold is asked, never nought
    assert advise({**SHORT, "post_country": "DE"}).outcome == "admit"
    assert [ask.fact for ask in advise({**SHORT, "post_country": "AT"}).ask] == ["reference_amount"]


def test_what_decides_the_amount_is_asked_before_the_amount() -> None:
    advice = advise({**SHORT, "post_country": "FR"})
    assert [ask.fact for ask in advice.ask] == ["lodging"]
    assert advice.ask[0].could_change == ("refuse.G",)
    assert advise({**SHORT, "post_country": "FR", "lodging": "with_host"}).outcome == "admit"
    assert advise({**SHORT, "post_country": "FR", "lodging": "not_arranged"}).outcome == "refuse"
    unknown_post = {name: value for name, value in SHORT.items() if name != "post_country"}
    assert [ask.fact for ask in advise(unknown_post).ask] == ["post_country", "lodging"]


def test_what_the_officer_left_open_opens_that_and_nothing_else() -> None:
    free = {name: value for name, value in VISITOR.items() if name not in {"asks_protection"}}
    opened = {
        "nothing_open": (),
        "purpose": ("purpose_shown",),
        "means": ("means_amount", "means_guaranteed", "onward_means", "means_acquirable", "diplomatic_passport"),
        "biometrics": ("biometrics_refused", "outside_the_ees"),
        "documents": (),
        "security": (),
    }
    for left_open, asked in opened.items():
        advice = advise({**free, "thorough_check": left_open})
        assert tuple(ask.fact for ask in advice.ask) == asked, left_open
    assert advise({**free, "thorough_check": "documents"}).outcome == "refer_secondary"
    assert advise({**free, "thorough_check": "security"}).outcome == "refer_secondary"


def test_the_own_finding_is_the_first_thing_after_the_stay() -> None:
    advice = advise(VISITOR)
    first = plan(advice, ENTRY.facts)[0]
    assert (first.fact, first.judgement, len(first.values)) == ("thorough_check", True, 7)
    assert ENTRY.facts["thorough_check"].factors
    for fact in ("document_false", "visa_false", "purpose_shown", "threat"):
        assert ENTRY.facts[fact].judgement


@pytest.mark.parametrize(
    ("given", "letter"),
    [
        ({"line": "second", "document_in_order": False, "thorough_check": "nothing_open", "document_false": True}, "B"),
        ({"thorough_check": "purpose", "purpose_shown": False}, "E"),
        ({"line": "second", "thorough_check": "security", "threat": "public_health"}, "I"),
        ({"thorough_check": "biometrics", "biometrics_refused": "facial_image", "outside_the_ees": False}, "J"),
    ],
)
def test_a_ground_of_judgement_says_that_it_is_one(given: dict[str, Any], letter: str) -> None:
    (ground,) = advise({**VISITOR, **given}).grounds
    assert (ground.code, ground.rests_on_judgement) == (letter, True)


def test_a_failed_check_never_refuses_by_itself() -> None:
    for line in ("first", "second"):
        advice = advise({**VISITOR, "line": line, "document_in_order": False, "thorough_check": "nothing_open"})
        assert advice.kind is OutcomeKind.UNDETERMINED
        assert "B" not in {ground.code for ground in advice.grounds}


@pytest.mark.parametrize("nationality", ["FR", "LU", "NO", "CH"])
def test_no_ground_of_annex_v_is_read_for_a_free_mover(nationality: str) -> None:
    worst = {
        **VISITOR,
        "nationality": nationality,
        "line": "second",
        "thorough_check": "several",
        "document_false": True,
        "visa_false": True,
        "purpose_shown": False,
        "means_amount": "0",
        "onward_means": False,
        "threat": "public_policy",
        "biometrics_refused": "facial_image",
        "alert_for_refusal": True,
    }
    advice = advise(worst)
    assert advice.kind is not OutcomeKind.ADVERSE
    assert {ground.code for ground in advice.grounds} == {""}


def test_the_travel_authorisation_binds_from_the_day_the_pack_gives_and_not_before(tmp_path: Path) -> None:
    facts = {**VISITOR, "thorough_check": "nothing_open"}
    assert PACK.systems["etias_required"].starts is None
    assert advise({**facts, "travel_authorisation_held": False}).outcome == "admit"
    assert "travel_authorisation_held" not in {ask.fact for ask in advise(VISITOR).ask}
    assert "from a day that is not fixed yet" in explain(ENTRY)
    marker = "    title: A travel authorisation is required of everybody who is exempt from the visa requirement\n"
    pack = changed(tmp_path, "pack.yaml", marker, marker + "    starts: 2027-05-01\n")
    route, day, later = pack.route("entry"), date(2027, 4, 30), date(2027, 5, 1)
    stay = {**facts, "planned_exit": "2027-05-10"}
    none = {**stay, "travel_authorisation_held": False, "visa_held": False}
    assert advise(none, route, day).outcome == "admit"
    refused = advise(none, route, later)
    assert (refused.outcome, [(ground.id, ground.code) for ground in refused.grounds]) == (
        "refuse", [("refuse.C.authorisation", "C")],
    )  # fmt: skip
    assert advise({**stay, "travel_authorisation_held": True}, route, later).outcome == "admit"
    assert [ask.fact for ask in advise(stay, route, later).ask] == ["travel_authorisation_held", "visa_held"]
    for way_out in ({"residence_permit_or_long_stay": True}, {"nationality": "NO"}, {"visa_held": True}):
        assert advise({**none, **way_out}, route, later).outcome == "admit"
    # whoever needs a visa needs no authorisation beside it
    needs = {**none, "nationality": "IN", "visa_held": True, "visa_covers_stay": True}
    assert advise(needs, route, later).outcome == "admit"


def test_a_refusal_tells_what_follows() -> None:
    told = [tell.id for tell in advise(SHORT).tell]
    assert told == [
        "refusal_appeal", "refusal_recorded", "refusal_visa", "refusal_carrier", "refusal_diplomat", "humanitarian",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "needs"),
    [
        ("en", "For 6 days at 67 EUR a day 402 EUR are needed; you have shown 400 EUR."),
        ("fr", "Pour 6 jours à 67 EUR par jour, il faut 402 EUR ; vous avez présenté 400 EUR."),
        ("es", "Para 6 días a 67 EUR por día se necesitan 402 EUR; usted ha mostrado 400 EUR."),
        ("ar", "67 EUR"),
    ],
)
def test_a_reason_is_told_again_in_another_language_from_what_was_kept(language: str, needs: str) -> None:
    (ground,) = advise(SHORT).grounds
    title, reason = spoken_ground(ground.to_json(), ENTRY, language)
    assert needs in reason and "402 EUR" in reason
    assert title == PACK.own_words(language, "rules", "refuse.G", "title")
    if language == "en":
        assert (title, reason) == (ground.title, ground.reason)


def test_every_reason_of_every_example_is_the_same_in_english_and_has_its_values_in_the_others() -> None:
    for example in PACK.examples:
        route = PACK.route(example.route)
        advice = evaluate(parse_facts(example.facts, route), route, on=example.on)
        for ground in advice.grounds:
            assert spoken_ground(ground, route) == (ground.title, ground.reason)
            for language in ("fr", "es", "ar"):
                title, reason = spoken_ground(ground, route, language)
                assert title != ground.title and reason and "{" not in reason
                assert reason.count("—") == ground.reason.count("—")


def test_dates_and_states_are_those_of_the_language() -> None:
    facts = {**VISITOR, "nationality": "IN", "visa_held": False, "document_expiry": "2026-12-01"}
    advice = advise({**facts, "justified_emergency": False})
    told = {language: spoken(advice, ENTRY, language) for language in ("en", "fr", "es", "ar")}
    text = {language: " ".join(ground["reason"] for ground in told[language]["grounds"]) for language in told}
    assert "1 Dec 2026" in text["en"] and "India" in text["en"]
    assert "1 déc. 2026" in text["fr"] and "Inde" in text["fr"]
    assert "1 dic 2026" in text["es"] and "India" in text["es"]
    assert "ديسمبر" in text["ar"] and "الهند" in text["ar"]
    assert told["fr"]["outcome_words"] == "Refuser l'entrée"


def test_a_question_and_its_keys_are_told_in_the_language() -> None:
    told = spoken(advise(VISITOR), ENTRY, "es")
    (ask,) = [ask for ask in told["ask"] if ask["fact"] == "thorough_check"]
    assert ask["question"].startswith("Según comprueba el agente")
    assert ask["choices"][0] == ["nada", "nothing_open"] and len(ask["choices"]) == 7
    exit_day = spoken(advise({name: value for name, value in VISITOR.items() if name != "planned_exit"}), ENTRY, "fr")
    (ask,) = [ask for ask in exit_day["ask"] if ask["fact"] == "planned_exit"]
    assert ask["choices"][:2] == [["+3 jours", "+3d"], ["+7 jours", "+7d"]]


def test_every_language_says_everything_and_none_is_for_service() -> None:
    codes = {finding.code: finding.outcome for finding in proofread(PACK)}
    assert codes["pack.translation"] is Outcome.PASSED
    assert PACK.languages == ("ar", "en", "es", "fr")
    assert not any(PACK.is_for_service(language) for language in PACK.text)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_part_of_the_law_has_its_name_in_every_language(language: str) -> None:
    """What English has in the pack itself (titles, readings, what is not modelled) proofreading cannot hold to it."""
    own = PACK.own_words
    wanted: set[tuple[str, ...]] = {("titles", "pack"), *(("titles", name) for name in PACK.routes)}
    wanted |= {("facts", name, "name") for name in PACK.facts}
    wanted |= {("lists", name) for name in (*PACK.lists, *PACK.amounts)}
    wanted |= {("not_modelled", item["cite"]) for item in PACK.documents["pack.yaml"]["not_modelled"]}
    for name, route in PACK.routes.items():
        wanted |= {("conditions", condition) for condition in route.conditions}
        wanted |= {("readings", name, rule.id) for rule in route.rules if rule.interpretation}
        for version in (version for rule in route.rules for version in rule.versions):
            wanted |= {("exceptions", one.id) for one in version.unless}
            wanted |= {("exceptions", one.id) for one in version.waivers}
            named = [one.authority for one in version.unless] + [one.authority for one in version.waivers]
            wanted |= {("authorities", authority) for authority in named if authority}
    assert [path for path in sorted(wanted) if not own(language, *path)] == []
    kept = {("readings", name, rule) for name, shelf in PACK.text[language]["readings"].items() for rule in shelf}
    assert kept <= wanted, "a reading that no rule has"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("name", ["entry", "exit"])
def test_no_code_of_the_pack_stands_in_what_a_page_tells_of_it(name: str, language: str) -> None:
    codes = re.compile(r"[a-z]_[a-z]|[A-Z]_[A-Z]|[a-z] [<>=]")
    told = [str(line.said) for line in lines(PACK.route(name), language=language)]
    # one reading names a key of the pack's own file
    assert [words for words in told if codes.search(words.replace("etias_required", ""))] == []


def test_a_word_that_is_missing_is_found_and_told_in_english(tmp_path: Path) -> None:
    line = "  e_purpose: Ce qui a été dit et présenté a été examiné et ne correspond pas au séjour que vous décrivez.\n"
    pack = changed(tmp_path, "text/fr/rules.yaml", line, "")
    missing = [finding for finding in proofread(pack) if finding.code == "pack.translation"]
    assert [finding.params["what"] for finding in missing] == ["says/e_purpose"]
    route = pack.route("entry")
    (ground,) = advise({**VISITOR, "thorough_check": "purpose", "purpose_shown": False}, route).grounds
    _, reason = spoken_ground(ground, route, "fr")
    assert "Vous n'avez pas justifié" in reason and "does not fit the stay" in reason


def test_what_was_not_established_is_not_asserted_of_the_person() -> None:
    means = {**SHORT, "means_amount": {"status": "not_established"}}
    (ground,) = advise(means).grounds
    assert ground.reason == (
        "You have not shown sufficient means for the stay you intend or for your return or onward journey. "
        "Nobody has guaranteed the cost of your stay."
    )
    visa = {**VISITOR, "nationality": "IN", "visa_held": {"status": "not_established"}}
    (ground,) = advise(visa).grounds
    assert ground.reason.startswith("You need a visa to enter and have not shown") and "hold no" not in ground.reason


def test_each_amount_says_how_it_is_known() -> None:
    rows = PACK.amounts["REFERENCE_AMOUNT"].rows
    assert {row.checked for row in rows} <= {"text", "secondary", "memory"} and all(row.source for row in rows)
    assert {row.keys[0] for row in rows} == {"LU", "BE", "DE", "FR"}
