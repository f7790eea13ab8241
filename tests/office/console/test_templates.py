"""Templates: nothing inline under the strict policy, one file a component, words marked for translation."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from django.template import engines
from django.template.loader import get_template, render_to_string

from limen.office.actions.views import CaseRow
from tests.office.console import built

MODULES = resources.files("limen.office.console")
ROOT = MODULES / "templates"


def _texts() -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [("", ROOT)]
    while waiting:
        name, folder = waiting.pop()
        for entry in folder.iterdir():
            path = f"{name}{entry.name}"
            if entry.is_dir():
                waiting.append((f"{path}/", entry))
            elif entry.name.endswith(".html"):
                found[path] = entry.read_text(encoding="utf-8")
    return found


TEXTS = _texts()


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_nothing_is_inline_and_everything_compiles(name: str) -> None:
    text = TEXTS[name]
    assert not re.search(r"\sstyle=|\son\w{3,}=|<style|javascript:", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
    get_template(name)


def test_every_component_has_its_tag_and_every_tag_its_component() -> None:
    source = (resources.files("limen.office.console") / "templatetags" / "limen.py").read_text(encoding="utf-8")
    used = set(re.findall(r'(?:inclusion_tag|render_to_string)\("(components/[a-z_]+\.html)"', source))
    assert used == {name for name in TEXTS if name.startswith("components/")}


def _render(text: str, **context: Any) -> str:
    rendered = engines["django"].from_string("{% load limen %}" + text).render(context)
    return re.sub(r"\s+", " ", rendered)


def test_a_shape_is_drawn_for_every_outcome_and_hidden_from_who_hears_the_word() -> None:
    drawn = {
        kind: _render("{% shape kind %}", kind=kind)
        for kind in ("passed", "failed", "unsure", "not_done", "protective")
    }
    assert len({re.sub(r'class="[^"]*"', "", one) for one in drawn.values()}) == 5
    assert all('aria-hidden="true"' in one for one in drawn.values())
    assert _render("{% shape kind %}", kind="adverse").count("<rect") == 1


def test_a_moment_is_local_to_the_post_and_says_its_zone() -> None:
    assert ">22 Nov 2026 14:05 CET<" in _render("{{ at|moment:zone }}", at=built.NOW, zone="Europe/Luxembourg")
    assert ">16:05 +03<" in _render("{{ at|clock:zone }}", at=built.NOW, zone="Europe/Istanbul")
    assert _render("{{ at|moment:zone }}", at=None, zone="UTC").strip() == ""


def test_keys_are_printed_as_they_stand_on_the_keyboard() -> None:
    assert _render("{% kbd press %}", press="ctrl enter").count("<kbd>") == 2
    assert "<kbd>Esc</kbd>" in _render("{% kbd press %}", press="escape")
    assert "<kbd>A</kbd>" in _render("{% kbd press %}", press="a")
    assert "&lt;" in _render("{% kbd press %}", press="<")


def test_a_name_that_is_markup_is_shown_and_not_run() -> None:
    view = built.case(name="<script>alert(1)</script>", hits=(built.hit(listed_name="<img src=x>"),))
    shown = _render("{% hit view view.hits.0 'UTC' True True %}", view=view)
    assert "<script>" not in shown
    assert "<img" not in shown


def test_a_hit_offers_its_resolution_only_to_who_may_settle_it() -> None:
    view = built.case(hits=(built.hit(),))
    assert 'data-key="n"' in _render("{% hit view view.hits.0 'UTC' True True %}", view=view)
    assert "data-key" not in _render("{% hit view view.hits.0 'UTC' False True %}", view=view)


def test_a_hidden_ground_shows_nothing_of_itself() -> None:
    from limen.office.actions.views import GroundView

    ground = GroundView("refuse.I", "I", "Art 6(1)(e)", "A danger", "Because of this.", "mandatory", True)
    shown = _render("{% grounds all True %}", all=(ground,))
    assert "<details" not in shown and "data-key" not in shown
    assert "danger" not in shown
    assert "Because" not in shown
    assert "6(1)(e)" not in shown


def test_each_rendered_form_has_a_key_of_its_own() -> None:
    shown = _render("{% form_marks %}{% form_marks %}")
    keys = re.findall(r'name="key" value="([^"]+)"', shown)
    assert len(set(keys)) == 2


def test_the_figures_render_with_numbers_no_language_can_change() -> None:
    view = built.case(doubtful=frozenset({(2, 3)}))
    strip = _render("{% stay_strip view.stay %}", view=view)
    assert "78" in strip
    assert 'class="run is-present"' in strip
    page = _render("{% data_page view %}", view=view)
    assert 'class="doubt"' in page
    assert not re.search(r'(x|y|width|textLength)="[0-9]+,[0-9]', strip + page)


def _stay(stays: bool = True, **changes: Any) -> str:
    return _render("{% stay_strip stay stays %}", stay=replace(built.STAY, **changes), stays=stays)


def test_who_moves_freely_is_told_of_no_limit_and_of_nothing_else() -> None:
    shown = _stay(days_left=None, leave_by=None)
    assert re.sub("<[^>]+>", "", shown).strip() == "No limit of days"
    assert "svg" not in shown


def test_days_that_are_not_known_are_never_a_question_mark() -> None:
    shown = _stay(days_used=None, days_left=None, last_day=None, leave_by=None, not_known="the register begins")
    assert "Days not known" in shown
    assert "the register begins" in shown
    assert "?" not in re.sub("<[^>]+>", "", shown)


def test_who_is_turned_away_sees_the_count_and_no_day_to_leave_by() -> None:
    assert "leave by" in _stay()
    shown = _stay(stays=False)
    assert "leave by" not in shown
    assert "78" in shown


def test_a_question_names_what_hangs_on_it_and_never_by_its_id() -> None:
    shown = _render("{% ask view one problem typed %}", view=built.case(), one=built.ask(), problem=None, typed={})
    assert 'Hangs on it: <span lang="en">Has no visa</span>' in shown
    assert "refuse.C" not in shown


@pytest.mark.parametrize(
    ("state", "kept", "read"),
    [
        ("admitted", "until 29 Nov 2026", "Admitted <b>until 29 Nov 2026</b>"),
        ("held", "lapsed 22 Nov 2026 18:00", "Held, <b>lapsed 22 Nov 2026 18:00</b>"),
        ("open", "for 12 min", "Open, for 12 min"),
        ("open", "just now", "Open, just now"),
        ("open", "for 4 h", "Open, for 4 h"),
        ("departed", "", "Departed"),
    ],
)
def test_the_note_of_a_row_reads_on_from_its_state(state: str, kept: str, read: str) -> None:
    row = CaseRow(built.ID, "A", "UTO", "UTO 1", "entry", state, state.capitalize(), "Amina", built.NOW, kept)
    assert read in _render("{% case_rows rows 'UTC' %}", rows=[row]).replace("</span>", "")


def test_a_repair_is_shown_where_it_helps_and_changes_nothing() -> None:
    repair = ("birth", 2, 14, "B", "8", "B and 8 look alike to a scanner.")
    shown = _render("{% check one 1 repairs %}", one=built.check("mrz.check_digit.birth", "failed"), repairs=(repair,))
    read = re.sub("<[^>]+>", "", shown)
    assert "might be 8 for B, position 2:14: B and 8 look alike" in read
    assert "<input" not in shown
    assert "<button" not in shown


BARE = re.compile(r"{%\s*(?:blocktranslate|comment).*?{%\s*end(?:blocktranslate|comment)\s*%}|{%.*?%}|{{.*?}}", re.S)
# Names and codes, the same in every language.
NAMES = {"Limen", "un, ofac-sdn, alerts, lost-stolen", "22 Nov 2026", "SHA-256", "de, icao, specimens"}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_english_stands_bare_in_a_template(name: str) -> None:
    text = BARE.sub("", re.sub(r"{% block body_class %}.*?{% endblock %}", "", TEXTS[name]))
    told = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    told += re.sub(r"<[^>]*>", "\n", text).split("\n")
    bare = {one.strip(" ·") for one in told if re.search(r"[A-Za-z]{2}", re.sub(r"&[a-z]+;", "", one))}
    assert bare - NAMES == set()


@pytest.mark.parametrize("module", sorted(one.name for one in MODULES.iterdir() if one.name.endswith(".py")))
def test_no_english_stands_bare_in_what_a_page_is_told(module: str) -> None:
    tree = ast.parse((MODULES / module).read_text(encoding="utf-8"))
    shown = {"BadInput", "Misread", "Problem", "Worst", "page"}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name | ast.Attribute):
            name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
            bare = [a.value for a in call.args if isinstance(a, ast.Constant) and " " in str(a.value)]
            assert name not in shown or not bare, (module, call.lineno, bare)


def test_an_act_that_is_not_possible_says_why() -> None:
    from limen.office.console.case import arranged

    view = built.case(acts=(built.act("admit", may=False, why_not="a list hit is still open"),))
    shown = _render("{% actbar view page %}", view=view, page=arranged(view, built.PRIMARY))
    assert 'aria-disabled="true"' in shown
    assert "a list hit is still open" in shown
    assert "<form" not in shown


def test_a_question_never_lets_enter_choose_its_first_answer() -> None:
    view = built.case()
    shown = _render(
        "{% ask view one problem typed %}",
        view=view,
        one=built.ask(takes_text=True, type="date"),
        problem=None,
        typed={},
    )
    answers, typed = shown.split("</form>")[:2]
    assert 'name="value"' in answers
    assert 'type="text"' not in answers.replace('type="hidden"', "")
    assert 'name="typed"' in typed
    assert 'name="value"' not in typed


def test_the_problem_page_needs_nobody_signed_in() -> None:
    shown = render_to_string("console/problem.html", {"title": "Not permitted", "message": "Why.", "status": 403})
    assert "Not permitted" in shown
