"""The labelled pairs, the stated mix and the arithmetic of the sheet on accuracy: what figures rest on is sound."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict

import numpy as np
import pytest
from benchmarks.screening import intervals, origins, pairs, sets
from benchmarks.screening.population import generate
from benchmarks.screening.sheet import __main__ as sheet
from benchmarks.screening.sheet.page import MOST_OF_AN_ORIGIN, page

from limen.screening import Entry, Index, read_list, screen
from limen.screening.lists import ListedName

TABLES = {
    "ala-lc", "bgn-pcgn", "by-2007", "dmg", "elot-743", "gaj", "georgian-2002", "gost-7.79", "hepburn", "hk-gov",
    "hunterian", "icao-9303-3", "iso-15919", "iso-233", "iso-233-3", "iso-259", "iso-9", "iso-9984", "iso-9985",
    "kunrei", "mccune-reischauer", "pinyin", "revised-romanisation", "rtgs", "streamlined", "ukr-2010", "wade-giles",
}  # fmt: skip
PHENOMENA = {
    "article", "compound", "diacritics", "gendered", "honorific", "initials", "joined", "mrz", "nickname", "order",
    "particle", "patronymic", "romanisation", "short", "sibling", "single", "truncation", "typing",
}  # fmt: skip


# -- labelled pairs ---------------------------------------------------------------------------------------------------


def test_pairs_are_many_labelled_and_told_why() -> None:
    rows = pairs.rows()
    labels = Counter(row["label"] for row in rows)

    assert len(rows) >= 600
    assert set(labels) == {"same", "different"}
    assert 0.5 < labels["same"] / len(rows) < 0.6
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["id"].startswith(f"{row['language']}-") for row in rows)
    assert all(row["why"].endswith(".") and len(row["why"]) > 8 for row in rows)
    assert {row["source"] for row in rows} <= TABLES | {"usage", "naming", "made"}


def test_no_pair_stands_twice_nor_is_one_name_twice() -> None:
    rows = pairs.rows()
    seen = Counter(frozenset((row["one"].casefold(), row["other"].casefold())) for row in rows)

    assert max(seen.values()) == 1
    assert all(row["one"] != row["other"] for row in rows)


def test_scripts_of_pairs_are_those_of_their_letters() -> None:
    for row in pairs.rows():
        assert (row["script_one"], row["script_other"]) == (sets.scripts(row["one"]), sets.scripts(row["other"])), row
        assert all(unicodedata.is_normalized("NFC", row[side]) for side in ("one", "other"))


def test_every_phenomenon_has_both_labels() -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in pairs.rows():
        found[row["phenomenon"]][row["label"]] += 1

    assert set(found) == PHENOMENA
    assert {name for name, labels in found.items() if len(labels) < 2} == {"sibling"}, "siblings are never the same"
    assert min(labels.total() for labels in found.values()) >= 5


def test_pairs_hold_the_scripts_of_the_world() -> None:
    scripts = Counter(pairs.script(row) for row in pairs.rows())

    assert len(scripts) >= 15
    asked = ("Arab", "Cyrl", "Grek", "Hebr", "Armn", "Geor", "Deva", "Beng", "Thai", "Ethi", "Hang", "Hani")
    assert all(scripts[name] >= 10 for name in asked)


def test_pairs_are_counted_by_label() -> None:
    table = [{"label": label} for label in ("same", "same", "different", "different")]

    answer = pairs.counted(table, np.array([0.9, 0.1, 0.2, 0.8]), 0.5)

    assert (answer["same"], answer["found"], answer["different"], answer["told apart"]) == (2, 0.5, 2, 0.5)


# -- the stated mix ---------------------------------------------------------------------------------------------------


def test_the_mix_adds_up_and_every_shape_has_its_words() -> None:
    mix = generate.origins(packages=False)

    assert sum(origin.share for origin in mix) == pytest.approx(100)
    assert len(mix) >= 12
    for origin in mix:
        assert origin.countries
        for shape in origin.shapes.words:
            tokens = {part for token in shape.split() for part in token.replace("-", "+").split("+")}
            for part in tokens - {"bin/bint", "bin/binti"}:
                kinds = {"g": ("male", "female"), "m": ("middle-male", "middle-female")}
                assert all(origin.parts[kind].words for kind in kinds.get(part, (generate._PARTS.get(part, part),)))


def test_the_same_people_come_every_time_and_others_of_another_seed() -> None:
    first = list(generate.people(300, packages=False))

    assert first == list(generate.people(300, packages=False))
    assert first != list(generate.people(300, seed=1, packages=False))


def test_people_come_in_the_stated_shares() -> None:
    people = Counter(origin for origin, *_ in generate.people(20_000, packages=False))

    for origin in generate.origins(packages=False):
        assert people[origin.name] / 20_000 == pytest.approx(origin.share / 100, abs=0.006)


def test_women_bear_the_womans_form() -> None:
    names = [(name, sex) for origin, name, sex, *_ in generate.people(20_000, packages=False)
             if origin == "russian-ukrainian"]  # fmt: skip

    assert all(not name.endswith(("ova", "eva")) for name, sex in names if sex == "M")
    assert all(not name.endswith(("ov", "ev")) for name, sex in names if sex == "F")


def test_frequencies_are_those_of_the_mix() -> None:
    with (generate.HERE / "frequency.tsv").open(encoding="utf-8") as lines:
        head, *rows = (line.rstrip("\n").split("\t") for line in lines)
    held = {word: int(times) for word, times, _ in rows}
    seen = Counter(
        word
        for _, name, *_ in generate.people(20_000, packages=False)
        for word in set(name.lower().replace("-", " ").split())
    )

    assert head == ["word", "per_million", "origins"]
    assert len(held) == len(rows) > 3000
    for word in ("al", "ali", "garcia", "maria", "wang", "singh"):
        assert seen[word] / 20_000 == pytest.approx(held[word] / 1_000_000, rel=0.3)


# -- sets -------------------------------------------------------------------------------------------------------------


def test_cut_names_fill_their_field_and_end_in_a_letter() -> None:
    names = ("Maximilianus Alexander FEATHERSTONEHAUGH", "Ann LEE", "عبد الرحمن", "Kostas Apostolos PAPADIMITRIOU")
    entries = [Entry(str(n), "post", (ListedName(name),)) for n, name in enumerate(names)]

    cut = list(sets.truncated(tuple(entries), 30))

    assert {min(query.truth) for query in cut} == {"0", "3"}
    assert all(query.person.name_truncated for query in cut)
    assert cut[0].person.surname == "FEATHERSTONEHAUGH"
    assert "MAXIMILIANUS ALEXANDER".startswith(cut[0].person.given)
    assert all(len(f"{query.person.surname}<<{query.person.given}") == 30 for query in cut)


def test_scripts_leave_marks_and_modifiers_out() -> None:
    assert sets.scripts("al-ʿĪsāwī") == "Latn"
    assert sets.scripts("Юрий Smith") == "Cyrl+Latn"
    assert sets.scripts("12 -") == ""


def test_a_namesake_bears_the_very_words() -> None:
    index = Index.build(read_list("", b"id,name,born\n1,Amara Zyloqua,1985-02-03\n", list_id="post").entries)

    def first(name: str) -> bool:
        person = sets.Query(next(iter(_people(name))), frozenset(), "Latn").person
        return origins.is_namesake(screen(index, person, min_score=0.3)[0])

    assert first("ZYLOQUA AMARA")
    assert not first("Amara Zyloqwa")


def _people(name: str) -> list[sets.Person]:
    return [sets.Person("t", (name,))]


# -- arithmetic -------------------------------------------------------------------------------------------------------


def test_wilson_is_the_interval_of_the_books() -> None:
    low, high = intervals.wilson(10, 100)

    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert intervals.wilson(0, 50)[0] == 0.0
    assert intervals.wilson(50, 50)[1] == 1.0


def test_a_mark_flags_no_more_than_its_share() -> None:
    scores = np.arange(10_000) / 10_000

    for share in intervals.SHARES:
        flagged = (scores > intervals.mark(scores, share)).sum()
        assert flagged == int(10_000 * share)


def test_resamples_surround_what_was_seen() -> None:
    chance = np.random.default_rng(0)
    travellers, queries = chance.random(5_000) * 0.8, chance.random(800)

    found = intervals.figures(queries, travellers, intervals.marks(travellers, resamples=200))

    for share in (0.01, 0.001):
        low, high = found[f"{intervals.label(share)} interval"]
        assert low <= found[intervals.label(share)] <= high
        assert 0 < high - low < 0.2


def test_pairs_above_one_another_count_ties_half() -> None:
    assert intervals.auc(np.array([1.0, 0.5]), np.array([0.5, 0.0])) == pytest.approx(0.875)


def test_the_highest_rate_is_held_against_the_lowest() -> None:
    people = Counter(high=10_000, low=10_000)

    found = origins.spread(people, {"high": 100, "low": 20})

    assert (found["highest"], found["lowest"], found["ratio"]) == ("high", "low", 4.9)
    assert found["interval"][0] < 4.9 < found["interval"][1]


# -- the sheet --------------------------------------------------------------------------------------------------------


def test_the_sheet_says_what_was_measured() -> None:
    kept = json.loads(sheet.RESULTS.read_text(encoding="utf-8"))

    assert sheet.PAGE.read_text(encoding="utf-8") == page(kept), (
        "write it again: python -m benchmarks.screening.sheet --page"
    )


def test_the_sheet_says_what_was_not_measured() -> None:
    kept = json.loads(sheet.RESULTS.read_text(encoding="utf-8"))
    kept |= dict.fromkeys(("accuracy", "pairs", "origins", "speed"), "the folder of sets is absent")

    assert page(kept).count("Not measured: the folder of sets is absent.") == 4


def test_no_origin_is_flagged_above_the_stated_rate_in_what_is_published() -> None:
    held = json.loads(sheet.RESULTS.read_text(encoding="utf-8"))["origins"]["at the threshold in use"]
    rates = {name: row["per 1,000"] for name, row in held["origins"].items()}
    assert len(rates) >= 30 and max(rates.values()) <= MOST_OF_AN_ORIGIN
    assert f"more often than {MOST_OF_AN_ORIGIN} of 1,000. None is above it." in sheet.PAGE.read_text(encoding="utf-8")
