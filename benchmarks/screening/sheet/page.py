"""The measured figures as a page: a table a question, every share with its interval."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from limen.screening import RULES_VERSION
from limen.screening.calibration import ALERTS
from limen.screening.compare import DEFAULT_THRESHOLD

MIX = Path(__file__).resolve().parents[1] / "population" / "mix.tsv"
SETS = {
    "un_xscript": "UN list, original script",
    "eu_xscript": "European list, original script",
    "ofac_alias": "OFAC list, an alias left out of the record",
    "un_treated": "UN list, misspelt and reordered",
    "mrz_td1": "Listed names cut to 30 characters (cards)",
    "mrz_td3": "Listed names cut to 39 characters (passports)",
}
SCRIPTS = {
    "Arab": "Arabic", "Armn": "Armenian", "Beng": "Bengali", "Cyrl": "Cyrillic", "Deva": "Devanagari",
    "Ethi": "Ethiopic", "Geor": "Georgian", "Grek": "Greek", "Guru": "Gurmukhi", "Hang": "Hangul", "Hani": "Han",
    "Hebr": "Hebrew", "Hira": "Hiragana", "Kana": "Katakana", "Khmr": "Khmer", "Laoo": "Lao", "Latn": "Latin alone",
    "Mymr": "Burmese", "Taml": "Tamil", "Thai": "Thai",
}  # fmt: skip
SHARES = ("1.0%", "0.1%", "0.01%")
WAYS = ("name and birth", "name only")
COMMAND = "make accuracy"
MOST_OF_AN_ORIGIN = 25  # of 1,000 travellers on no list, at the threshold in use: more is a fault of the rules


def page(figures: Mapping[str, Any]) -> str:
    """The whole sheet."""
    where = figures["machine"]
    parts = [
        "# How well names are matched",
        "",
        f"Made by `{COMMAND}` (`python -m benchmarks.screening.sheet`) from what the programs in "
        f"`benchmarks/screening` measured on {where['on']}: {where['processor']}, {where['cores']} cores, "
        f"Python {where['python']}, rules `{figures['rules']}`. Numbers in brackets are the interval that holds the "
        "true figure 95 times in 100.",
        "",
        *_outdated(figures["rules"]),
        *_found(figures["accuracy"]),
        *_scripts(figures["accuracy"]),
        *_peers(figures["accuracy"]),
        *_pairs(figures["pairs"]),
        *_origins(figures["origins"]),
        *_speed(figures["speed"]),
        *_limits(),
        # What was not measured with the rest; a whole run writes none of it.
        *(f"- {note}" for note in figures.get("notes", ())),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _outdated(rules: str) -> list[str]:
    if rules == RULES_VERSION:
        return []
    return [f"**These figures are of other rules than those in force (`{RULES_VERSION}`): measure again.**", ""]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A table of Markdown; every column but the first to the right."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return [*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""]


def share(value: object, interval: object = None) -> str:
    """`98.2 % (97.0–99.1)`."""
    if not isinstance(value, int | float):
        return "not measured"
    text = f"{100 * value:.1f} %"
    if isinstance(interval, list):
        text += f" ({100 * interval[0]:.1f}–{100 * interval[1]:.1f})"
    return text


def _why_not(figures: Any) -> list[str]:
    return [f"Not measured: {figures}.", ""] if isinstance(figures, str) else []


def _found(figures: Any) -> list[str]:
    lines = [
        "## Listed persons found at a fixed load of false hits",
        "",
        "A threshold is set so that it flags 1 in 100, 1 in 1,000 or 1 in 10,000 travellers who are on no list; the "
        "table says how many listed persons are then found, asked for by a spelling that their record does not hold. "
        "The European list's original script is kept apart for acceptance and is not in this table.",
        "",
    ]
    if isinstance(figures, str):
        return lines + _why_not(figures)
    for way in WAYS:
        for travellers, held in (
            ("supplied travellers", figures[way]),
            ("the stated mix", figures[way].get("of the mix")),
        ):
            if not held:
                continue
            lines += [f"### {way.capitalize()}, thresholds from {held['travellers']:,} of {travellers}", ""]
            rows = [
                [name, held[kind]["queries"], *(share(held[kind][s], held[kind][f"{s} interval"]) for s in SHARES),
                 share(held[kind]["default"])]
                for kind, name in SETS.items() if kind in held
            ]  # fmt: skip
            lines += table(["set", "asked", *(f"at {s}" for s in SHARES), "at the threshold in use"], rows)
            marks = ", ".join(f"{held['thresholds'][s]:.3f} for {s}" for s in SHARES)
            low, high = held["flagged at default interval"]
            lines += [
                f"Thresholds: {marks}; 0 means that fewer than that share reach {figures[way].get('floor', 0.45):g}, "
                "below which nothing is looked at. "
                f"The threshold in use flags {1000 * held['flagged at default']:.2f} of 1,000 "
                f"({1000 * low:.2f}–{1000 * high:.2f}).",
                "",
            ]
    return lines


def _scripts(figures: Any) -> list[str]:
    if isinstance(figures, str):
        return []
    lines = [
        "## By script of the question",
        "",
        "The three development sets together; scripts asked ten times or more.",
        "",
    ]
    rows = []
    for way in WAYS:
        for at in ("1.0%", "0.1%"):
            held = figures[way][f"scripts at {at}"]
            rows += [
                [f"{way}, at {at}", SCRIPTS.get(name, name), row["queries"], share(row["recall"], row["interval"])]
                for name, row in held.items() if name != "worst"
            ]  # fmt: skip
    worst = ", ".join(f"{way} {figures[way]['scripts at 0.1%'].get('worst', '')}" for way in WAYS)
    return [*lines, *table(["asked", "script", "times", "found"], rows), f"The worst script at 0.1%: {worst}.", ""]


def _peers(figures: Any) -> list[str]:
    if isinstance(figures, str) or "beside peers" not in figures:
        return []
    lines = [
        "## Beside other matchers",
        "",
        "The same questions and the same travellers, drawn evenly from the sets; each matcher at its own threshold. "
        "rapidfuzz is handed romanised names and knows no birth date; logic-v2 of nomenklatura is handed its "
        "candidates, the right one among them, while Limen searches the whole list. In brackets: by how many points "
        "Limen finds more, as an interval over the same resamples.",
        "",
    ]
    for way in WAYS:
        held = figures["beside peers"][way]
        matchers = [name for name in held if name != "travellers"]
        lines += [f"### {way.capitalize()}, {held['travellers']:,} travellers", ""]
        rows = []
        for kind, name in SETS.items():
            for at in ("1.0%", "0.1%"):
                cells = [_beside(held[matcher], kind, at) for matcher in matchers]
                if any(cells):
                    rows.append([f"{name}, at {at}", *cells])
        lines += table(["set", *matchers], rows)
        lines += [f"{name}: {held[name]}." for name in matchers if isinstance(held[name], str)]
        about = [
            f"{name}: {held[name]['about']}."
            for name in matchers
            if isinstance(held[name], dict) and "about" in held[name]
        ]
        lines += [*about, ""]
    return lines


def _beside(held: Any, kind: str, at: str) -> str:
    if isinstance(held, str):
        return "not run"
    if kind not in held:
        return ""
    row = held[kind]
    more = row.get(f"{at} limen more by")
    return share(row[at]) + (f" ({100 * more[0]:+.1f} to {100 * more[1]:+.1f})" if more else "")


def _pairs(figures: Any) -> list[str]:
    lines = [
        "## Labelled pairs of our own",
        "",
        "`benchmarks/screening/pairs/pairs.tsv`: pairs of fictional names, each labelled the same or different with "
        "the reason, public domain (CC0). The different ones are near: brothers, other fathers, other divine names. "
        "Two names alone are compared, as `limen compare` does, without birth date and without a list. Languages are "
        "ISO 639-1 codes; `waf` is West Africa, `mrz` the machine readable zone.",
        "",
    ]
    if isinstance(figures, str):
        return lines + _why_not(figures)
    match = figures["match"]
    lines += [
        f"At the score from which two names are called a match ({figures['threshold']}): of {match['same']} that are "
        f"the same {share(match['found'], match['found interval'])} are found, of {match['different']} that are "
        f"different {share(match['told apart'], match['told apart interval'])} are told apart.",
        "",
    ]
    rows = []
    for name, row in figures["matchers"].items():
        if isinstance(row, str):
            rows.append([name, row, ""])
            continue
        auc = f"{row['auc']:.3f} ({row['auc interval'][0]:.3f}–{row['auc interval'][1]:.3f})"
        at = "at 5% of the different"
        rows.append([name, auc, share(row[at], row[f"{at} interval"])])
    lines += table(["matcher", "same above different", "found where 5 in 100 of the different are flagged"], rows)
    for title, group in (
        ("phenomenon", "phenomena"),
        ("script", "scripts"),
        ("language, ten pairs or more", "languages"),
    ):
        rows = [
            [SCRIPTS.get(name, name) if group == "scripts" else name, row.get("same", 0),
             share(row["found"], row["found interval"]) if "found" in row else "–", row.get("different", 0),
             share(row["told apart"], row["told apart interval"]) if "told apart" in row else "–"]
            for name, row in figures[group].items()
        ]  # fmt: skip
        lines += table([title, "same", "found", "different", "told apart"], rows)
    return lines


def _origins(figures: Any) -> list[str]:
    lines = [
        "## False hits by origin of names",
        "",
        "Travellers on no list whose names are drawn from a stated mix (`benchmarks/screening/population`), with birth "
        "date, sex and nationality, against the published OFAC and UN lists. An origin is measured and never an input. "
        "`namesakes` bear a listed name word for word, which no rule of spelling changes.",
        "",
    ]
    if isinstance(figures, str):
        return lines + _why_not(figures)
    with MIX.open(encoding="utf-8", newline="") as mix:
        labels = {row["origin"]: row["label"] for row in csv.DictReader(mix, delimiter="\t")}
    held = figures["at the threshold in use"]
    fixed = figures.get("at one of 1,000 of the mix")
    head = ["origin", "people", "flagged of 1,000", "namesakes of 1,000"] + (
        ["where 1 of 1,000 is flagged"] if fixed else []
    )
    rows = []
    order = sorted(held["origins"], key=lambda name: (-held["origins"][name]["per 1,000"], name))
    for name in order:
        row = held["origins"][name]
        cells = [labels.get(name, name), f"{row['people']:,}", _rate(row), f"{held['namesakes of 1,000'][name]:.2f}"]
        rows.append(cells + ([_rate(fixed["origins"][name])] if fixed else []))
    lines += table(head, rows)
    for title, part in (("At the threshold in use", held), ("Where 1 of 1,000 is flagged", fixed)):
        if part:
            ratio = part["highest to lowest"]
            lines.append(
                f"{title} ({part['threshold']:.3f}): {_rate(part['all'])} of 1,000 in all; the highest rate "
                f"({labels.get(ratio['highest'], ratio['highest'])}) is {ratio['ratio']:g} times the lowest "
                f"({labels.get(ratio['lowest'], ratio['lowest'])}), "
                f"interval {ratio['interval'][0]:g}–{ratio['interval'][1]:g}."
            )
    before = figures["worse than before"]
    above = [name for name, row in held["origins"].items() if row["per 1,000"] > MOST_OF_AN_ORIGIN]
    likely = [name for name, row in held["origins"].items() if row["interval"][1] > MOST_OF_AN_ORIGIN]
    lines += [
        f"Stated: at the threshold in use no origin is flagged more often than {MOST_OF_AN_ORIGIN} of 1,000. "
        + (
            f"Above it: {', '.join(sorted(labels.get(name, name) for name in above))}."
            if above
            else "None is above it."
        )
        + (
            f" The interval of {', '.join(sorted(labels.get(name, name) for name in likely))} reaches above it: "
            "another sample may."
            if likely and not above
            else ""
        ),
        f"The names are made of {figures['words']}. The goal, the highest at most twice the lowest, "
        + ("is met" if held["highest to lowest"]["ratio"] <= 2 else "is not met")
        + ": the lists themselves are uneven, and a people whose few given names fill them has namesakes on them, and "
        "more neighbours of every other name, whatever the rules of spelling are. Of an origin that no list names "
        "nobody is flagged, so that no ratio to the lowest comes near two but at a threshold that flags nobody at all.",
        f"Worse than the release before: {', '.join(labels.get(name, name) for name in before) if before else 'none'}.",
        "",
    ]
    return lines


def _rate(row: Mapping[str, Any]) -> str:
    return f"{row['per 1,000']:.2f} ({row['interval'][0]:.2f}–{row['interval'][1]:.2f})"


_SPEED = {
    "ms_median": "one traveller, half within (ms)", "ms_p95": "one traveller, 95 in 100 within (ms)",
    "manifest_s": "a flight of 300 (s)", "add_ms": "one entry added (ms)",
    "add_and_screen_ms": "one entry added and the next traveller asked (ms)", "build_s": "the index built (s)",
    "logic_v2_over_limen": "logic-v2 on 50 candidates takes so many times our whole search, each asked alone",
    "logic_v2_over_limen_in_a_flight": "the same, 300 asked in one pass",
    "logic_v2_over_limen_same_50": "the same, of our comparing those 50 one by one",
}  # fmt: skip


def _speed(figures: Any) -> list[str]:
    lines = ["## Speed", "", "CPU time of one core, every traveller asked for the first time.", ""]
    if isinstance(figures, str):
        return lines + _why_not(figures)
    lists = {"published": "OFAC and UN", "generated": "fictional", "many": "drawn from the mix"}
    there = {key: name for key, name in lists.items() if key in figures}
    rows = [["names on the list", *(f"{figures[key]['names']:,}" for key in there)]]
    rows += [[words, *(str(figures[key].get(name, "–")) for key in there)] for name, words in _SPEED.items()]
    lines += table(["", *there.values()], rows)
    return [*lines, _delta(figures["delta"]), ""]


def _delta(figures: Any) -> str:
    if isinstance(figures, str):
        return f"People stored, screened again for a publication: {figures}."
    return (
        f"{figures['people']:,} people stored, screened again for each of {figures['publications']:,} real "
        f"publications of OFAC, each asked for the first time: half within {figures['ms_median']} ms, 90 in 100 "
        f"within {figures['ms_p90']} ms, the most {figures['ms_most']} ms; {figures['hits']:,} possible hits. The "
        "flight of 300 is asked in one pass."
    )


def _limits() -> list[str]:
    return [
        "## What these figures are not",
        "",
        "- The development sets are known to those who write the matcher; figures for acceptance come from sets kept "
        "apart, with the same program (`accuracy.py --bench FOLDER`). For `screening-4` the names missed in the OFAC, "
        "UN and misspelt sets were read, to find what kinds are missed; no weight was changed.",
        "- A question's birth date is the record's own first one, which flatters every matcher alike. About one alias "
        "in seven of the OFAC set is another name altogether, which no comparison of names can find.",
        "- How common a word is comes from the stated mix of which the people of `the stated mix` and of `by origin` "
        "are drawn too (other people, and rarer words that no table holds): their rates flatter the weights. The "
        "supplied travellers and every question come from elsewhere; a gain is one where they show it too.",
        f"- The threshold in use ({DEFAULT_THRESHOLD:g}) is the lowest that flags no more than {ALERTS:g} of 1,000 of "
        "the mix, asked with birth date (`calibration.tsv`, people of a seed of its own). The weights of words were "
        "chosen on one half of travellers, mix and questions, and confirmed on the other half once.",
        "- Where 0.01% is asked of few travellers, two or three of them make the threshold; the interval says so.",
        "- The labelled pairs were written by one hand from the published tables of romanisation and from the usage of "
        "passports, before they were measured; none was changed for its result, and no speaker has reviewed them.",
        "- The mix is stated, not counted at any border. Its names follow a rank law, birth dates are independent of "
        "names, and rarer names are fewer than in life: where an origin has few words, and most of all Iran and "
        "Afghanistan, namesakes come more often than they would.",
        "- Times were taken on a machine that other work shared.",
    ]
