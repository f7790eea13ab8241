"""The commands of the office, run as anybody runs them: what stands in the way, and a post set up from nothing."""

from __future__ import annotations

from pathlib import Path

from limen import specimens
from limen.cli import BROKEN, MISUSED, SOUND
from tests.terminal import TOLD, program, write


def test_without_tables_the_office_says_what_to_do(tmp_path: Path) -> None:
    for argv in (["journal", "verify"], ["user", "list"], ["serve"]):
        told = program(*argv, home=tmp_path)
        assert (told.code, told.out) == (MISUSED, "")
        assert TOLD.fullmatch(told.err) and "limen migrate" in told.err


def test_a_wrong_setting_and_an_unreachable_database(tmp_path: Path) -> None:
    told = program("user", "list", home=tmp_path, LIMEN_MODE="toy")
    assert told.code == MISUSED and TOLD.fullmatch(told.err) and "LIMEN_MODE" in told.err
    where = tmp_path / "folder.sqlite3"
    where.mkdir()
    told = program("user", "list", home=tmp_path, LIMEN_DATABASE=f"sqlite://{where}")
    assert told.code == BROKEN and TOLD.fullmatch(told.err)


def test_a_post_is_set_up_from_nothing(tmp_path: Path) -> None:
    post = ["--title", "Pier 3", "--authority", "Specimen Border Authority", "--country", "LU", "--zone",
            "Europe/Luxembourg", "--pack", "schengen", "--register-from", "2025-01-01"]  # fmt: skip
    assert program("migrate", home=tmp_path).code == SOUND
    assert program("post", "add", "PIER-3", *post, home=tmp_path).code == SOUND
    again = program("post", "add", "PIER-3", *post, home=tmp_path)
    assert again.code == MISUSED and TOLD.fullmatch(again.err)
    weak = program("user", "add", "lena", "--name", "Lena Sill", "--number", "L-1", home=tmp_path, stdin="short\n")
    assert weak.code == MISUSED and TOLD.fullmatch(weak.err)
    strong = "correct-horse-threshold\n"
    assert (
        program("user", "add", "lena", "--name", "Lena Sill", "--number", "L-1", home=tmp_path, stdin=strong).code == 0
    )
    nobody = program("law", "release", "schengen", "--as", "lena", home=tmp_path)
    assert nobody.code == MISUSED and "no duty" in nobody.err
    assert program("user", "duty", "lena", "list_officer", "policy_officer", home=tmp_path).code == SOUND
    alone = program("law", "release", "schengen", "--as", "lena", "--second", "lena", home=tmp_path)
    assert alone.code == MISUSED and "nobody releases what they proposed" in alone.err
    assert (
        program("user", "add", "zora", "--name", "Zora Sill", "--number", "L-2", home=tmp_path, stdin=strong).code == 0
    )
    assert program("user", "duty", "zora", "policy_officer", home=tmp_path).code == SOUND
    told = program("law", "release", "schengen", "--as", "lena", "--second", "zora", home=tmp_path)
    assert told.code == SOUND and "NOT FOR SERVICE" in told.out and "in force from" in told.out
    again = program("law", "release", "schengen", "--as", "lena", home=tmp_path)
    assert again.code == MISUSED and TOLD.fullmatch(again.err) and "nothing would change" in again.err
    path = write(tmp_path, "alerts.csv", specimens.list_csv())
    told = program("lists", "import", "alerts", path, "--as", "lena", "--json", home=tmp_path)
    assert (told.code, told.json["entries"], told.json["rows_read"]) == (SOUND, 6, 6)
    bad = program("lists", "import", "alerts", write(tmp_path, "bad.csv", b"\0"), "--as", "lena", home=tmp_path)
    assert bad.code == MISUSED and "limen: " in bad.err
    assert program("lists", "show", "--json", home=tmp_path).json["lists"][0]["list"] == "alerts"
    _copied(tmp_path)
    assert program("user", "list", "--json", home=tmp_path).json["accounts"][0]["duties"] == [
        "PIER-3:list_officer", "PIER-3:policy_officer",
    ]  # fmt: skip
    # The demo never writes into a database of real work.
    told = program("demo", home=tmp_path)
    assert (told.code, told.out) == (MISUSED, "")
    assert "not a demo database" in told.err and "Traceback" not in told.err


def _copied(home: Path) -> None:
    """The lists go out as a copy that anybody verifies; an earlier version is put back."""
    keys = program("lists", "key", "--json", home=home).json
    out = str(home / "copy.limen")
    asked = ["lists", "export", out, "--for", "HUT-9", "--to", keys["sealed_to"], "--as", "lena"]
    assert program(*asked, "--discreet", "alerts", home=home).code == SOUND
    told = program("lists", "verify", out, "--signer", keys["signs"], "--json", home=home)
    assert (told.code, told.json["post"], told.json["standing"]) == (SOUND, "HUT-9", "fresh")
    assert [(name, entries, quiet) for name, _, entries, quiet in told.json["lists"]] == [("alerts", 6, True)]
    changed = write(home, "changed.limen", Path(out).read_bytes()[:-1] + b"\xff")
    for argv in (
        ["lists", "verify", changed, "--signer", keys["signs"]], ["lists", "verify", out, "--signer", "ed25519:x"],
        [*asked[:5], "--to", "x25519:x", "--as", "lena"], [*asked, "--days", "90"], [*asked, "--discreet", "nowhere"],
    ):  # fmt: skip
        told = program(*argv, home=home)
        assert told.code == MISUSED and TOLD.fullmatch(told.err), argv
    fewer = write(home, "fewer.csv", b"id,name\nA-1,Dorian Vestibule\n")
    assert program("lists", "import", "alerts", fewer, "--as", "lena", home=home).code == SOUND
    unknown = program("lists", "release", "alerts", "zz", "--as", "lena", home=home)
    assert unknown.code == MISUSED and TOLD.fullmatch(unknown.err)
    assert "6 entries" in program("lists", "release", "alerts", "", "--as", "lena", home=home).out
