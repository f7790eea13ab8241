"""Read a pack: files to checked data to the words of `rules`; outside bytes are bounded, one error says what is wrong.

A pack is a folder: `pack.yaml` (who, when, which instruments), `facts.yaml`, `lists.yaml`, `routes/*.yaml`,
`examples/*.yaml` and `text/<language>/*.yaml`. Each file is held to `schema.json`, where nothing undeclared may stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jsonschema import Draft202012Validator

from limen.policy.building import BuildError, build
from limen.policy.errors import PolicyError
from limen.policy.pack import Pack
from limen.policy.yaml_pages import LARGEST_FILE, Page, PageError, read_page

MOST_FILES = 200
LARGEST_PACK = 8 << 20
_DEEPEST_FOLDER = 4


class PackError(PolicyError):
    """A pack that cannot be read; the message names the file, the line where there is one, and what is wrong."""


def load_pack(name: str, extra_folders: Iterable[str | Path] = ()) -> Pack:
    """The pack of that name, from the first extra folder that has it, else as shipped. Raises PackError.

    A shipped pack is read once; a pack in an extra folder is read anew each time.
    """
    if not name.isidentifier():
        raise PackError(f"{name[:40]!r} is not the name of a pack: a name is one word of letters, digits and _")
    for folder in extra_folders:
        if (Path(folder) / name / "pack.yaml").is_file():
            return read_pack(Path(folder) / name)
    return _shipped(name)


@lru_cache(maxsize=16)
def _shipped(name: str) -> Pack:
    folder = resources.files("limen").joinpath("policies").joinpath(name)
    if not folder.joinpath("pack.yaml").is_file():
        raise PackError(f"there is no pack {name!r}: shipped are {', '.join(shipped_packs()) or 'none'}")
    return read_pack(folder)


def shipped_packs() -> tuple[str, ...]:
    """The names of the packs that come with Limen."""
    folder = resources.files("limen").joinpath("policies")
    if not folder.is_dir():
        return ()
    return tuple(sorted(part.name for part in folder.iterdir() if part.joinpath("pack.yaml").is_file()))


def read_pack(source: Mapping[str, bytes] | Traversable | Path | str) -> Pack:
    """Read a pack from a folder, or from a mapping of its file paths to their bytes. Raises PackError."""
    files = dict(source) if isinstance(source, Mapping) else _files_in(source)
    if "pack.yaml" not in files:
        raise PackError("a pack has a file pack.yaml: there is none")
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST_PACK:
        raise PackError(f"a pack has at most {MOST_FILES} files and {LARGEST_PACK} bytes")
    pages: dict[str, Page] = {}
    for path, data in sorted(files.items()):
        try:
            pages[path] = read_page(data)
        except PageError as problem:
            raise PackError(f"{path}: {problem}") from problem
    documents = {path: page.data for path, page in pages.items()}
    return _checked_and_built(documents, pages)


def pack_of(documents: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> Pack:
    """The pack that the data of these files makes, checked as files are. Raises PackError, which knows no lines.

    A file that is the very one of a pack read before (`known`) fits the schema, and is not held to it again.
    """
    return _checked_and_built(documents, {}, known or {})


def pack_from_bytes(data: bytes) -> Pack:
    """The pack that `Pack.to_bytes` wrote. Raises PackError."""
    if len(data) > LARGEST_PACK:
        raise PackError(f"the pack has {len(data)} bytes, more than the {LARGEST_PACK} that are read")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise PackError(f"these bytes are no pack: {type(problem).__name__}") from problem
    if not isinstance(document, dict) or document.get("format") != 1 or not isinstance(document.get("files"), dict):
        raise PackError("these bytes are no pack of format 1")
    if "pack.yaml" not in document["files"]:
        raise PackError("a pack has a file pack.yaml: there is none")
    return _checked_and_built(document["files"], {})


def _files_in(source: Traversable | Path | str) -> dict[str, bytes]:
    folder = Path(source) if isinstance(source, str) else source
    if not folder.is_dir():
        raise PackError(f"{folder}: this is not a folder")
    found: dict[str, bytes] = {}
    for path, part in _walked(folder, "", 0):
        if len(found) >= MOST_FILES:
            raise PackError(f"{folder}: more than {MOST_FILES} files")
        try:
            with part.open("rb") as stream:
                found[path] = stream.read(LARGEST_FILE + 1)
        except OSError as problem:
            raise PackError(f"{path}: cannot be read: {problem.strerror}") from problem
    return found


def _walked(folder: Traversable | Path, prefix: str, depth: int) -> Iterator[tuple[str, Traversable | Path]]:
    if depth > _DEEPEST_FOLDER:
        raise PackError(f"{prefix}: folders nested deeper than {_DEEPEST_FOLDER}")
    for part in folder.iterdir():
        if part.is_dir():
            if not part.name.startswith((".", "_")):
                yield from _walked(part, f"{prefix}{part.name}/", depth + 1)
        elif part.name.endswith(".yaml"):
            yield f"{prefix}{part.name}", part


def _checked_and_built(
    documents: Mapping[str, Any], pages: Mapping[str, Page], known: Mapping[str, Any] = MappingProxyType({})
) -> Pack:
    def where(path: str, part: tuple[Any, ...]) -> str:
        place = "/".join(map(str, part))
        line = f"line {pages[path].line(part)}: " if path in pages else ""
        return f"{path}: {line}{place + ': ' if place else ''}"

    for path, document in documents.items():
        if path in known and known[path] is document:
            continue
        validator = _validator(kind_of(path))
        try:
            problems = sorted(
                validator.iter_errors(document), key=lambda error: (list(map(str, error.absolute_path)), error.message)
            )
        except RecursionError as problem:
            raise PackError(f"{path}: nested too deep to be read") from problem
        if problems:
            worst = _deepest(problems[0])
            raise PackError(where(path, tuple(worst.absolute_path)) + worst.message[:300])
    try:
        return build(documents)
    except BuildError as problem:
        raise PackError(where(problem.path, problem.part) + str(problem)) from problem


def _deepest(error: Any) -> Any:
    """The most telling of the errors inside an alternative: the one that got furthest."""
    while error.context:
        error = max(
            error.context, key=lambda inner: (len(inner.absolute_path), inner.validator == "additionalProperties")
        )
    return error


def kind_of(path: str) -> str:
    """Which of the kinds of file of `schema.json` stands at a path. Raises PackError where a pack has none there."""
    folder, _, name = path.rpartition("/")
    if not folder and name in {"pack.yaml", "facts.yaml", "lists.yaml"}:
        return name.removesuffix(".yaml")
    top = folder.split("/")[0]
    if (top in {"routes", "examples"} and folder == top) or (top == "text" and folder.count("/") == 1):
        return {"routes": "route", "examples": "examples", "text": "text"}[top]
    raise PackError(f"{path}: a pack has no such file: pack, facts, lists, routes/*, examples/*, text/<language>/*")


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = json.loads(resources.files("limen.policy").joinpath("schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
