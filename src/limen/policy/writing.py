"""The one way a pack's files are written: block YAML, keys in the order of the schema, quotes only where needed.

Same pack, same bytes; what is written is read back as it was. Comments are not data: a pack that was released has none.

>>> print(write_page("text", {"says": {"NO": "a: b"}, "reviewers": []}).decode(), end="")
reviewers: []
says:
  "NO": "a: b"
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from limen.policy.read import PackError, kind_of
from limen.policy.yaml_pages import PageError, plain

# What stands without quotes: words, figures and dates of one line with nothing in them that YAML gives a meaning to.
_SAFE = re.compile(r"[^\W_][^\n\r\t\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*")
_ELSEWHERE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})  # what YAML 1.1 reads otherwise
_SPECIAL = re.compile(r": |:$| #|\s$")
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def write_pack(documents: Mapping[str, Any]) -> dict[str, bytes]:
    """The canonical files of a pack, by path. Raises PackError for a part that no pack can have."""
    return {path: write_page(kind_of(path), documents[path]) for path in sorted(documents)}


def write_page(kind: str, document: Any) -> bytes:
    """One canonical file. Raises PackError for a part that no pack can have."""
    if not isinstance(document, Mapping):
        raise PackError(f"a file of the kind {kind} is a mapping, not {type(document).__name__}")
    lines = list(_mapping(document, ({"$ref": f"#/$defs/{kind}"},), 0))
    return ("\n".join(lines or ["{}"]) + "\n").encode()


def _mapping(value: Mapping[str, Any], schemas: Sequence[Mapping[str, Any]], depth: int) -> Iterator[str]:
    options = tuple(_options(schemas))
    for key in _in_order(value, options):
        inner = tuple(_inside(options, key))
        yield from _entry("  " * depth + _scalar(key) + ":", value[key], inner, depth)


def _entry(begun: str, value: Any, schemas: Sequence[Mapping[str, Any]], depth: int) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield begun
        yield from _mapping(value, schemas, depth + 1)
    elif isinstance(value, list | tuple) and value:
        yield begun
        yield from _sequence(value, schemas, depth + 1)
    else:
        yield f"{begun} {_scalar(value)}"


def _sequence(value: Sequence[Any], schemas: Sequence[Mapping[str, Any]], depth: int) -> Iterator[str]:
    items = tuple(option["items"] for option in _options(schemas) if "items" in option)
    for item in value:
        if isinstance(item, Mapping | list | tuple) and item:
            inner = _mapping(item, items, depth + 1) if isinstance(item, Mapping) else _sequence(item, items, depth + 1)
            for number, line in enumerate(inner):
                yield line if number else "  " * depth + "- " + line[2 * depth + 2 :]
        else:
            yield "  " * depth + "- " + _scalar(item)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    raise PackError(f"{value!r}: a pack holds texts, whole numbers, yes and no, and nothing else")


def _is_plain(text: str) -> bool:
    if not _SAFE.fullmatch(text) or _SPECIAL.search(text) or text.lower() in _ELSEWHERE:
        return False
    try:
        return bool(plain(text, 0) == text)
    except PageError:
        return False


def _quoted(text: str) -> str:
    """A JSON text is a YAML text; what YAML wants escaped and JSON does not is escaped as well."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _in_order(value: Mapping[str, Any], options: Sequence[Mapping[str, Any]]) -> list[str]:
    """The keys as the schema lists them where it knows them all, else by the alphabet."""
    for option in options:
        known = list(option.get("properties", ()))
        if known and set(value) <= set(known):
            return sorted(value, key=known.index)
    known = [name for option in options for name in option.get("properties", ())]
    return sorted(value, key=lambda key: (known.index(key) if key in known else len(known), key))


def _inside(options: Sequence[Mapping[str, Any]], key: str) -> Iterator[Mapping[str, Any]]:
    for option in options:
        if key in option.get("properties", {}):
            yield option["properties"][key]
        elif isinstance(option.get("additionalProperties"), Mapping):
            yield option["additionalProperties"]


def _options(schemas: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The schemas themselves: references followed, alternatives laid side by side."""
    for schema in schemas:
        if "$ref" in schema:
            yield from _options((_definitions()[schema["$ref"].rpartition("/")[2]],))
        elif "anyOf" in schema:
            yield from _options(schema["anyOf"])
        else:
            yield schema


@cache
def _definitions() -> Mapping[str, Any]:
    text = resources.files("limen.policy").joinpath("schema.json").read_text(encoding="utf-8")
    return dict(json.loads(text)["$defs"])
