"""Sentences taken apart again: the marked template a finished English text was made of, and what filled it.

A room that cannot do its work says why in one English sentence. Whoever shows it to somebody who reads another language
gives the templates of that room here and asks `apart`; a text that none of them made stays as it is.

>>> Phrases("the file has {count} rows", "no name").apart("the file has 7 rows")
('the file has {count} rows', {'count': '7'})
>>> Phrases("no name").apart("something else") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter


class Phrases:
    """Templates as `str.format` writes them; `numbers` are places that only digits and their separators fill."""

    def __init__(self, *templates: str, numbers: frozenset[str] = frozenset()) -> None:
        self.templates = frozenset(templates)
        self._whole = {"".join(text for text, *_ in _parts(one)): one for one in templates if not _names(one)}
        shapes = []
        for template in self.templates:
            if names := _names(template):
                letters = sum(len(text) for text, *_ in _parts(template))
                shapes.append((-letters, template, _shape(template, numbers), tuple(names)))
        # The one with the most letters of its own first: a template that says less would take its text as well.
        self._shapes = [(template, re.compile(shape, re.DOTALL)) for _, template, shape, _ in sorted(shapes)]
        self.apart = lru_cache(maxsize=2000)(self._apart)

    def _apart(self, text: str) -> tuple[str, Mapping[str, str]] | None:
        """The template of which a text was made, with what fills it; None for what none of these made."""
        if text in self._whole:
            return self._whole[text], {}
        for template, shape in self._shapes:
            if found := shape.fullmatch(text):
                return template, found.groupdict()
        return None


def _parts(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(Formatter().parse(template))


def _names(template: str) -> list[str]:
    return [name for _text, name, _form, _how in _parts(template) if name is not None]


def _shape(template: str, numbers: frozenset[str]) -> str:
    shape, seen = "", set[str]()
    for text, name, _form, _how in _parts(template):
        shape += re.escape(text)
        if name is None:
            continue
        filled = "[0-9][0-9,]*" if name in numbers else ".+?"
        shape += f"(?P={name})" if name in seen else f"(?P<{name}>{filled})"
        seen.add(name)
    return shape
