"""What of its sources a pack encodes, clause by clause, and what it does not, with why.

`coverage` answers from the pack alone: each clause that a rule, a list, an amount, an act or a clock cites, and each
that the pack names as not modelled. Given the official text it also names the sections that stand in neither, for
whoever answers for the pack to look at: a section nobody mentions is not thereby without meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from limen.policy.lawtext import LawText, clauses
from limen.policy.pack import Pack
from limen.policy.proofread import citing


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it is cited and where in the pack; `why_not` says why it is not modelled, "" where it is."""

    cite: str
    places: tuple[str, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """One instrument: its clauses, how its words are known, and the sections of its text that nothing mentions."""

    instrument: str
    title: str
    checked: str
    clauses: tuple[Clause, ...]
    unmentioned: tuple[str, ...] = field(default=())
    has_text: bool = False


def coverage(pack: Pack, texts: Mapping[str, LawText] | None = None) -> tuple[Covered, ...]:
    """Every instrument of a pack with what is made of it; `texts` are official texts by the instrument's key."""
    encoded: dict[str, dict[str, list[str]]] = {}
    for where, key, clause in _cited(pack):
        encoded.setdefault(key, {}).setdefault(clause, []).append(where)
    left_out: dict[str, list[tuple[str, str]]] = {}
    for item in pack.documents["pack.yaml"].get("not_modelled", ()):
        for part in str(item["cite"]).split("; "):
            key, _, clause = part.partition(" ")
            left_out.setdefault(key, []).append((clause, str(item["what"])))
    return tuple(_covered(pack, key, encoded.get(key, {}), left_out.get(key, []), (texts or {}).get(key))
                 for key in pack.instruments)  # fmt: skip


def _cited(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for where, cite in citing(pack):
        for part in cite.split("; ") if cite else ():
            key, _, clause = part.partition(" ")
            yield where, key, clause


def _covered(
    pack: Pack, key: str, encoded: Mapping[str, list[str]], left_out: Sequence[tuple[str, str]], text: LawText | None
) -> Covered:
    instrument = pack.instruments[key]
    rows = [Clause(clause, tuple(dict.fromkeys(places))) for clause, places in sorted(encoded.items(), key=_in_order)]
    rows += [Clause(clause, (), why) for clause, why in sorted(left_out, key=_in_order)]
    mentioned = {path[0] for row in rows for _, path in clauses(f"{key} {row.cite}")}
    spans = [_span(row.cite) for row in rows]
    sections = text.sections() if text is not None else ()
    unmentioned = tuple(one for one in sections if one not in mentioned and not any(_within(one, s) for s in spans))
    return Covered(key, instrument.title, instrument.checked, tuple(rows), unmentioned, text is not None)


def _in_order(item: tuple[str, object]) -> tuple[float, str]:
    found = clauses(f"x {item[0]}")
    return (_number(found[0][1][0]) if found else float("inf"), item[0])


def _number(section: str) -> float:
    digits = "".join(mark for mark in section if mark.isdigit() or mark == ".")
    whole, _, rest = digits.partition(".")
    return float(whole or 0) + float(f"0.{rest.replace('.', '') or 0}")


def _span(cite: str) -> tuple[float, float]:
    """From which section to which, where a clause says `12.1 to 12.9`; nothing otherwise."""
    first, to, last = cite.partition(" to ")
    ends = [clauses(f"x {text}") for text in (first.rpartition(", ")[2], f"s {last.partition(', ')[0]}")]
    if not to or not all(ends):
        return (1.0, 0.0)
    return (_number(ends[0][0][1][0]), _number(ends[1][0][1][0]))


def _within(section: str, span: tuple[float, float]) -> bool:
    return span[0] <= _number(section) <= span[1]
