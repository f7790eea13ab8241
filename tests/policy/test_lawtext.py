"""The official text of a clause: citations taken apart, texts read within bounds, and found again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy import PackError, load_pack, shipped_packs
from limen.policy.lawtext import LawText, clauses, names_of, read
from limen.policy.proofread import citing

SUPPLIED = Path(__file__).resolve().parents[3] / "shared" / "law" / "text"
XML = b"""<?xml version="1.0"?><Statute xmlns:lims="http://justice.gc.ca/lims"><Body>
<Section lims:inforce-start-date="2013-06-19"><Label>34</Label><Subsection><Label>(1)</Label><Text>Somebody is kept
out for</Text><Paragraph lims:inforce-start-date="2020-01-01"><Label>(a)</Label><Text>one <Emphasis>thing</Emphasis>;
</Text></Paragraph><Paragraph><Label>(b)</Label><Text>another.</Text></Paragraph></Subsection></Section>
<Section><Label>35</Label><Text>Whole.</Text></Section></Body></Statute>"""


@pytest.mark.parametrize(
    ("cite", "paths"),
    [
        ("irpa s 34(1)(a)", ["34 (1) (a)"]),
        ("irpa s 36(3)(b), (e)", ["36 (3) (b)", "36 (3) (e)"]),
        ("irpa s 3(2), 3(3)(f), 99(3)", ["3 (2)", "3 (3) (f)", "99 (3)"]),
        ("cfr 235.3(b)(2)(i), (b)(7)", ["235.3 (b) (2) (i)", "235.3 (b) (7)"]),
        ("irpr s 228(1) to (3)", ["228 (1)", "228 (3)"]),
        ("sbc Art 6(1)(c), (3)", ["6 (1) (c)", "6 (3)"]),
        ("ina 212(a)(2)(D), (E), (G)", ["212 (a) (2) (D)", "212 (a) (2) (E)", "212 (a) (2) (G)"]),
        ("sui presence not conducive", []),
    ],
)
def test_a_citation_is_taken_apart(cite: str, paths: list[str]) -> None:
    assert [" ".join(path) for _, path in clauses(cite)] == paths


@given(st.text(max_size=80))
def test_no_text_whatever_is_taken_apart_wrongly(text: str) -> None:
    for _key, path in clauses(text):
        assert path and path[0][0].isdigit() and all(one.startswith("(") for one in path[1:])


def test_the_xml_is_read_with_what_leads_to_a_clause_and_its_days() -> None:
    text = read(XML, "I-0.xml")
    assert [(one.label, one.words, one.since) for one in text.passages(("34", "(1)", "(a)"))] == [
        ("34", "", "2013-06-19"), ("34(1)", "Somebody is kept out for", ""), ("34(1)(a)", "one thing;", "2020-01-01"),
    ]  # fmt: skip
    assert [one.label for one in text.passages(("34", "(1)"))] == ["34", "34(1)", "34(1)(a)", "34(1)(b)"]
    assert [one.words for one in text.passages(("35", "(9)", "(z)"))] == ["Whole."]
    assert text.passages(("99",)) == () and text.sections() == ("34", "35")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<a", "x.xml"),
        (b"<a/>", "x.xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "x.xml"),
        (b"<a>" * 5000, "x.xml"),
        (b"no tabs here", "x.tsv"),
        (b"\xff\xfe", "x.tsv"),
        (b"(1)\t\twords", "x.tsv"),
    ],
)
def test_what_is_no_text_is_one_clear_error(data: bytes, name: str) -> None:
    with pytest.raises(PackError):
        read(data, name)


@given(st.binary(max_size=300), st.sampled_from(["a.xml", "a.tsv"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    with suppress(PackError):
        assert isinstance(read(data, name), LawText)


@pytest.mark.skipif(not SUPPLIED.is_dir(), reason="no supplied law texts beside the checkout")
def test_the_supplied_texts_hold_nearly_every_clause_the_pack_cites() -> None:
    pack = load_pack("canada")
    texts = {
        key: read((SUPPLIED / name).read_bytes(), name)
        for key, instrument in pack.instruments.items()
        for name in names_of(instrument)
        if (SUPPLIED / name).is_file()
    }
    assert set(texts) == {"irpa", "irpr", "cit"}
    cited = {one for _, cite in citing(pack) if cite for one in clauses(cite) if one[0] in texts}
    lost = sorted(f"{key} {''.join(path)}" for key, path in cited if texts[key].passages(path)[-1:] == ())
    assert len(cited) > 150 and lost == []


@pytest.mark.parametrize("name", shipped_packs())
def test_names_of_files_stay_in_their_folder(name: str) -> None:
    for instrument in load_pack(name).instruments.values():
        assert all("/" not in one and ".." not in one for one in names_of(instrument))
