"""Parsers of outside bytes under inputs nobody meant: one module a part, each with `one_input(data)`."""

from pathlib import Path

FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus"
_NO_PARTS = frozenset({"__init__", "__main__", "driving", "test_corpus"})
PARTS = tuple(sorted(one.stem for one in FOLDER.glob("*.py") if one.stem not in _NO_PARTS))
