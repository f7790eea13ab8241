"""A practice session by the keyboard: one case right to the last question, its near miss failed, marks and chart."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pysqlite3
from playwright.sync_api import Page

from tests.journeys.conftest import SignIn, expect, said
from tests.journeys.test_access import clean

HAND = 160  # ms between two keys


def press(page: Page, *keys: str) -> None:
    """Keys at the speed of a hand; the last one leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
        page.wait_for_timeout(HAND)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def answers(page: Page, home: Path) -> dict[str, Any]:
    """What the office keeps of the case on the page, which the page itself does not give away."""
    run = page.url.rstrip("/").rpartition("/")[2].replace("-", "")
    with pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20) as kept:
        (found,) = kept.execute("SELECT scenario FROM records_practicerun WHERE id = ?", [run]).fetchone()
    return dict(json.loads(found))


def ask(page: Page, case: dict[str, Any], fact: str) -> None:
    """Step to a question, ask it, and record the finding that the case points to where it is one."""
    steps = page.locator("[data-step]")
    place = [steps.nth(number).get_attribute("value") for number in range(steps.count())].index(fact)
    press(page, *["j"] * (place + 1), "Enter")
    if fact in case["findings"]:
        expect(page.get_by_role("heading", name=said("Your own finding first"))).to_be_visible()
        value = str(case["findings"][fact]["value"]).lower()
        press(page, page.locator(f'button[name="value"][value="{value}"]').get_attribute("data-key") or "")


def decide(page: Page, outcome: str, grounds: list[str]) -> None:
    """D, the key of the outcome, the keys of its grounds, D."""
    press(page, "d")
    press(page, page.locator(f'a[href="?outcome={outcome}"]').get_attribute("data-key") or "")
    keys = [page.locator(f'input[value="{ground}"]').get_attribute("data-key") or "" for ground in grounds]
    press(page, *keys, "d")


def test_one_case_right_and_its_near_miss_failed(sign_in: SignIn, home: Path) -> None:
    page = sign_in("amina")
    press(page, "g", "m")
    expect(page.get_by_text(said("Nothing was practised yet."))).to_be_visible()
    clean(page)
    press(page, page.locator('button[value="schengen/exit"]').get_attribute("data-key") or "")
    case = answers(page, home)
    clean(page)
    for fact in case["questions"]:
        ask(page, case, fact)
    _picture(page, "practice")
    decide(page, case["outcome"], [ground["id"] for ground in case["grounds"]])
    expect(page.get_by_role("heading", name=said("Outcome right"))).to_be_visible()
    expect(page.get_by_role("heading", name=said("What would have changed it"))).to_be_visible()
    assert page.locator(".practice-marks .shape.is-failed, .practice-marks .shape.is-unsure").count() == 0
    clean(page)
    _picture(page, "practice-right")

    press(page, "n")
    near = answers(page, home)
    assert near["turns_on"] == case["turns_on"] and near["outcome"] != case["outcome"]
    decide(page, case["outcome"], [])  # as if nothing were otherwise, and nothing asked
    expect(page.get_by_role("heading", name=said("Outcome wrong"))).to_be_visible()
    clean(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    _picture(page, "practice-wrong-rtl")

    press(page, "g", "m")
    expect(page.locator(".practice-chart title")).to_have_count(2)
    expect(page.get_by_role("row").filter(has_text=said("near miss"))).to_have_count(1)
    page.emulate_media(color_scheme="dark")
    clean(page)
    _picture(page, "practice-history-dark")


def _picture(page: Page, name: str) -> None:
    if pictures := os.environ.get("TEST_PICTURES", ""):
        page.screenshot(path=str(Path(pictures) / f"{name}.png"))
