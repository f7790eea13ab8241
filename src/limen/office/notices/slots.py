"""Named slots in the pack's paragraphs: `{surname}` stands for a value, `{{` and `}}` for a brace, nothing else does.

A letter with an open slot, or with a value that found no place, is never made (FAILURES F24). A value is isolated where
its direction may not be that of the paragraph, so that a number, a code or a name never moves into its neighbour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from limen.office.notices.errors import NoticeError

_TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]", re.ASCII)
# Bidirectional overrides and isolates: typed into a name they can make it read as another one.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FIRST_STRONG, _END = "\u2068", "\u2069"
_ISOLATED = re.compile(f"{_FIRST_STRONG}([^{''.join(sorted(REORDERING))}\n]*){_END}")


def slots_of(text: str) -> frozenset[str]:
    """The names of the slots in a paragraph. Raises NoticeError for a brace that belongs to no slot."""
    return frozenset(match[1] for match in _tokens(text) if match[1])


def fill(text: str, slots: Mapping[str, str], *, right_to_left: bool = False) -> str:
    """The paragraph with every slot filled; values go in as they are and are not searched for slots again.

    In a right-to-left paragraph every value is isolated, in any other those that hold right-to-left letters. Raises
    NoticeError where the paragraph has a slot without a value or with a blank one, where a value has no slot, where it
    reorders the letters around it, or where a brace belongs to no slot.
    """
    wanted = slots_of(text)
    if missing := sorted(wanted - slots.keys()):
        raise NoticeError(
            f"no value for {_named(missing)} in {_opening(text)}: establish it, or choose another paragraph"
        )
    if unknown := sorted(slots.keys() - wanted):
        raise NoticeError(f"no slot {_named(unknown)} in {_opening(text)}: it has {_named(sorted(wanted)) or 'none'}")
    if blank := sorted(name for name in wanted if not slots[name].strip()):
        raise NoticeError(f"the value of {_named(blank)} is blank in {_opening(text)}: say what is meant in words")
    if reordering := sorted(name for name in wanted if REORDERING & set(slots[name])):
        raise NoticeError(f"the value of {_named(reordering)} reorders the letters around it: type it anew, by hand")
    tokens = {"{{": "{", "}}": "}"}
    return _TOKEN.sub(lambda match: _apart(slots[match[1]], right_to_left) if match[1] else tokens[match[0]], text)


def unisolated(text: str) -> str:
    """The text without the pairs of isolates that `fill` sets; one that stands alone stays."""
    return _ISOLATED.sub(r"\1", text)


def _apart(value: str, always: bool) -> str:
    if always or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in value):
        return "\n".join(f"{_FIRST_STRONG}{line}{_END}" if line.strip() else line for line in value.split("\n"))
    return value


def _tokens(text: str) -> list[re.Match[str]]:
    found = list(_TOKEN.finditer(text))
    for match in found:
        if match[0] in ("{", "}"):
            raise NoticeError(
                f"a stray {match[0]} at character {match.start() + 1} of {_opening(text)}: a slot is {{name}} in small "
                "letters, a brace is written twice"
            )
    return found


def _named(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _opening(text: str) -> str:
    return f"the paragraph {text[:40]!r}…" if len(text) > 40 else f"the paragraph {text!r}"
