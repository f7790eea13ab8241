"""`limen policy compare`: the law as it is against a draft in a folder, or against itself on another day."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from limen.cli import MISUSED, SOUND, main

VISITOR = {
    "post_country": "LU", "thorough_check": "nothing_open", "nationality": "JP", "birth": "1980-02-03",
    "document_held": True, "document_type": "passport", "document_in_order": True, "document_expiry": "2030-01-01",
    "document_issued": "2020-01-01", "stays": [], "alert_for_refusal": False, "security_concern": False,
    "planned_exit": "2026-12-06",
}  # fmt: skip


# A passport that ends six weeks after the stay, and nothing that would lift what follows from it.
SHORT = {
    "document_expiry": "2027-01-20", "asks_protection": False, "residence_permit_or_long_stay": False,
    "family_member_free_movement": False, "justified_emergency": False,
}  # fmt: skip


@pytest.fixture
def cases(tmp_path: Path) -> str:
    lines = [
        {"id": "1", "facts": VISITOR, "group": "JP", "post": "North Gate"},
        {"id": "2", "facts": {**VISITOR, **SHORT}, "group": "JP", "post": "South Gate"},
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return str(path)


@pytest.fixture
def draft(tmp_path: Path) -> str:
    """The shipped law in a folder, where passports need six months beyond the stay."""
    folder = tmp_path / "schengen"
    with resources.as_file(resources.files("limen").joinpath("policies/schengen")) as shipped:
        for file in shipped.rglob("*.yaml"):
            target = folder / file.relative_to(shipped)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = file.read_text()
            if file.name == "entry.yaml" and file.parent.name == "routes":
                assert "plus_months(planned_exit, 3)" in text
                text = text.replace("plus_months(planned_exit, 3)", "plus_months(planned_exit, 1)")
            target.write_text(text)
    return f"{folder}/entry"


def test_a_draft_is_rehearsed_and_counted(cases: str, draft: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "compare", "schengen/entry", draft, "--cases", cases, "--on", "2026-11-22"]) == SOUND
    told = capsys.readouterr().out
    assert "1 of 2  the same\n" in told
    assert "post South Gate: " in told
    asked = ["policy", "compare", "schengen/entry", draft, "--cases", cases, "--on", "2026-11-22"]
    assert main([*asked, "--json"]) == SOUND
    answer = json.loads(capsys.readouterr().out)
    assert answer["cases"] == 2 and answer["changes"]["same"] == 1
    assert main([*asked, "--each"]) == SOUND
    each = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["change"] == "same" for one in each] == [True, False]
    assert "refuse.A" in str(each[1]["before"])


def test_one_law_on_two_days(cases: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["policy", "compare", "schengen/entry", "schengen/entry", "--cases", cases, "--on", "2026-11-22", "--json"]
    assert main([*asked, "--on-old", "2026-11-20"]) == SOUND
    assert json.loads(capsys.readouterr().out)["changes"]["outcome"] == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{}", "a case is"),
        ('{"id": "1", "facts": {}, "more": 1}', "a case is"),
        ('{"id": 1, "facts": {}}', "id, group and post are text"),
        ('{"facts": {"nationality": 3}}', "nationality"),
        ("", "there is no case in it"),
        ("[]", "a line is an object"),
    ],
)
def test_what_is_no_case_is_one_line(tmp_path: Path, line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(line)
    asked = ["policy", "compare", "schengen/entry", "schengen/entry", "--cases", str(path), "--on", "2026-11-22"]
    assert main(asked) == MISUSED
    complained = capsys.readouterr().err
    assert told in complained and complained.count("\n") == 1


@pytest.mark.parametrize("route", ["nowhere/entry", "schengen/nothing", "schengen"])
def test_a_route_that_is_not_there_is_one_line(route: str, cases: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "compare", route, "schengen/entry", "--cases", cases]) == MISUSED
    assert capsys.readouterr().err.count("\n") == 1


def test_scenarios_are_printed_with_their_answers_and_near_misses(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["policy", "scenarios", "schengen/exit", "--on", "2026-11-22", "--most", "2"]
    assert main(asked) == SOUND
    told = capsys.readouterr().out
    assert told.count("near miss: ") == 2 and "(all turns on it" in told and "to be asked" in told
    assert main([*asked, "--json"]) == SOUND
    first = json.loads(capsys.readouterr().out)
    assert (
        len(first["scenarios"]) == 2 and first["scenarios"][0]["near"]["turns_on"] == first["scenarios"][0]["turns_on"]
    )
    assert main([*asked, "--json", "--seed", "1"]) == SOUND
    assert json.loads(capsys.readouterr().out) == first


def test_exam_items_are_printed_with_the_right_option_marked(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["policy", "scenarios", "schengen/exit", "--on", "2026-11-22", "--most", "1", "--exam"]
    assert main(asked) == SOUND
    assert capsys.readouterr().out.count("\n  * ") == 1
    assert main([*asked, "--json"]) == SOUND
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert [option["right"] for option in item["options"]].count(True) == 1


def test_a_number_of_scenarios_that_is_none_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "scenarios", "schengen/exit", "--on", "2026-11-22", "--most", "0"]) == MISUSED
    assert "ask for 1 to 200" in capsys.readouterr().err
