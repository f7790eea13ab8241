"""The tables of seals: whole, without doubles, and every name with words for people."""

from __future__ import annotations

from limen.documents.seal import DOCUMENTS, FIELDS
from limen.documents.seal.codings import READERS, WRITERS
from limen.documents.seal.registry import _fields, document_of, documents, fields_of, reference_of


def test_every_field_has_a_coding_that_can_be_read_and_written() -> None:
    codings = {kind.coding for kinds in _fields().values() for kind in kinds.values()}

    assert codings - {"fields"} <= READERS.keys() & WRITERS.keys()
    assert READERS.keys() == WRITERS.keys()


def test_every_document_and_every_field_has_words() -> None:
    assert {kind.name for kind in documents().values()} <= DOCUMENTS.keys()
    named = {kind.name for kinds in _fields().values() for kind in kinds.values()}

    assert named <= FIELDS.keys() | DOCUMENTS.keys()


def test_every_document_of_the_tables_has_its_fields() -> None:
    for kind in documents().values():
        if kind.registry != "idb":
            assert fields_of(kind.registry, kind.name), kind
        names = {one.name for one in fields_of("idb", "").values()}
        assert set(kind.needs) <= names


def test_every_field_within_others_has_a_table() -> None:
    for (registry, document), kinds in _fields().items():
        for kind in kinds.values():
            assert kind.least <= kind.most
            if kind.coding == "fields":
                assert fields_of(registry, f"{document}/{kind.name}" if document else kind.name)


def test_documents_are_found_by_reference_and_by_name() -> None:
    visa = document_of("vds", "5D01")

    assert visa is not None and visa.name == "visa" and reference_of("vds", "visa") == "5d01"
    assert document_of("vds", "ffff") is None
    national = document_of("idb", "0f", "D")
    assert national is not None and "portrait" in national.needs
    assert document_of("idb", "0f", "F") is None
