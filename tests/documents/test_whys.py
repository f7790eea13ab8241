"""Every explanation that the rooms of documents raise or keep is one of `whys`, so that it is said in any language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen import documents
from limen.documents import whys

ROOM = Path(documents.__file__).parent
ALL = {*whys.OF_CHIPS, *whys.OF_SIGNERS, *whys.OF_SEALS, *whys.OF_LINES, *whys.OF_PICTURES}
# What is raised with words of its own and becomes no finding: misuse by a program, evidence that is none (an alert).
NO_FINDING = {
    "ValueError",
    "TypeError",
    "EvidenceError",
    "MrzError",
    "StatusError",
    "NotGivenError",
    "MissingPartError",
}
FILES = [
    *sorted((ROOM / "chip").glob("*.py")), *sorted((ROOM / "pki").glob("*.py")), *sorted((ROOM / "seal").glob("*.py")),
    ROOM / "verify.py", ROOM / "portrait/picture.py", ROOM / "image/page.py", ROOM / "mrz/lines.py",
    ROOM / "barcodes/symbols.py",
]  # fmt: skip
# Reached by those alone who write a barcode, never by a finding.
WRITTEN = ("cannot be written", "a signed barcode needs", "is in the table of this document", "write 1980-03-05",
           "is bytes, not text")  # fmt: skip
# Flaws of a certificate or a list that stand in its account alone.
ACCOUNTS = {"negative serial number", "7 cannot be read", "an extension cannot be read"}


def filled(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be, with 7 in each place that something fills."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parts = Formatter().parse(node.value)
        yield "".join(text + ("7" if name is not None else "") for text, name, _form, _how in parts)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values
        )  # fmt: skip
    elif isinstance(node, ast.IfExp):
        yield from filled(node.body)
        yield from filled(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from filled(one)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("N_", "next"):
        for one in node.args:
            yield from filled(one)


def explanations(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is raised, kept as a flaw, told or returned as a reason: with its line."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.expr | ast.stmt):
            continue
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name.endswith("Error") and name not in NO_FINDING:
                found = node.args[:1]
            elif name == "append" and "flaws" in ast.unparse(node.func):
                found = node.args
            elif name in ("_told", "broken") and len(node.args) == 2:
                found = node.args[1:]
            elif name == "Proof":
                found = [one.value for one in node.keywords if one.arg == "why"] + node.args[4:]
        elif isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else "" for key in node.keys]
            found = [value for key, value in zip(keys, node.values, strict=True) if key in ("why", "flaw")]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("why", "flaw"):
            found = [node.value]
        elif isinstance(node, ast.FunctionDef) and node.name in (
            "_flaw",
            "words_of",
            "contradicted",
            "_by_basic_access",
        ):
            returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            found = [value for value in returned if value is not None]
        for expression in found:
            yield from ((node.lineno, text) for text in filled(expression) if text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
def test_no_explanation_is_left_out_of_the_table(path: Path) -> None:
    unknown = []
    for line, text in explanations(ast.parse(path.read_text(encoding="utf-8"))):
        if text in ACCOUNTS:
            continue
        known = whys.apart(text)
        if (known is None or (known[0] == "{what}: {why}" and text != "7: 7")) and not any(w in text for w in WRITTEN):
            unknown.append(f"{line}: {text}")
    assert not unknown, unknown


def test_the_walk_finds_what_is_raised() -> None:
    raised = [text for path in FILES for _, text in explanations(ast.parse(path.read_text(encoding="utf-8")))]
    assert len(raised) > 150
    (found,) = explanations(ast.parse('raise ChipError(f"the moon is {colour}")'))
    assert found == (1, "the moon is 7") and whys.apart(found[1]) is None


@given(st.sampled_from(sorted(ALL)), st.integers(0, 10**6))
def test_what_was_filled_in_is_taken_apart_and_fills_it_again(template: str, number: int) -> None:
    places = [name for _text, name, _form, _how in Formatter().parse(template) if name]
    text = template.format_map(dict.fromkeys(places, str(number)))
    found = whys.apart(text)
    assert found is not None
    assert found[0].format_map(found[1]) == text


@given(st.text(max_size=60))
def test_any_text_is_taken_apart_or_left_whole(text: str) -> None:
    for part in whys.severally(text):
        found = whys.apart(part)
        assert found is None or found[0].format_map(found[1]) == part


def test_what_stands_one_after_the_other_is_parted_and_one_sentence_is_not() -> None:
    assert whys.severally("status 6982; the seal of an answer is wrong") == (
        "status 6982",
        "the seal of an answer is wrong",
    )
    whole = "EF.SOD: empty or cut short; give the whole file"
    assert whys.severally(whole) == (whole,)
    assert whys.apart(whole) == ("{what}: empty or cut short; give the whole file", {"what": "EF.SOD"})
