"""A list as it came in a copy is read again whole, or not at all; a digest is an entry that only a digest finds."""

from __future__ import annotations

import pytest

from limen.screening import Entry, Index, read_list, screen
from limen.screening.copies import blinded_hits, digest
from limen.screening.errors import ListError
from limen.screening.lists import copied, detect_format
from limen.screening.lists.entry import ListedName
from limen.vocabulary.dates import PartialDate
from limen.vocabulary.person import Person

SALT = b"\1" * 16
AMARA = Person("t", ("Amara Okafor",), born=(PartialDate(1985, 2, 3),))


def test_entries_come_back_as_they_were_under_the_list_they_are_kept_as() -> None:
    content = read_list(copied.FORMAT, copied.write([Entry("7", "x", (ListedName("Amara Okafor"),))]), list_id="hq")
    assert [(one.key, one.names[0].text) for one in content.entries] == [("hq:7", "Amara Okafor")]
    assert content.rows_read == 1 and dict(content.rows_accounted) == {"person": 1}


def test_a_digest_is_found_by_exact_agreement_and_by_nothing_else() -> None:
    data = copied.write_blinded(SALT, [digest(SALT, "name amara okafor 1985-02-03")])
    index = Index.build(read_list(copied.FORMAT, data, list_id="hq").entries)
    assert screen(index, AMARA, min_score=0.01) == ()
    (hit,) = blinded_hits(index, {"hq": SALT}, AMARA)
    assert (hit.list, hit.score, hit.listed_name, hit.why) == ("hq", 1.0, "", ())
    assert blinded_hits(index, {"hq": b"\2" * 16}, AMARA) == () == blinded_hits(index, {"other": SALT}, AMARA)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"entries": [{}]}', b'{"salt": "zz", "blinded": []}',
                                  b'{"salt": "00", "blinded": ["0g"]}', b'{"salt": "00", "blinded": ["00", "00"]}',
                                  b"\xff"])  # fmt: skip
def test_what_cannot_be_read_is_one_error(data: bytes) -> None:
    with pytest.raises(ListError, match="as it was copied"):
        read_list(copied.FORMAT, data, list_id="hq")


def test_nobody_imports_a_file_of_this_form() -> None:
    with pytest.raises(ListError):
        detect_format(copied.write_blinded(SALT, []))
