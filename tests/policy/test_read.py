from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from limen.policy import Pack, PackError, evaluate, load_pack, read_pack, shipped_packs
from limen.policy.pack import canonical

from .packs import ON, documents, fact, pack_of, rule

FACTS = [fact("visa"), fact("until", "date")]
RULES = [rule("refuse", "visa = false")]


def files(found: dict[str, Any]) -> dict[str, bytes]:
    # JSON is YAML; one line a file is all these tests need
    return {path: json.dumps(document).encode() for path, document in found.items()}


def changed(path: str, *steps: Any, to: Any) -> dict[str, Any]:
    found = copy.deepcopy(documents(FACTS, RULES))
    place = found[path]
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = to
    return found


def test_a_pack_is_read_from_a_mapping_a_folder_and_its_own_bytes(tmp_path: Path) -> None:
    given = files(documents(FACTS, RULES))
    for path, data in given.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "README.md").write_text("not a file of the pack")
    packs = [
        read_pack(given),
        read_pack(tmp_path),
        read_pack(str(tmp_path)),
        Pack.from_bytes(read_pack(given).to_bytes()),
    ]
    assert len({pack.to_bytes() for pack in packs}) == 1
    assert len({pack.id_hash for pack in packs}) == 1
    assert len({evaluate({"visa": False}, pack.route("gate"), on=ON).snapshot for pack in packs}) == 1
    assert len({pack.snapshot(ON) for pack in packs}) == 1


@pytest.mark.parametrize(
    ("path", "steps", "to", "says"),
    [
        ("pack.yaml", ("colour",), "blue", "colour"),
        ("pack.yaml", ("as_of",), "soon", "as_of"),
        ("pack.yaml", ("as_of",), "2026-02-30", "as_of"),
        ("facts.yaml", ("facts", 0, "type"), "float", "float"),
        ("facts.yaml", ("facts", 0, "values"), ["a", "b"], "enum"),
        ("facts.yaml", ("facts", 1, "id"), "visa", "twice"),
        ("facts.yaml", ("facts", 1, "not_before"), "visa", "not_before"),
        ("facts.yaml", ("facts", 0, "presets"), [{"form": "days", "of": 3}], "preset"),
        ("facts.yaml", ("facts", 0, "implies"), [{"when": "until > 3", "value": True, "cite": "act s 1"}], "until > 3"),
        (
            "facts.yaml",
            ("facts", 0, "implies"),
            [{"when": "until > 2026-01-01", "value": 3, "cite": "act s 1"}],
            "true",
        ),
        ("lists.yaml", ("lists", 0, "members"), {"Norway": "NO"}, "Norway"),
        ("lists.yaml", ("lists", 0, "members"), {"GB": {"name": "x", "from": "2026-01-02", "to": "2026-01-01"}}, "end"),
        ("routes/gate.yaml", ("rules", 0, "versions", 0, "when"), "vsia = false", "vsia"),
        ("routes/gate.yaml", ("rules", 0, "versions", 0, "when"), {"all": []}, "non-empty|should"),
        ("routes/gate.yaml", ("rules", 0, "versions", 0, "when"), {"is": "nowhere"}, "nowhere"),
        ("routes/gate.yaml", ("rules", 0, "versions", 0, "when"), {"all": ["visa = true"], "or": []}, "or"),
        ("routes/gate.yaml", ("rules", 0, "versions", 0, "applies_by"), "claim_date", "claim_date"),
        (
            "routes/gate.yaml",
            ("rules", 0, "versions", 0, "in_force"),
            {"from": "2026-01-02", "to": "2026-01-01"},
            "end",
        ),
        ("routes/gate.yaml", ("rules", 0, "effect"), "eat", "eat"),
        ("routes/gate.yaml", ("rules", 0, "code_name"), "os.system", "code_name"),
        ("routes/gate.yaml", ("rules",), [RULES[0], RULES[0]], "twice"),
        ("routes/gate.yaml", ("decision", "otherwise"), "nowhere", "nowhere"),
        ("routes/gate.yaml", ("decision", "rows", 0, "when"), {"rule": "nobody"}, "nobody"),
        ("routes/gate.yaml", ("id",), "door", "name of its file"),
        ("routes/gate.yaml", ("also_facts",), ["shoe_size"], "shoe_size"),
        ("routes/gate.yaml", ("stay_rule",), "1-2", "1-2"),
        (
            "routes/gate.yaml",
            ("clocks",),
            [{"id": "x", "cite": "act s 1", "outcomes": ["nowhere"], "days": 1}],
            "nowhere",
        ),
        ("routes/gate.yaml", ("outcomes", 0, "kind"), "lucky", "lucky"),
    ],
)
def test_an_unsound_file_is_one_error_that_names_file_and_line(path: str, steps: Any, to: Any, says: str) -> None:
    with pytest.raises(PackError, match=says) as caught:
        read_pack(files(changed(path, *steps, to=to)))
    assert str(caught.value).startswith(f"{path}: line 1: ")


def test_the_line_is_that_of_the_fault() -> None:
    given = files(documents(FACTS, RULES))
    given["lists.yaml"] = (
        b"lists:\n  - id: LISTED\n    cite: act s 1\n    from: 2020-01-01\n    note: x\n"
        b"    members:\n      NO: Norway\n"
    )
    with pytest.raises(PackError, match=r"^lists.yaml: line 2: .*note"):
        read_pack(given)


@pytest.mark.parametrize("path", ["pack.yaml", "facts.yaml", "lists.yaml"])
def test_a_missing_file_is_named(path: str) -> None:
    given = files(documents(FACTS, RULES))
    del given[path]
    with pytest.raises(PackError, match=path):
        read_pack(given)


@pytest.mark.parametrize("path", ["code.yaml", "routes/a/b.yaml", "text/en.yaml", "../pack.yaml"])
def test_a_file_that_no_pack_has_is_refused(path: str) -> None:
    with pytest.raises(PackError, match="no such file"):
        read_pack({**files(documents(FACTS, RULES)), path: b"a: 1\n"})


def test_too_many_files_are_refused() -> None:
    with pytest.raises(PackError, match="at most"):
        read_pack({**files(documents(FACTS, RULES)), **{f"examples/x{n}.yaml": b"" for n in range(300)}})


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b'{"format":2,"files":{}}', b'{"format":1,"files":{}}', b"[" * 100_000]
)
def test_bytes_that_are_no_pack_are_refused(data: bytes) -> None:
    with pytest.raises(PackError):
        Pack.from_bytes(data)


def test_conditions_nested_without_end_are_refused() -> None:
    for depth in (30, 400, 5000):
        nested = '{"all":[' * depth + '"visa = false"' + "]}" * depth
        text = json.dumps({"format": 1, "files": documents(FACTS, [rule("refuse", "@")])}).replace('"@"', nested)
        with pytest.raises(PackError):
            Pack.from_bytes(text.encode())


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_pack_is_read_or_is_one_error(seed: int) -> None:
    chance = random.Random(seed)
    found: Any = copy.deepcopy(documents(FACTS, RULES))
    place: Any = found
    while True:
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8:
            place = place[key]
            continue
        place[key] = chance.choice([None, 3, "x", [], {}, True, "visa = false", {"all": [{"is": "x"}]}, ["x"]])
        break
    try:
        Pack.from_bytes(canonical({"format": 1, "files": found}))
    except PackError as problem:
        assert str(problem)


def test_packs_are_loaded_by_name_and_extra_folders_come_first(tmp_path: Path) -> None:
    assert "schengen" in shipped_packs()
    assert load_pack("schengen") is load_pack("schengen")
    for path, data in files(documents(FACTS, RULES)).items():
        (tmp_path / "small" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / path).write_bytes(data)
    assert load_pack("small", [tmp_path]).title == "A small law"
    with pytest.raises(PackError, match="no pack"):
        load_pack("small")


@pytest.mark.parametrize("name", ["", "..", "../schengen", "a/b", "x" * 100 + "/"])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(PackError):
        load_pack(name)


def test_routes_are_found_by_either_name() -> None:
    pack = read_pack(files(documents(FACTS, RULES)))
    assert pack.route("gate") is pack.route("small/gate")
    for name in ("door", "other/gate"):
        with pytest.raises(KeyError, match="gate"):
            pack.route(name)


def test_conditions_rest_on_each_other_in_any_order_and_never_on_themselves() -> None:
    conditions: dict[str, Any] = {"a": {"all": [{"is": "b"}, "held = true"]}, "b": "held = true"}
    read = pack_of([fact("held")], [rule("r", {"is": "a"})], conditions=conditions)
    assert Pack.from_bytes(read.to_bytes()).id_hash == read.id_hash
    with pytest.raises(PackError, match="the condition a rests on itself"):
        pack_of([fact("held")], [rule("r", {"is": "a"})], conditions={"a": {"is": "b"}, "b": {"any": [{"is": "a"}]}})
    chain = {f"c{place}": {"is": f"c{place + 1}"} for place in range(40)} | {"c40": "held = true"}
    with pytest.raises(PackError, match="rest on more than 16 others"):
        pack_of([fact("held")], [rule("r", {"is": "c0"})], conditions=chain)
