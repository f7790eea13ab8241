"""Templates: nothing inline under the strict policy, one file a component, words marked for translation."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pytest
from django.template import engines
from django.template.loader import get_template, render_to_string

from tests.office.console import built

ROOT = resources.files("limen.office.console") / "templates"


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
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
    get_template(name)


def test_every_component_has_its_tag_and_every_tag_its_component() -> None:
    source = (resources.files("limen.office.console") / "templatetags" / "limen.py").read_text(encoding="utf-8")
    used = set(re.findall(r'inclusion_tag\("(components/[a-z_]+\.html)"\)', source))
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
    shown = _render("{% ground one %}", one=ground)
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
