"""Named slots in the pack's paragraphs: `{surname}` stands for a value, `{{` and `}}` for a brace, nothing else does.

A letter with an open slot, or with a value that found no place, is never made (FAILURES F24).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from limen.office.notices.errors import NoticeError

_TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]", re.ASCII)


def slots_of(text: str) -> frozenset[str]:
    """The names of the slots in a paragraph. Raises NoticeError for a brace that belongs to no slot."""
    return frozenset(match[1] for match in _tokens(text) if match[1])


def fill(text: str, slots: Mapping[str, str]) -> str:
    """The paragraph with every slot filled; values go in as they are and are not searched for slots again.

    Raises NoticeError where the paragraph has a slot without a value or with a blank one, where a value has no slot,
    or where a brace belongs to no slot.
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
    tokens = {"{{": "{", "}}": "}"}
    return _TOKEN.sub(lambda match: slots[match[1]] if match[1] else tokens[match[0]], text)


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
