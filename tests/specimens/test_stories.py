"""The stories: each reads as it should on any day, and ends where the law of the specimen post says it ends."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.assessment import Evidence, Lists, assess
from limen.documents import read_mrz
from limen.interview import answer
from limen.policy import Pack, load_pack
from limen.screening import Index, ListManifest, read_list
from limen.screening.lists import ListKind
from limen.specimens import POST, SPECIMEN_LISTS, Paper, Story, list_csv, stories, story
from limen.specimens.cast import CAST, EVERYBODY, LOOKS
from limen.specimens.people import PEOPLE
from limen.vocabulary import countries
from limen.vocabulary.decision import Advice
from limen.vocabulary.evidence import Outcome
from limen.vocabulary.names import to_mrz

ON = date(2026, 11, 22)
ALL = {one.id: one for one in stories(ON)}
DAYS = st.dates(date(2024, 3, 1), date(2032, 12, 31))
# What a paper is meant to fail, by story; a hundred-year-old birth is for the eye, not for the lines.
MEANT = {
    "expired-passport": {"mrz.expiry"},
    "forged-digit": {"mrz.check_digit.birth", "mrz.check_digit.composite"},
}
FEEDS = {"alert": "alert_for_refusal", "concern": "security_concern"}


@pytest.fixture(scope="module")
def law() -> Pack:
    return load_pack(POST.pack)


@pytest.fixture(scope="module")
def lists() -> Lists:
    """The lists of the specimen post in one index."""
    read = [read_list("", list_csv(one), list_id=one.id) for one in SPECIMEN_LISTS]
    manifests = {
        one.id: ListManifest(one.id, one.title, kind=ListKind(one.kind), feeds_fact=FEEDS.get(one.kind, ""))
        for one in SPECIMEN_LISTS
    }
    return Lists(Index.build([entry for content in read for entry in content.entries]), manifests)


def amiss(paper: Paper) -> set[str]:
    """The codes of the checks that did not pass."""
    findings = read_mrz(paper.lines, on=paper.on).findings
    return {f.code for f in findings if f.outcome in (Outcome.FAILED, Outcome.UNSURE)} - {"mrz.birth_century"}


def evidence(one: Story, paper: Paper, on: date = ON) -> Evidence:
    """What the desk knows once the paper is read and the hits are resolved, before any question."""
    movements = tuple(
        {"direction": direction, "on": (on - timedelta(days=ago)).isoformat(), "state": POST.country, "counts": True}
        for direction, ago in one.earlier
    )
    return Evidence(
        on, one.direction, paper.text, movements=movements, register_from=on - timedelta(days=400),
        resolutions=one.hits, post_country=POST.country,
    )  # fmt: skip


def play(one: Story, paper: Paper, law: Pack, lists: Lists) -> tuple[Advice, list[str]]:
    """The interview as the desk leads it: the law asks, the story answers, until nothing asked has an answer."""
    before, answers, asked = evidence(one, paper), {}, []
    while True:
        now = Evidence(**{**{f: getattr(before, f) for f in before.__slots__}, "answers": tuple(answers.values())})
        _, advice = assess(now, lists, law.route(one.direction))
        name = next((ask.fact for ask in advice.ask if ask.fact in one.answers and ask.fact not in answers), None)
        if name is None:
            return advice, asked
        asked.append(name)
        answers[name] = answer(law.facts[name], one.answers[name], on=ON)


def test_there_are_enough_each_under_its_own_id() -> None:
    assert len(ALL) >= 12
    assert len(ALL) == len(stories(ON))
    assert all(id == one.id and id == id.lower() and " " not in id for id, one in ALL.items())
    assert len({one.title for one in ALL.values()}) == len(ALL)


def test_an_unknown_story_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"nobody.*clean-visitor"):
        story("nobody", ON)


@pytest.mark.parametrize("id", sorted(ALL))
def test_what_to_watch_is_two_short_lines(id: str) -> None:
    assert len(ALL[id].watch) == 2
    assert all(0 < len(line) <= 90 for line in ALL[id].watch)


@pytest.mark.parametrize("id", sorted(ALL))
def test_every_paper_reads_as_it_is_meant_to(id: str) -> None:
    meant = MEANT.get(id, set())
    for paper in ALL[id].papers:
        assert amiss(paper) == meant, paper.holder.key
        reading = read_mrz(paper.lines, on=ON)
        assert reading.accepted == (id != "forged-digit")
        if not paper.shows:
            assert reading.document == paper.document


@pytest.mark.parametrize("id", sorted(ALL))
def test_a_story_ends_where_the_law_says(id: str, law: Pack, lists: Lists) -> None:
    one = ALL[id]
    acts = {act.name for act in law.route(one.direction).acts}
    assert one.act in acts
    for paper in one.opening:
        advice, _ = play(one, paper, law, lists)
        assert advice.outcome == one.outcome, paper.holder.key
        assert advice.decided == (one.outcome != "undetermined")
        assert not [ask.fact for ask in advice.ask if one.outcome != "undetermined"]


def test_the_hits_of_a_story_are_those_the_lists_give(lists: Lists, law: Pack) -> None:
    for one in ALL.values():
        found = set()
        for paper in one.papers:
            checked, _ = assess(evidence(one, paper), lists, law.route(one.direction))
            found |= {f"{hit.list}:{hit.entry_id}" for hit in checked.hits}
        assert found == set(one.hits), one.id


def test_the_unknown_state_leaves_exactly_one_fact_open(law: Pack, lists: Lists) -> None:
    one = ALL["unknown-nationality"]
    advice, _ = play(one, one.papers[0], law, lists)
    assert [ask.fact for ask in advice.ask] == ["visa_exempt"]


def test_words_of_fear_come_before_the_missing_visa(law: Pack, lists: Lists) -> None:
    one = ALL["words-of-fear"]
    silent = {**one.answers, "asks_protection": False}
    told = Story(one.id, one.title, one.watch, one.direction, one.papers, silent, one.outcome, one.act)
    assert play(told, one.papers[0], law, lists)[0].outcome == "refuse"


def test_the_answers_are_facts_of_the_law_or_of_the_usual_ones(law: Pack) -> None:
    for one in ALL.values():
        known = {name: value for name, value in one.answers.items() if name in law.facts}
        assert len(known) >= 6
        for name, value in known.items():
            assert answer(law.facts[name], value, on=ON).is_known


@settings(max_examples=12, deadline=None)
@given(DAYS, st.integers(1, 400))
def test_the_day_moves_every_date_and_nothing_else(on: date, later: int) -> None:
    assert stories(on) == stories(on)
    for here, there in zip(stories(on), stories(on + timedelta(days=later)), strict=True):
        assert (here.id, here.outcome, here.act, here.earlier) == (there.id, there.outcome, there.act, there.earlier)
        for paper, moved in zip(here.papers, there.papers, strict=True):
            # From 2038 on a document code has a second letter (Doc 9303-4 4.2.2.3); these print the plain one.
            assert amiss(paper) - {"mrz.document_code"} == MEANT.get(here.id, set()), here.id
            assert paper.issued.first < moved.issued.first or later < 4
            assert paper.issued.first <= on
            assert paper.document.expiry and moved.document.expiry
            assert paper.document.expiry.first < moved.document.expiry.first or later < 4
        assert here.answers["planned_exit"] + timedelta(days=later) == there.answers["planned_exit"]


def test_the_issue_date_that_is_answered_is_the_one_that_is_printed() -> None:
    for one in ALL.values():
        first = one.opening[0]
        assert one.answers["document_issued"] == first.issued.first, one.id


def test_the_forged_lines_say_another_birth_than_the_page() -> None:
    (paper,) = ALL["forged-digit"].papers
    read = read_mrz(paper.lines, on=ON).document
    assert str(read.birth) != paper.shows["birth"] == str(paper.document.birth)


def test_the_used_visa_was_used_within_its_life() -> None:
    one = ALL["visa-used"]
    visa = next(paper for paper in one.papers if paper.document.type == "V")
    assert visa.printed["entries"] == "1"
    assert [direction for direction, _ in one.earlier] == ["entry", "exit"]
    assert all(str(ON - timedelta(days=ago)) > visa.printed["valid_from"] for _, ago in one.earlier)
    assert visa.document.expiry is not None and visa.document.expiry.first > ON


def test_every_format_and_both_directions_are_played() -> None:
    formats = Counter(paper.document.format for one in ALL.values() for paper in one.papers)
    assert set(formats) == {"TD1", "TD2", "TD3", "MRV-A", "MRV-B"}
    assert {one.direction for one in ALL.values()} == {"entry", "exit"}
    assert len(ALL["family-of-five"].opening) == 5
    assert len(ALL["two-nationalities"].opening) == 1


def test_names_come_from_many_scripts_and_the_lines_are_transliterated() -> None:
    scripts = set()
    for paper in (paper for one in ALL.values() for paper in one.papers):
        scripts |= {unicodedata.name(letter).split()[0] for letter in paper.holder.native if letter.isalpha()}
        joined = "".join(paper.lines)
        assert joined.isascii() and to_mrz(paper.holder.surname) in joined
    assert {
        "LATIN",
        "CYRILLIC",
        "GREEK",
        "ARABIC",
        "HEBREW",
        "DEVANAGARI",
        "CJK",
        "THAI",
        "GEORGIAN",
        "ETHIOPIC",
    } <= scripts


def test_the_cast_are_others_than_the_people_of_the_day() -> None:
    assert not set(CAST) & set(PEOPLE)
    assert set(EVERYBODY) == set(CAST) | set(PEOPLE)
    assert set(LOOKS) <= set(EVERYBODY)
    assert set(CAST) <= set(LOOKS)
    assert all(countries.find(person.nationality) for person in CAST.values())
    numbers = [(person.nationality, person.number) for person in EVERYBODY.values()]
    assert len(set(numbers)) == len(numbers)
