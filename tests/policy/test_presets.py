from __future__ import annotations

from datetime import date

import pytest

from limen.policy.presets import dated, preset

ON = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("form", "of", "text", "value"),
    [
        ("days", 14, "+14d", "2026-12-06"),
        ("last_years", 10, "last 10y", "2016-11-22/2026-11-22"),
        ("before_years", 10, "before 10y", "../2016-11-21"),
        ("value", True, "true", "true"),
        ("value", "passport", "passport", "passport"),
    ],
)
def test_a_preset_is_a_label_a_text_and_on_a_day_a_value(form: str, of: object, text: str, value: str) -> None:
    made = preset(form, of, "for {count}")
    assert made == (f"for {of}", text)
    assert dated(made.text, ON) == value
