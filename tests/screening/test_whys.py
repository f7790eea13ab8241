"""What the errors of screening say is in the tables, so that a page says it in its reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen import screening
from limen.screening import whys
from limen.screening.errors import ListError
from limen.screening.lists import read_list

ROOM = Path(screening.__file__).parent
RAISED = {"ListError", "CopyError", "_RowError", "_LineError", "_EntryError"}
FILES = [*sorted((ROOM / "lists").glob("*.py")), ROOM / "copies.py"]
ALL = sorted({*whys.OF_LISTS, *whys.OF_ROWS, *whys.OF_COPIES})


def told(node: ast.expr) -> Iterator[str]:
    """The texts an expression can be, with 7 in each place that something fills."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from told(node.body)
        yield from told(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from told(one)


def found(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What is raised, and what a rejected row is given as its reason."""
    for node in ast.walk(tree):
        given_: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in RAISED:
                given_ = node.args[:1]
            elif node.func.id == "Rejected":
                given_ = node.args[1:2]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "reason":
            given_ = [node.value]
        elif isinstance(node, ast.FunctionDef) and node.name in ("_fault", "_reason"):
            given_ = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
        for expression in given_:
            yield from ((expression.lineno, text) for text in told(expression) if text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
def test_what_is_said_is_in_the_table(path: Path) -> None:
    unknown = [
        f"{line}: {text}"
        for line, text in found(ast.parse(path.read_text(encoding="utf-8")))
        if whys.apart(text) is None
    ]
    assert not unknown, unknown


def test_the_walk_finds_what_is_raised() -> None:
    assert sum(len(list(found(ast.parse(path.read_text(encoding="utf-8"))))) for path in FILES) > 70
    assert list(found(ast.parse('raise ListError(f"the moon is {colour}")'))) == [(1, "the moon is 7")]
    assert whys.apart("the moon is 7") is None


@given(st.sampled_from(ALL), st.integers(0, 10**6))
def test_what_was_filled_in_is_taken_apart_and_fills_it_again(template: str, number: int) -> None:
    text = template.format_map({name: str(number) for _text, name, _form, _how in Formatter().parse(template) if name})
    apart = whys.apart(text)
    assert apart is not None
    assert apart[0].format_map(apart[1]) == text


def test_a_list_that_cannot_be_read_says_so_in_a_template() -> None:
    with pytest.raises(ListError) as raised:
        read_list("", b"id,name,moon\n1,Marisol,full\n", list_id="one")
    apart = whys.apart(str(raised.value))
    assert apart is not None and apart[1]["unknown"] == "moon"
    with pytest.raises(ListError) as raised:
        read_list("", b"\0" * 200, list_id="one")
    assert whys.apart(str(raised.value)) is not None
