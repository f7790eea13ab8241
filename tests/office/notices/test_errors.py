"""What the errors of notices and registers say is in a table, so that a page says it in its reader's language."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from limen.office import connections, notices
from limen.office.actions.unmade import NOT_MADE
from limen.office.connections.document_registers import NOT_USED, RegisterError, require_safe
from limen.office.notices.errors import NoticeError
from limen.office.notices.slots import fill
from limen.vocabulary.phrases import Phrases
from tests.screening.test_whys import told

NOTICES, CONNECTIONS = (Path(str(room.__file__)).parent for room in (notices, connections))
PLACES = [*((path, "NoticeError", NOT_MADE) for path in sorted(NOTICES.glob("*.py"))),
          (CONNECTIONS / "document_registers.py", "RegisterError", NOT_USED)]  # fmt: skip


@pytest.mark.parametrize(("path", "error", "table"), PLACES, ids=lambda one: getattr(one, "name", ""))
def test_what_is_said_is_in_the_table(path: Path, error: str, table: Phrases) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    raised = [one.args[0] for one in calls if isinstance(one.func, ast.Name) and one.func.id == error]
    texts = [text.replace("in 7", "in the paragraph 7") for one in raised for text in told(one)]
    texts = [text.replace("of 7: a slot", "of the paragraph 7: a slot") for text in texts]
    assert [text for text in texts if table.apart(text) is None] == []


def test_a_slot_without_a_value_and_an_address_that_is_none() -> None:
    with pytest.raises(NoticeError) as notice:
        fill("Refused on {ground}.", {})
    assert NOT_MADE.apart(str(notice.value)) is not None
    with pytest.raises(RegisterError) as register:
        require_safe("ftp://somewhere")
    assert NOT_USED.apart(str(register.value)) is not None
