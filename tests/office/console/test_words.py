"""What the console calls things, and how it says their values."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from datetime import date
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.test import RequestFactory
from django.utils import dates, translation
from django.utils.dateformat import format as date_format
from django.views.i18n import set_language

from limen import documents
from limen.office.actions import telling
from limen.office.actions.errors import ActError, BadInput, NotPossible, Words
from limen.office.console import problems, words
from limen.office.console.lists import KINDS
from limen.office.records.models import Decision, HistoryLink, Post, Referral, Service
from limen.screening.compare import Strength
from limen.screening.lists.entry import Schema
from limen.vocabulary.person import Role
from tests.journeys import pseudo
from tests.office.console import built

ROOT = Path(__file__).resolve().parents[3]
# Acts whose messages are still put together by hand.
BY_HAND = frozenset({"assessing.py", "viewing.py"})
# Being translated: what is missing shows in English. One that is whole leaves this set.
PARTLY: frozenset[str] = frozenset()  # languages whose console is not whole yet


def test_every_check_of_a_document_has_a_title() -> None:
    codes = {code.rpartition(".")[0] for code in documents.WORDS if not code.startswith("mrz.repair")}
    assert codes == set(words.CHECKS)


def test_a_title_of_the_view_wins_over_the_table() -> None:
    check = built.check("mrz.number")
    assert words.check_title(check) == "Document number"
    assert words.check_title(built.check("chip")) == "chip"


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("1990-01-31", "31 Jan 1990"),
        ("1990-01", "Jan 1990"),
        ("1990", "1990"),
        ("1990~", "~ 1990"),
        ("2016-11-22/2026-11-22", "22 Nov 2016 – 22 Nov 2026"),
        ("../2016-11-21", "until 21 Nov 2016"),
        ("2016-11-21/..", "from 21 Nov 2016"),
        ("no", "no"),
        ("", ""),
        ("yes/no", "yes – no"),
    ],
)
def test_days_are_said_so_that_nobody_misreads_them(stored: str, said: str) -> None:
    assert words.spoken_day(stored) == said


@pytest.mark.parametrize(
    "kept",
    [
        HistoryLink.State, Decision.State, Referral.Kind, Service.Signature, Post.Mode, Role, Strength,
        [value for value, _ in KINDS],
    ],
)  # fmt: skip
def test_every_stored_word_that_is_shown_has_words_of_its_own(kept: Iterable[str]) -> None:
    assert [str(value) for value in kept if str(value) not in words.STORED] == []


def test_a_stored_word_nobody_knows_is_still_read() -> None:
    assert words.stored("lost_stolen") == "Lost and stolen"
    assert words.stored("of_a_pack") == "Of a pack"


def test_every_kind_of_row_is_counted_in_words() -> None:
    assert {str(schema) for schema in Schema} | {"alias", "address", "skipped"} == set(words.ROWS)
    assert words.rows_account(6, [("person", 6)], 0) == "6 rows read: 6 persons, 0 rejected"
    assert words.rows_account(1, [("document", 1)], 0) == "1 row read: 1 document, 0 rejected"
    counted = words.rows_account(19321, [("new", 2), ("person", 19319)], 1200)
    assert counted == "19\u202f321 rows read: 2 new, 19\u202f319 persons, 1\u202f200 rejected"


def test_printed_fields_have_labels_values_and_places() -> None:
    by_name = {field.name: field for field in words.printed(built.DOCUMENT)}
    assert by_name["issuer"].value == "UTO · Utopia"
    assert by_name["birth"].value == "12 Aug 1974"
    assert by_name["optional"].value == ""
    assert by_name["expiry"].place == "2:22-27"
    assert words.field_label("tax_number") == "Tax number"


# -- words in other languages -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """`bin/words`, which has no suffix."""
    loader = SourceFileLoader("bin_words", str(ROOT / "bin" / "words"))
    spec = spec_from_loader("bin_words", loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules["bin_words"] = module  # its dataclasses look their module up
    loader.exec_module(module)
    return module


def test_every_catalogue_is_what_the_code_marks(tool: ModuleType) -> None:
    for domain, language in tool.everything():
        partly = language in PARTLY and domain.name == "django"
        assert tool.faults(domain, language, partly=partly) == []


def test_a_language_that_is_whole_is_no_longer_in_part(tool: ModuleType) -> None:
    (console,) = [domain for domain in tool.DOMAINS if domain.name == "django"]
    for language in PARTLY:
        assert tool.faults(console, language), "take it out of PARTLY"


def test_words_are_found_wherever_they_are_marked(tool: ModuleType) -> None:
    found = {message.id for domain in tool.DOMAINS for message in tool.template(domain)}
    assert {
        "Screened against {title}",  # N_ in a pure room
        "The form has lost its key, so it could be counted twice: reload the page.",  # an act's error
        "no exit on record",  # Words of an act
        "Account and duty",  # a template
        ("%(count)s more question may matter after this one.", "%(count)s more questions may matter after this one."),
        ("%(count)s person", "%(count)s persons"),  # NN_
        "Countersigned in the system, {when}",  # a letter
    } <= found


@pytest.mark.parametrize(
    ("said", "string", "wrong"),
    [
        ("Held until {day}", "محتجز حتى {day}", ""),
        ("Held until {day}", "محتجز", "fills in other places than {day}"),
        ("Held", "محتجز {day}", "fills in other places than none"),
        ("%(count)s left", "%(cuont)s", "fills in other places than %(count)s"),
        (("%(n)s day", "%(n)s days"), ("لا أيام", "يوم", "يومان", "%(n)s أيام", "%(n)s يومًا", "%(n)s يوم"), ""),
        (("%(n)s day", "%(n)s days"), ("", "", "", "", "", ""), ""),
        (("%(n)s day", "%(n)s days"), ("a", "b", "c", "d", "e", "f"), "fills in other places than %(n)s"),
        ("100%%", "100%%", ""),
    ],
)
def test_a_translation_fills_in_what_its_message_does(tool: ModuleType, said: Any, string: Any, wrong: str) -> None:
    assert tool.unsound(Message(said, string)) == wrong


def test_a_guess_is_no_translation(tool: ModuleType) -> None:
    assert tool.unsound(Message("Held", "محتجز", flags=["fuzzy"])) == "is marked fuzzy"


def test_a_changed_message_loses_its_translation_and_nothing_is_guessed(tool: ModuleType, tmp_path: Path) -> None:
    domain = tool.Domain("made", tmp_path, ("ar",), tool.re.compile("none"), "Made")
    first = Catalog()
    first.add("Held until {day}")
    first.add("Admitted")
    catalog = tool.updated(domain, "ar", first)
    catalog["Held until {day}"].string, catalog["Admitted"].string = "محتجز حتى {day}", "أُدخل"
    domain.path("ar", ".po").parent.mkdir(parents=True)
    domain.path("ar", ".po").write_bytes(tool.written(catalog))
    second = Catalog()
    second.add("Held till {day}")
    second.add("Admitted")
    kept = tool.updated(domain, "ar", second)
    assert {message.id: message.string or "" for message in kept if message.id} == {
        "Held till {day}": "",
        "Admitted": "أُدخل",
    }
    assert tool.written(tool.updated(domain, "ar", first)) == domain.path("ar", ".po").read_bytes()


def test_words_read_as_english_and_keep_their_template() -> None:
    said = Words("Not possible: {why}.", why=Words("a list hit is still open"))
    assert said == "Not possible: a list hit is still open."
    assert (said.template, set(said.params)) == ("Not possible: {why}.", {"why"})
    assert words.told(said) == said
    assert Words("braces {stay} as they are") == "braces {stay} as they are"
    assert words.told("") == ""


@pytest.mark.parametrize(
    ("error", "english"),
    [
        (BadInput("Write down what the review found."), "Write down what the review found."),
        (BadInput("A hold lasts {hours} hours at most.", hours=4), "A hold lasts 4 hours at most."),
        (BadInput("“{typed}” is no day."), "“{typed}” is no day."),
        (NotPossible("Not possible: {why}.", "case.hits", why="x{y}"), "Not possible: x{y}."),
    ],
)
def test_an_error_of_an_act_reads_as_before(error: ActError, english: str) -> None:
    assert str(error) == english
    assert problems.of(error).message == english
    assert getattr(error, "code", "") == ("case.hits" if isinstance(error, NotPossible) else "")


@pytest.fixture
def nobodys(tmp_path: Path, settings: Any) -> None:
    """The language nobody speaks, brought by the office itself as any language may be."""
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo.LANGUAGE, pseudo.LANGUAGE)]


@pytest.mark.usefixtures("nobodys")
def test_what_an_act_says_is_said_in_the_officers_language() -> None:
    error = NotPossible("Not possible: {why}.", "case.hits", why=Words("no document has been read yet"))
    with translation.override(pseudo.LANGUAGE):
        said = problems.of(error).message
        assert words.told("Write down what the review found.").startswith("⟦Ŵŕīŧē")
        assert words.told("nobody marked this") == "nobody marked this"
        assert words.rows_account(2, [("person", 2)], 0).startswith("⟦2 ŕōŵš")
    assert said.startswith("⟦Ñōŧ ƥōššīƀłē: ⟦ñō đōçūm")
    assert problems.of(error).message == "Not possible: no document has been read yet."


@pytest.mark.usefixtures("nobodys")
def test_what_a_finding_says_is_said_again_from_its_code_and_parameters() -> None:
    params = {"date": "2027-11-22", "days": 365, "date_words": "22 Nov 2027", "days_words": "365 days"}
    kept = {"code": "mrz.expiry", "outcome": "passed", "params": params, "reason": "kept"}
    said = telling.reason(kept)
    assert said == "The document is valid until 22 Nov 2027: 365 days left."
    with translation.override(pseudo.LANGUAGE):
        told = words.told(said)
    assert told.startswith("⟦Ŧħē đōçūmēñŧ īš ṽàłīđ ūñŧīł 22 ⟦Ñōṽ ~⟧ 2027: ⟦365 đàýš")
    assert telling.reason({**kept, "params": {}}) == "kept"
    dates = {"theirs": "1991-12-24", "theirs_words": "", "listed": "1990/1992~", "listed_words": ""}
    born = {"code": "born.near", "params": dates}
    assert telling.feature(born) == "Birth dates are near but differ (24 Dec 1991; list 1990 to about 1992)"


@pytest.mark.usefixtures("nobodys")
def test_the_officers_choice_is_kept_and_turns_the_page() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        return HttpResponse(f"{translation.get_language()} {direction}")

    def shown(**cookies: str) -> str:
        request = RequestFactory().get("/")
        request.COOKIES.update(cookies)
        answer = LocaleMiddleware(page)(request)
        assert isinstance(answer, HttpResponse)
        return answer.content.decode()

    chosen = set_language(RequestFactory().post("/language/", {"language": "ar", "next": "/duty/"}))
    cookie = chosen.cookies["limen_language"]
    assert (chosen.status_code, chosen.headers["Location"], cookie.value) == (302, "/duty/", "ar")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert shown() == "en ltr"
    assert shown(limen_language="ar") == "ar rtl"
    assert shown(limen_language=pseudo.LANGUAGE) == "en-xa ltr"
    assert shown(limen_language="xx") == "en ltr"


def test_no_message_of_an_act_is_put_together_before_it_is_marked() -> None:
    """An f-string or a sum has no template anybody could translate."""
    raised = {"ActError", "BadInput", "NotFound", "NotPossible", "Words"}
    glued = []
    for path in sorted((ROOT / "src" / "limen" / "office" / "actions").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in raised and isinstance(node, ast.Call) and node.args:
                first = node.args[0]
                if isinstance(first, ast.JoinedStr | ast.BinOp) and path.name not in BY_HAND:
                    glued.append(f"{path.name}:{node.lineno}")
    assert glued == []


@pytest.mark.parametrize("language", ["ar"])
def test_no_word_of_ours_takes_the_place_of_a_month_or_a_day_of_the_week(language: str) -> None:
    # a catalogue of ours is asked before Django's: a verb `may` once stood where May belongs
    tables = (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.WEEKDAYS, dates.WEEKDAYS_ABBR)
    with translation.override(None):
        english = {str(word) for table in tables for word in table.values()}
    with (ROOT / f"src/limen/office/console/locale/{language}/LC_MESSAGES/django.po").open("rb") as stream:
        ours = {message.id for message in read_po(stream) if message.context is None}
    assert not english & ours
    with translation.override(language):
        assert date_format(date(2026, 5, 26), "j M Y") == "26 مايو 2026"
