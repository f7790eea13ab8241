"""The fields of a seal, read with the tables and written with them; what does not fit is a flaw of that field alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from limen.documents.seal.codings import READERS, WRITERS, Value, part, parts
from limen.documents.seal.errors import SealError
from limen.documents.seal.model import SealField
from limen.documents.seal.registry import FieldKind, fields_of
from limen.vocabulary.evidence import N_, Finding, Outcome

CLAUSE = "Doc 9303-13 2.3"
_DEEPEST = 4  # a vaccination's details are the third
Content = Value | Mapping[str, "Content"]

UNKNOWN = N_("no table knows it")
LENGTH = N_("it has {size} bytes instead of {least} to {most}")
DEEP = N_("its fields are nested too deeply")
TWICE = N_("it is there twice")
SHORT = N_("it is cut short")


def read_fields(data: bytes, registry: str, document: str, kinds: Mapping[int, FieldKind]) -> tuple[SealField, ...]:
    """The fields in a row of tagged values. Raises SealError where the row itself is broken."""
    return tuple(_read(data, registry, document, kinds, 1))


def _read(data: bytes, registry: str, document: str, kinds: Mapping[int, FieldKind], depth: int) -> Iterator[SealField]:
    seen: set[int] = set()
    for tag, raw, _end in parts(data):
        kind = kinds.get(tag)
        if kind is None:
            yield SealField(tag, f"tag_{tag:02x}", "bytes", raw, raw, flaw=UNKNOWN)
        elif kind.coding == "fields":
            yield _read_within(raw, registry, document, kind, depth)
        else:
            yield _read_one(raw, kind, TWICE if tag in seen else "")
        seen.add(tag)


def _read_within(raw: bytes, registry: str, document: str, kind: FieldKind, depth: int) -> SealField:
    name = f"{document}/{kind.name}" if document else kind.name
    if depth >= _DEEPEST:
        return SealField(kind.tag, kind.name, kind.coding, raw, raw, flaw=DEEP)
    try:
        within = tuple(_read(raw, registry, name, fields_of(registry, name), depth + 1))
    except SealError as error:
        return SealField(kind.tag, kind.name, kind.coding, raw, raw, flaw=str(error))
    return SealField(kind.tag, kind.name, kind.coding, raw, None, within)


def _read_one(raw: bytes, kind: FieldKind, flaw: str) -> SealField:
    try:
        value = READERS[kind.coding](raw)
    except SealError as error:
        return SealField(kind.tag, kind.name, kind.coding, raw, raw, flaw=str(error))
    except IndexError:
        return SealField(kind.tag, kind.name, kind.coding, raw, raw, flaw=SHORT)
    if not kind.least <= len(raw) <= kind.most:
        flaw = LENGTH.format(size=len(raw), least=kind.least, most=kind.most)
    return SealField(kind.tag, kind.name, kind.coding, raw, value, flaw=flaw)


def write_fields(content: Mapping[str, Content], registry: str, document: str, kinds: Mapping[int, FieldKind]) -> bytes:
    """The tagged values of a mapping from names to values, in the order given. Raises SealError for an unknown name."""
    written = b""
    for name, value in content.items():
        kind = _kind_for(name, value, kinds)
        if isinstance(value, Mapping):
            inner = f"{document}/{kind.name}" if document else kind.name
            written += part(kind.tag, write_fields(value, registry, inner, fields_of(registry, inner)))
        else:
            written += part(kind.tag, WRITERS[kind.coding](value))
    return written


def _kind_for(name: str, value: Content, kinds: Mapping[int, FieldKind]) -> FieldKind:
    """The field of a name; where several bear it (the formats of a zone), the one that the value fits."""
    named = [kind for kind in kinds.values() if kind.name == name]
    for kind in named:
        if isinstance(value, Mapping) or kind.least <= len(WRITERS[kind.coding](value)) <= kind.most:
            return kind
    if named:
        return named[0]
    raise SealError(N_("no field {name} is in the table of this document"), name=name)


def field_findings(
    fields: Iterable[SealField], registry: str, document: str, kinds: Mapping[int, FieldKind]
) -> Iterator[Finding]:
    """What is odd about the fields: unknown, not decodable, of another length, missing.

    None of it makes a seal false: its issuer signed it as it is, or the signature fails.
    """
    fields = tuple(fields)
    for one in fields:
        if one.flaw == UNKNOWN:
            yield Finding("seal.field_unknown", Outcome.UNSURE, {"field": one.name, "size": len(one.raw)}, CLAUSE)
        elif one.flaw:
            yield Finding("seal.field", Outcome.UNSURE, {"field": one.name, "why": one.flaw}, CLAUSE)
        if one.within:
            name = f"{document}/{one.name}" if document else one.name
            yield from field_findings(one.within, registry, name, fields_of(registry, name))
    there = {one.tag for one in fields}
    for kind in kinds.values():
        if kind.required == "yes" and kind.tag not in there:
            yield Finding("seal.field_missing", Outcome.UNSURE, {"field": kind.name}, CLAUSE)
    groups = {kind.required for kind in kinds.values()} - {"", "yes"}
    for group in sorted(groups):
        if not there & {kind.tag for kind in kinds.values() if kind.required == group}:
            yield Finding("seal.field_missing", Outcome.UNSURE, {"field": group}, CLAUSE)
