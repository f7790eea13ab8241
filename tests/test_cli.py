"""The command line's contract (DESIGN 5): what each command answers, and one line and exit 2 for what it cannot use."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import limen
from limen import specimens
from limen.cli import BROKEN, COMMANDS, GROUPS, INTERRUPTED, MISUSED, SOUND, UNSOUND, main, parser
from limen.screening.lists import own
from limen.screening.lists.entry import Entry, ListedName, Scope
from limen.specimens import PEOPLE
from tests.terminal import TOLD, Told, program, write

ON = date(2026, 11, 22)
LIST = "id,name,alias,born,sex,nationality,document,list\n7,Amara Onuuzo,,1991-04-17,F,NGA,NGA:A01234567,\n"


Run = Callable[..., Told]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; `stdin` is what it is given to read."""

    def told(*argv: object, stdin: bytes = b"") -> Told:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        return Told(code, out, err)

    return told


def mrz(key: str = "amara", **changes: Any) -> str:
    return specimens.mrz_text(specimens.passport(of=PEOPLE[key], on=ON, **changes))


# -- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_says_in_one_sentence_what_it_does(run: Run, command: Any) -> None:
    assert re.fullmatch(r"[A-Z].+\.", command.help)
    told = run(*command.name.split(), "--help")
    assert (told.code, told.err) == (SOUND, "")
    assert " ".join(command.help.split()) in " ".join(told.out.split())


def test_every_group_is_described_and_used() -> None:
    assert set(GROUPS) == {command.name.split()[0] for command in COMMANDS if " " in command.name}


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nothing"],
        ["policy"],
        ["journal"],
        ["read", "--on", "yesterday", "-"],
        ["read", "--no-such-option"],
        ["screen", "--name", "Amara"],
        ["screen", "--list", "x.csv", "--name", "Amara", "--min-score", "high"],
        ["stay"],
        ["serve", "--port", "http"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_two(run: Run, argv: list[str]) -> None:
    told = run(*argv)
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err)


def test_options_are_not_guessed_from_their_beginning() -> None:
    with pytest.raises(Exception, match="unrecognized"):
        parser().parse_args(["read", "--js", "x"])


# -- read ------------------------------------------------------------------------------------------------------------


def test_read_answers_one_document_as_json(run: Run, tmp_path: Path) -> None:
    told = run("read", write(tmp_path, "amara.txt", mrz()), "--json", "--on", ON)
    assert told.code == SOUND
    answer = told.json
    assert {"source", "accepted", "document", "findings", "discrepancies"} <= answer.keys()
    assert {
        "format", "type", "issuer", "number", "surname", "given", "nationality", "birth", "sex", "expiry", "optional",
        "mrz",
    } <= answer["document"].keys()  # fmt: skip
    assert (answer["accepted"], answer["document"]["surname"], answer["document"]["birth"]) == (
        True,
        "ONUUZO",
        "1991-04-17",
    )
    assert all({"code", "outcome", "reason", "clause", "evidence"} <= finding.keys() for finding in answer["findings"])


def test_a_forged_passport_is_no_error(run: Run, tmp_path: Path) -> None:
    forged = "\n".join(specimens.forged(specimens.passport(on=ON)))
    told = run("read", write(tmp_path, "forged.txt", forged), "--json", "--on", ON)
    assert told.code == SOUND
    assert told.json["accepted"] is False
    assert told.json["repairs"]
    people = run("read", tmp_path / "forged.txt", "--on", ON)
    assert "NOT read with certainty" in people.out
    assert people.out.index("■") < people.out.index("●")  # the worst first


def test_many_mrzs_are_lines_in_order_and_none_loses_its_place(run: Run, tmp_path: Path) -> None:
    text = "\n\n".join([mrz("amara"), "THIS IS NO MRZ", mrz("taro"), mrz("noam")])
    told = run("read", "--mrz", write(tmp_path, "many.txt", text), "--json", "--on", ON)
    assert told.code == SOUND
    assert [line["document"]["given"] for line in told.lines] == ["AMARA NKECHI", None, "TARO", "NOAM"]
    assert [line["accepted"] for line in told.lines] == [True, False, True, True]
    (why,) = told.lines[1]["findings"]
    assert (why["code"], why["outcome"]) == ("mrz.structure", "failed")
    assert told.lines[0]["document"].keys() - {"issuer_iso", "nationality_iso"} == told.lines[1]["document"].keys()


def test_read_takes_standard_input(run: Run) -> None:
    told = run("read", "-", "--on", ON, stdin=mrz("kan").encode())
    assert told.code == SOUND
    assert "KAN MING MEN" in told.out
    assert run("read", "--mrz", "-", "--json", "--on", ON, stdin=mrz("kan").encode()).lines[0]["accepted"]


def test_several_sources_are_json_lines(run: Run, tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{key}.txt", mrz(key)) for key in ("amara", "juma")]
    assert [line["source"] for line in run("read", *paths, "--json", "--on", ON).lines] == [str(path) for path in paths]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\x00", b"P<UTO", b"hello\n" * 400, b"\0" * 100],
    ids=["empty", "image", "not utf-8", "cut", "long", "zeros"],
)
def test_what_is_no_mrz_is_one_line_and_two(run: Run, tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, "page.bin", content)
    for told in (run("read", path), run("read", "--mrz", path, "--json")):
        assert (told.code, told.out) == (MISUSED, "")
        assert TOLD.fullmatch(told.err) and "page.bin" in told.err


def test_a_missing_file_a_folder_and_two_ways_at_once_are_misuse(run: Run, tmp_path: Path) -> None:
    for argv in (["read", tmp_path / "none"], ["read", tmp_path], ["read", "x", "--mrz", "y"], ["read"]):
        told = run(*argv)
        assert (told.code, told.out) == (MISUSED, "")
        assert TOLD.fullmatch(told.err)


# -- screen and compare ----------------------------------------------------------------------------------------------


def test_screen_answers_one_traveller(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "post.csv", LIST)
    told = run("screen", "--list", path, "--name", "ONUUZO AMARA", "--born", "1991-04-17", "--json")
    assert told.code == SOUND
    (hit,) = told.json["hits"]
    assert (hit["entry"], hit["list"], hit["strength"]) == ("7", "post", "exact")
    assert hit["why"] and 0 <= hit["score"] <= 1
    assert "Amara Onuuzo (post 7)" in run("screen", "--list", path, "--name", "Amara Onuuzo").out
    assert run("screen", "--list", path, "--name", "Zyxwv Qponm", "--json").json["hits"] == []


def test_screen_answers_many_in_order(run: Run, tmp_path: Path) -> None:
    people = [
        {"id": "a", "surname": "ONUUZO", "given": "AMARA", "born": "1991", "nationality": "NGA"},
        {"id": "b", "name": "Taro Shikii"},
        {"id": "c", "document": "NGA:A01234567"},
    ]
    lines = "\n".join(map(json.dumps, people)) + "\n\n"
    lists = write(tmp_path, "post.csv", LIST), write(tmp_path, "alerts.csv", specimens.list_csv())
    told = run("screen", "--list", *lists, "--people", write(tmp_path, "people.jsonl", lines), "--json")
    assert told.code == SOUND
    assert [(line["id"], len(line["hits"])) for line in told.lines] == [("a", 1), ("b", 0), ("c", 1)]


def test_an_entry_outside_its_scope_is_not_offered_and_that_is_said(run: Run, tmp_path: Path) -> None:
    scope = Scope(posts=("NORTH",), flights=("UT1234",), first="2026-11-01", last="2026-11-30")
    entries = [
        Entry("1", "own", (ListedName("Amara Onuuzo"),), scope=scope),
        Entry("2", "own", (ListedName("Amara Onuuzo"),)),
    ]
    path = write(tmp_path, "own.json", own.write(entries))
    asked = ("screen", "--list", path, "--name", "Amara Onuuzo", "--json", "--on", "2026-11-22")

    def found(*more: str) -> list[str]:
        return [hit["entry"] for hit in run(*asked, *more).json["hits"]]

    assert found() == found("--at", "north", "--flight", "ut1234") == ["1", "2"]  # what is unknown excludes nothing
    assert found("--at", "south") == found("--flight", "UT9999") == found("--on", "2026-12-01") == ["2"]
    assert "1 of 2 entries are outside their scope" in run(*asked, "--at", "south").err


def test_a_row_that_is_not_taken_is_said_and_stops_nothing(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "post.csv", LIST + "8,Bad Date,,1991-40-40,,,,\n")
    told = run("screen", "--list", path, "--name", "Amara Onuuzo", "--json")
    assert told.code == SOUND and told.json["hits"]
    assert "row 3 was not taken" in told.err


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (b"{", "line 1"),
        (b"[]\n", "an object"),
        (b'{"id":"1"}\n', "neither a name nor a document"),
        (b'{"id":"1","name":"A"}\n{"name":5}\n', "line 2"),
        (b'{"id":"1","name":"A","born":"1991-13"}\n', "line 1"),
        (b'{"id":"1","name":"A","sex":"Q"}\n', "sex"),
        (b'{"id":"1","name":"A","born":NaN}\n', "NaN"),
        (b"[" * 100_000, "line 1"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_bad_traveller_is_one_line_and_nothing_is_written(run: Run, tmp_path: Path, people: bytes, said: str) -> None:
    lists = write(tmp_path, "post.csv", LIST)
    told = run("screen", "--list", lists, "--people", write(tmp_path, "people.jsonl", people), "--json")
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err) and said in told.err


@pytest.mark.parametrize("content", [b"", b"\0\0", b"<xml/>", b"a,b\n1,2\n", b'id,name\n1,"open\n' * 3])
def test_a_bad_list_is_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    told = run("screen", "--list", write(tmp_path, "list.csv", content), "--name", "Amara", "--json")
    if told.code != SOUND:  # a quote left open is a name of several lines, and read as one
        assert (told.code, told.out) == (MISUSED, "")
        assert TOLD.fullmatch(told.err) and "list.csv" in told.err


def test_one_list_is_given_once_and_one_traveller_at_a_time(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "post.csv", LIST)
    for argv in (
        ["--list", path, path, "--name", "A"],
        ["--list", path],
        ["--list", path, "--name", "A", "--people", "x"],
    ):
        told = run("screen", *argv)
        assert told.code == MISUSED and TOLD.fullmatch(told.err)


def test_compare_two_names_and_many_pairs(run: Run, tmp_path: Path) -> None:
    told = run("compare", "--name", "Mohammed Al-Ataba", "Muhammad al Ataba", "--json")
    assert told.code == SOUND
    assert told.json.keys() == {"score", "match", "why"} and told.json["match"]
    pairs = [
        {"query": "Taro Shikii", "candidate": "SHIKII TARO", "query_born": "1969-05-14"},
        {"query": "Taro Shikii", "candidate": "Beatrice Doorstep"},
    ]
    lines = run("compare", "--pairs", write(tmp_path, "p.jsonl", "\n".join(map(json.dumps, pairs))), "--json").lines
    assert [line["match"] for line in lines] == [True, False]
    assert "no match" in run("compare", "--pairs", tmp_path / "p.jsonl").out


@pytest.mark.parametrize(
    "pair",
    ["{", '{"query":"a"}', '{"query":1,"candidate":"b"}', '{"query":"a","candidate":"b","query_born":"never"}', "5"],
)
def test_a_bad_pair_is_one_line(run: Run, tmp_path: Path, pair: str) -> None:
    good = '{"query":"a b","candidate":"b a"}\n'
    told = run("compare", "--pairs", write(tmp_path, "p.jsonl", good + pair), "--json")
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err) and "line 2" in told.err


def test_compare_takes_one_of_two_ways(run: Run) -> None:
    assert run("compare").code == MISUSED
    assert run("compare", "--name", "a", "b", "--pairs", "x").code == MISUSED


def test_half_a_character_in_json_stays_an_escape(run: Run) -> None:
    told = run("compare", "--pairs", "-", "--json", stdin=b'{"query":"\\ud800 a b","candidate":"\\ud800 a b"}')
    assert told.code == SOUND
    assert told.lines[0]["score"] >= 0


# -- policy and stays ------------------------------------------------------------------------------------------------


def test_the_shipped_law_is_sound(run: Run) -> None:
    told = run("policy", "proofread", "--json")
    assert (told.code, told.json["sound"]) == (SOUND, True)
    assert [pack["pack"] for pack in told.json["packs"]] == [
        "canada",
        "cross_cutting",
        "schengen",
        "united_kingdom",
        "united_states",
    ]
    assert "schengen: sound" in run("policy", "proofread").out


def test_an_unsound_pack_is_one_and_a_missing_folder_two(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "pack.yaml", "id: [")
    told = run("policy", "proofread", tmp_path, "--json")
    assert (told.code, told.json["sound"]) == (UNSOUND, False)
    assert TOLD.fullmatch(told.err)
    told = run("policy", "proofread", tmp_path / "none")
    assert (told.code, told.out) == (MISUSED, "")


def test_the_fact_dictionary(run: Run) -> None:
    facts = {fact["name"]: fact for fact in run("policy", "facts", "schengen/entry", "--json").json["facts"]}
    assert {"name", "type", "values", "evidence", "question"} <= facts["planned_exit"].keys()
    assert facts["nationality"]["type"] == "country"
    assert "planned_exit: date" in run("policy", "facts", "schengen/entry").out


def test_assess_answers_what_design_says(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "facts.json", '{"nationality": "IN", "stays": {"value": [], "status": "known"}}')
    told = run("policy", "assess", "schengen/entry", "--facts", path, "--on", ON, "--json")
    assert told.code == SOUND
    assert {"outcome", "decided", "grounds", "ask", "tell", "deadlines", "trace", "snapshot"} <= told.json.keys()
    assert (told.json["outcome"], told.json["decided"]) == ("undetermined", False)
    assert {"fact", "question", "cite", "could_change"} <= told.json["ask"][0].keys()
    assert told.json["snapshot"].startswith("sha256:")
    assert "undetermined (not decided)" in run("policy", "assess", "schengen/entry", "--facts", path).out


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "[]",
        "{",
        '{"shoe_size": 4}',
        '{"nationality": 5}',
        '{"planned_exit": "soon"}',
        '{"nationality": {"status": "x"}}',
    ],
)
def test_bad_facts_are_one_line(run: Run, facts: str) -> None:
    told = run("policy", "assess", "schengen/entry", "--facts", "-", "--json", stdin=facts.encode())
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err)


@pytest.mark.parametrize("route", ["entry", "schengen/", "schengen/moon", "moon/entry", "../x/entry", "/"])
def test_a_route_that_is_not_there_is_one_line(run: Run, route: str) -> None:
    for argv in (["facts", route], ["explain", route], ["assess", route, "--facts", "-"]):
        told = run("policy", *argv, stdin=b"{}")
        assert (told.code, told.out) == (MISUSED, "")
        assert TOLD.fullmatch(told.err)


def test_explain_is_text(run: Run) -> None:
    told = run("policy", "explain", "schengen/exit", "--on", ON)
    assert told.code == SOUND and "RULES" in told.out
    answer = run("policy", "explain", "schengen/exit", "--on", ON, "--json").json
    assert (answer["route"], answer["on"], answer["for_service"]) == ("schengen/exit", "2026-11-22", False)
    assert "overstay" in {rule["id"] for rule in answer["rules"]} and answer["outcomes"] and answer["acts"]


def test_a_day_of_which_the_law_says_nothing_is_one_line(run: Run) -> None:
    for argv in (["assess", "schengen/entry", "--facts", "-"], ["explain", "schengen/entry"]):
        told = run("policy", *argv, "--on", "2016-01-01", stdin=b"{}")
        assert (told.code, told.out) == (MISUSED, "")
        assert told.err == "limen: the pack schengen says nothing of entry before 12 Apr 2016\n"


def test_a_folder_that_is_no_pack_is_one_line(run: Run, tmp_path: Path) -> None:
    told = run("policy", "proofread", tmp_path)
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err) and "pack.yaml" in told.err


def test_clocks_are_told_in_words(run: Run) -> None:
    told = run("policy", "assess", "schengen/entry", "--facts", "-", "--on", ON, stdin=b'{"asks_protection": true}')
    assert "by 2026-11-29: The screening must be finished" in told.out


def test_a_stay_with_movements_missing_is_told_as_a_spread(run: Run) -> None:
    stay = ["stay", "--rule", "schengen/90-180", "--movements", "-", "--on", "2026-05-29"]
    told = run(*stay, stdin=b'[{"direction": "entry", "on": "2026-01-01", "state": "LU"}]')
    assert told.out.startswith("between 1 and 149 days used, between 0 and 89 days left on 2026-05-29 [")
    assert "if every possible day is counted: last lawful day" in told.out
    one = run(*stay, stdin=b'[{"direction": "entry", "on": "2026-05-01"}, {"direction": "exit", "on": "2026-05-01"}]')
    assert one.out.startswith("1 day used, 89 days left on 2026-05-29 [Regulation (EU) 2016/399 Art 6(1)")
    late = run(*stay[:-1], "9999-12-31", stdin=b"[]")
    assert (late.code, late.out) == (MISUSED, "") and "calendar" in late.err


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["screen", "--name", "Amara", "--born", "1970-13"], "'1970-13'"),
        (["screen", "--name", "Amara", "--nationality", "ZZZZ"], "'ZZZZ'"),
        (["screen", "--name", "Amara", "--nationality", "QQ"], "'QQ'"),
        (["compare", "--name", "Amara", ""], "empty"),
        (["compare", "--name", "  ", "Amara"], "empty"),
    ],
)
def test_what_was_typed_is_named_in_the_complaint(run: Run, tmp_path: Path, argv: list[str], named: str) -> None:
    lists = ["--list", str(write(tmp_path, "alerts.csv", LIST))] if argv[0] == "screen" else []
    told = run(*argv, *lists)
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err) and named in told.err


@pytest.mark.parametrize("code", ["NGA", "NG", "UTO", "D", "XXB"])
def test_a_nationality_may_be_any_code_that_documents_print(run: Run, tmp_path: Path, code: str) -> None:
    path = write(tmp_path, "alerts.csv", LIST)
    assert run("screen", "--list", path, "--name", "Amara Onuuzo", "--nationality", code).code == SOUND


def test_an_empty_name_among_pairs_names_its_line(run: Run) -> None:
    told = run("compare", "--pairs", "-", "--json", stdin=b'{"query": "", "candidate": "Amara"}')
    assert told.code == MISUSED and TOLD.fullmatch(told.err) and "empty" in told.err


def test_a_pack_in_a_folder_of_ones_own(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIMEN_POLICIES", str(tmp_path))
    assert run("policy", "facts", "schengen/entry").code == SOUND
    monkeypatch.setenv("LIMEN_POLICYS", "x")
    told = run("policy", "facts", "schengen/entry")
    assert told.code == MISUSED and "LIMEN_POLICYS" in told.err


def test_stay_counts(run: Run, tmp_path: Path) -> None:
    movements = [{"direction": "entry", "on": "2026-11-01", "state": "LU"}, {"direction": "exit", "on": "2026-11-10"}]
    path = write(tmp_path, "m.json", json.dumps({"movements": movements}))
    told = run("stay", "--rule", "schengen/90-180", "--movements", path, "--on", ON, "--json")
    assert told.code == SOUND
    assert {"days_used", "days_left", "last_day", "earliest_next_entry", "cite", "window"} <= told.json.keys()
    assert (told.json["days_used"], told.json["days_left"]) == (10, 80)
    planned = run(
        "stay", "--rule", "schengen/90-180", "--movements", path, "--on", ON, "--until", "2026-12-01", "--json"
    )
    assert planned.json["days_used"] == 20
    assert "10 days used, 80 days left" in run("stay", "--rule", "schengen/90-180", "--movements", path, "--on", ON).out


@pytest.mark.parametrize(
    ("rule", "movements", "more"),
    [
        ("schengen/90-180", "[5]", []),
        ("schengen/90-180", '{"movements": 4}', []),
        ("schengen/90-180", '[{"direction": "up", "on": "2026-01-01"}]', []),
        ("schengen/90-180", '[{"direction": "exit", "on": "1 May"}]', []),
        ("schengen/90-180", "[]", ["--until", "2020-01-01"]),
        ("schengen/1-2", "[]", []),
        ("moon/90-180", "[]", []),
        ("90-180", "[]", []),
    ],
)
def test_a_stay_that_cannot_be_counted_is_one_line(run: Run, rule: str, movements: str, more: list[str]) -> None:
    told = run("stay", "--rule", rule, "--movements", "-", "--on", ON, "--json", *more, stdin=movements.encode())
    assert (told.code, told.out) == (MISUSED, "")
    assert TOLD.fullmatch(told.err)


# -- what goes wrong in the machine ----------------------------------------------------------------------------------


def broken(fault: BaseException) -> Callable[[str], Any]:
    def read_nothing(*_: object) -> Any:
        raise fault

    return read_nothing


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OSError(28, "No space left on device"), BROKEN),
        (ImportError("no module named granian"), BROKEN),
        (RuntimeError("what\nnobody foresaw"), BROKEN),
        (KeyboardInterrupt(), INTERRUPTED),
    ],
)
def test_a_broken_machine_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int
) -> None:
    monkeypatch.setattr("limen.office.server.document_commands.read_bytes", broken(fault))
    told = run("read", "x")
    assert (told.code, told.out) == (code, "")
    assert TOLD.fullmatch(told.err)


def test_as_a_program_it_reads_and_complains_and_never_traces(tmp_path: Path) -> None:
    told = program("read", "-", "--json", "--on", ON, home=tmp_path, stdin=mrz())
    assert told.code == SOUND and told.json["accepted"]
    told = program("read", "-", home=tmp_path, stdin="no")
    assert (told.code, told.out) == (MISUSED, "") and TOLD.fullmatch(told.err)


# -- the library's front door ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", limen.__all__)
def test_the_front_door_offers_what_it_names(name: str) -> None:
    assert getattr(limen, name) is not None
    assert name in dir(limen)


def test_the_front_door_names_what_there_is() -> None:
    with pytest.raises(AttributeError, match="read_mrz"):
        limen.admit_everybody  # noqa: B018


def test_the_front_door_costs_nothing(tmp_path: Path) -> None:
    code = "import sys, limen; sys.exit(any(name.startswith(('limen.', 'django', 'numpy')) for name in sys.modules))"
    paths = str(Path(limen.__file__).parents[1])
    assert (
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": paths}, check=False).returncode
        == 0
    )
