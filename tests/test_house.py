"""The house: arrows, sizes, names, documentation that says what the code says, and nothing left lying about."""

from __future__ import annotations

import ast
import csv
import doctest
import importlib
import json
import pkgutil
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from defusedxml import ElementTree
from docs import duties, reference

import limen

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "limen"
TEMPLATES = SOURCE / "office" / "console" / "templates"
LINES_OF_A_MODULE, LINES_OF_A_FUNCTION = 600, 80
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "base"})
WRITTEN = (
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".csv",
    ".html",
    ".css",
    ".js",
    ".typ",
    ".txt",
    ".sh",
    ".svg",
    ".po",
    ".json",
    "",
)


@cache
def tree() -> tuple[Path, ...]:
    """Every file of the repository: those under version control and those that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return tuple(sorted(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()))
    # An unpacked archive has no version control; what tools leave behind is then left out by name.
    left = {"__pycache__", ".git", ".venv", "build", "var", "dist"}
    return tuple(
        path for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not left & set(path.parts) and not any(part.endswith("_cache") for part in path.parts)
    )  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Every written file: its place and its text."""
    for path in tree():
        if path.suffix in WRITTEN and "corpus" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def modules() -> list[Path]:
    """Every Python file."""
    return [path for path in tree() if path.suffix == ".py"]


def place(path: Path) -> str:
    """A file as it is written in tables."""
    return path.relative_to(ROOT).as_posix()


def exceptions(rule: str) -> dict[str, int]:
    """The exceptions from a rule, each with its limit (0 where it has none)."""
    with (ROOT / "docs" / "decisions" / "exceptions.csv").open(encoding="utf-8", newline="") as rows:
        found = list(csv.DictReader(rows))
    assert all(row["why"].strip() for row in found), "an exception without a reason"
    return {row["where"]: int(row["limit"] or 0) for row in found if row["rule"] == rule}


# -- arrows, sizes, names ---------------------------------------------------------------------------------------------


def test_arrows_only_go_down(capsys: pytest.CaptureFixture[str]) -> None:
    from importlinter.cli import lint_imports

    code = lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_modules_stay_below_the_ceiling() -> None:
    lengths = {place(path): path.read_text(encoding="utf-8").count("\n") for path in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_MODULE}
    allowed = exceptions("module")

    assert not {name: lines for name, lines in long.items() if lines > allowed.get(name, 0)}
    assert not allowed.keys() - long.keys(), "an exception nobody needs any more"


def test_functions_stay_below_the_ceiling() -> None:
    long = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                lines = node.end_lineno - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    long[f"{place(path)}::{node.name}"] = lines
    allowed = exceptions("function")

    assert not {name: lines for name, lines in long.items() if lines > allowed.get(name, 0)}
    assert not allowed.keys() - long.keys(), "an exception nobody needs any more"


def test_rooms_and_modules_are_named_after_the_trade() -> None:
    nameless = {
        place(path) for path in modules()
        if NAMELESS & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    }  # fmt: skip

    assert nameless == set(exceptions("name"))


def test_no_department_is_empty() -> None:
    """A module without code, a package without a module, a law pack without its file: each would be a promise."""
    empty = []
    for path in SOURCE.rglob("*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        code = [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
        if path.name != "__init__.py" and not code:
            empty.append(place(path))
        if path.name == "__init__.py" and not code and path.parent.name != "migrations":
            others = [one for one in path.parent.rglob("*.py") if one != path]
            if not others:
                empty.append(place(path))
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    empty += [place(folder) for folder in SOURCE.iterdir() if folder.is_dir() and folder.name != "__pycache__"
              and folder not in folders and folder.name != "policies"]  # fmt: skip
    empty += [
        place(pack) for pack in (SOURCE / "policies").iterdir() if pack.is_dir() and not (pack / "pack.yaml").exists()
    ]

    assert not empty


def test_every_test_folder_mirrors_a_room() -> None:
    rooms = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*") if path.is_dir()}
    rooms |= {path.relative_to(SOURCE).with_suffix("").as_posix() for path in SOURCE.rglob("*.py")}
    own = {"journeys", "fuzz", "."}
    tested = {
        path.parent.relative_to(ROOT / "tests").as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
    }  # fmt: skip

    assert not tested - rooms - own


# -- what the documentation says --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", reference.pages(), ids=place)
def test_tables_say_what_the_code_says(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == reference.rendered(page), "run `make docs`"


def test_every_table_stands_on_a_page() -> None:
    shown = {match["name"] for page in reference.pages() for match in reference.MARKS.finditer(page.read_text("utf-8"))}

    assert shown == set(reference.TABLES)


def test_every_code_that_a_check_makes_has_words() -> None:
    """Codes are literals where a finding is made; those put together at run time are held by their rooms' own tests."""
    words = reference.finding_words()
    without = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding":
                code = node.args[0] if node.args else None
                if isinstance(code, ast.Constant) and not any(
                    key == code.value or key.startswith(f"{code.value}.") for key in words
                ):
                    without.append((place(path), code.value))

    assert not without


def test_every_setting_is_read_and_every_one_read_is_a_setting() -> None:
    from limen.office.server.environment import SETTINGS

    known = {setting.name for setting in SETTINGS}
    named = {name for where, text in texts() if where.endswith(".py") and where.startswith("src/")
             for name in re.findall(r"\"(LIMEN_[A-Z]+)\"", text)}  # fmt: skip
    computed = {"LIMEN_DEMO", "LIMEN_SQLITE", "LIMEN_MAX"}

    assert not named - known - computed


def test_every_act_of_a_case_has_its_verb_and_its_row_of_authority() -> None:
    from limen.casework import ARRIVAL
    from limen.office.authority import TABLE
    from limen.office.records.journal import VERBS

    acts = {act.name for act in ARRIVAL.acts}

    assert acts <= VERBS.keys()
    assert acts <= {grant.act for grant in TABLE}


def test_every_key_the_guide_names_is_a_key() -> None:
    from limen.office.console.keys import KEYS

    pressed = {key.press.lower() for key in KEYS}
    named = {
        key.lower()
        for page in (ROOT / "docs" / "guide").glob("0*.md")
        for key in re.findall(r"`([A-Z?/=+-]|G [A-Z]|F2)`", page.read_text(encoding="utf-8"))
    }

    assert named
    assert not named - pressed


def test_no_link_is_dead() -> None:
    dead = []
    for path in tree():
        if path.suffix == ".md":
            dead += [f"{place(path)} → {target}" for target in _links(path) if not _leads_somewhere(path, target)]

    assert not dead


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)|(?:href|src|srcset)=\"([^\"]+)\"", text):
        yield target[0] or target[1]


def _leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    name, _, anchor = target.partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        return False
    return not anchor or anchor in _anchors(path.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """The anchors that headings get, as the common renderers make them."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_duty_is_accounted_for() -> None:
    """The page is what the tables and the kept results make of it; no file of results is needed to check it."""
    page = duties.PAGE.read_text(encoding="utf-8")
    rows = duties.duties()

    assert page == duties.rendered(duties.read_results()), "run `make docs`"
    assert not [duty.id for duty in rows if f"| {duty.id} |" not in page]


def test_every_test_a_duty_names_is_there() -> None:
    named = {test for duty in duties.duties() for test in duty.tests}

    assert not {test for test in named if not _defined(test)}
    assert named == set(duties.read_results()), "run `make docs`"


def _defined(test: str) -> bool:
    path, *names = test.split("::")
    if not (ROOT / path).is_file():
        return False
    body: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    for name in names:
        found = [node for node in body if getattr(node, "name", "") == name]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


def test_a_duty_counts_only_with_its_tests_passed() -> None:
    done = next(duty for duty in duties.duties() if duty.claim == "done")
    passed = dict.fromkeys(done.tests, "passed")

    assert done.state(passed) == "done"
    assert len(done.tests) > 1
    for result in ("failed", "skipped", "not run"):
        assert done.state({**passed, done.tests[0]: result}) == "partly"
    assert done.state({}) == "not there"


def test_junit_names_are_read_as_tests(tmp_path: Path) -> None:
    (tmp_path / "rooms.xml").write_text(
        '<testsuites><testsuite><testcase classname="tests.a.test_b" name="test_c[x-1]"/>'
        '<testcase classname="tests.a.test_b" name="test_c[y]"><failure message="no"/></testcase>'
        '<testcase classname="tests.a.test_b.TestD" name="test_e"/>'
        '<testcase classname="tests.a.test_b" name="test_f"><skipped message="absent"/></testcase>'
        "</testsuite></testsuites>",
        encoding="utf-8",
    )

    assert duties.read_junit(tmp_path) == {
        "tests/a/test_b.py::test_c": "failed",
        "tests/a/test_b.py::TestD::test_e": "passed",
        "tests/a/test_b.py::test_f": "skipped",
    }


@pytest.mark.real_data
def test_the_duties_are_those_of_the_service() -> None:
    given = ROOT.parent / "shared" / "FEATURES.md"
    if not given.exists():
        pytest.skip("../shared/FEATURES.md absent: the rows cannot be compared with the service's own list")
    rows = dict(re.findall(r"^\| ([A-Z]\d+) \| .* \| (\w+) \|$", given.read_text(encoding="utf-8"), flags=re.MULTILINE))

    assert {duty.id: duty.goal for duty in duties.duties()} == rows


def test_the_readme_says_how_to_begin() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert targets
    assert not [target for target in targets if f"make {target}" not in readme]


def _with_examples() -> list[str]:
    names = [found.name for found in pkgutil.walk_packages(limen.__path__, "limen.")]
    written = []
    for name in ["limen", *names]:
        path = SOURCE.joinpath(*name.split(".")[1:])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.exists() and ">>>" in file.read_text(encoding="utf-8"):
            written.append(name)
    return written


@pytest.mark.parametrize("name", _with_examples())
def test_examples_in_docstrings_run(name: str) -> None:
    module = importlib.import_module(name)

    failed, tried = doctest.testmod(module)

    assert failed == 0
    assert tried > 0


# -- pages of the console ---------------------------------------------------------------------------------------------


def _routes() -> set[str]:
    from limen.office.console.urls import urlpatterns

    return {str(pattern.name) for pattern in urlpatterns}


def test_every_place_of_the_navigation_is_a_page() -> None:
    from limen.office.authority import TABLE
    from limen.office.console.navigation import PLACES

    assert {place.name for place in PLACES} <= _routes()
    assert {place.act for place in PLACES} <= {grant.act for grant in TABLE}


def test_every_template_is_used() -> None:
    code = "\n".join(text for where, text in texts() if where.startswith("src/") and where.endswith((".py", ".html")))
    unused = []
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        # allauth asks for its own templates by name; those below are ours in its place.
        if not name.startswith(("account/", "allauth/", "mfa/")) and f'"{name}"' not in code:
            unused.append(name)

    assert not unused


def test_every_component_is_used() -> None:
    """A component is one tag with one template; one that no page shows is left over."""
    code = (SOURCE / "office" / "console" / "templatetags" / "limen.py").read_text(encoding="utf-8")
    tags = dict(re.findall(r'inclusion_tag\("components/(\w+)\.html"\)\s*def (\w+)', code))
    tags |= {name: name for name in re.findall(r'render_to_string\("components/(\w+)\.html"', code)}
    pages = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    files = {path.stem for path in (TEMPLATES / "components").glob("*.html")}

    assert files == set(tags)
    assert not [tag for tag in tags.values() if not re.search(rf"{{%\s*{tag}\b", pages)]


class _Words(HTMLParser):
    """Collects what a reader would see: text, and the attributes that are read out."""

    SPOKEN = ("aria-label", "alt", "title", "placeholder")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.found += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


# The product's name, ids that stay as they are, and days and numbers shown as examples of how to write them.
UNTRANSLATED = frozenset(
    {"Limen", "un", "ofac-sdn", "alerts", "lost-stolen", "Nov", "SHA-256", "de", "icao", "specimens"}
)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_words_of_pages_are_marked_for_translation(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*blocktrans.*?endblocktrans\w*\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*block body_class\s*%}.*?{%\s*endblock\s*%}", "", text)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    reader = _Words()
    reader.feed(text)
    words = {word.strip(".,:;") for part in reader.found for word in re.findall(r"[A-Za-z][\w.-]+", part)}

    assert not words - UNTRANSLATED


def test_shipped_law_is_proofread_and_all_its_words_are_in_its_text() -> None:
    from limen import policy
    from limen.vocabulary.evidence import Outcome

    for name in policy.shipped_packs():
        failed = [finding for finding in policy.proofread(policy.load_pack(name)) if finding.outcome is Outcome.FAILED]
        assert not failed


# -- what must not lie about ------------------------------------------------------------------------------------------

MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|wor[k])/\w|[A-Z]:\\\\?Users\\")
REGISTRY = re.compile(r"(?:files\.)?py[t]honhosted\.org|py[p]i\.org|registry\.np[m]js\.org|--(?:extra-)?inde[x]-url")
TOOLS = re.compile(
    r"\b(?:ll[m]s?|chat ?bo[t]s?|lan[g]uage models?|co-authored-b[y]|AI-(?:wri[t]ten|gen[e]rated))\b", re.IGNORECASE
)


@pytest.mark.parametrize("pattern", (MACHINE, REGISTRY, TOOLS), ids=("machine", "registry", "tools"))
def test_the_tree_speaks_of_itself_alone(pattern: re.Pattern[str]) -> None:
    found = [f"{where}: {match[0]}" for where, text in texts() for match in [pattern.search(text)] if match]

    assert not found


def test_nothing_is_promised_in_a_comment() -> None:
    later = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X] )|raise NotImplemente[d]")

    assert not [
        where for where, text in texts() if where.endswith((".py", ".html", ".js", ".css")) and later.search(text)
    ]


def test_locks_are_pinned_and_hashed() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        stanzas = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        wanted = [line for line in stanzas if line.strip() and not line.lstrip().startswith("#")]
        assert wanted
        assert not [
            line[:60] for line in wanted if not re.match(r"[\w.\[\],-]+==\S+.* --hash=sha256:[0-9a-f]{64}", line)
        ]
        assert "://" not in "".join(wanted)


def test_the_lock_holds_what_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = dict(
        re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", (ROOT / "requirements" / "run.txt").read_text(), re.M)
    )
    names = {_plain(name): version for name, version in locked.items()}
    asked = re.findall(r"([\w.-]+)(?:\[[^\]]*\])?==([\w.]+)", "\n".join(project["dependencies"]))

    assert len(asked) == len(project["dependencies"])
    assert {_plain(name): version for name, version in asked}.items() <= names.items()


def _plain(name: str) -> str:
    """A package's name as two spellings of it are compared by (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_licence_is_there() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert (ROOT / "NOTICE").exists()
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"] == "Apache-2.0"


def test_pictures_of_the_desk_are_there() -> None:
    for name in ("desk-dark.png", "desk-light.png"):
        assert (ROOT / "docs" / "pictures" / name).read_bytes().startswith(b"\x89PNG")


def test_drawings_are_sound() -> None:
    drawings = [path for path in tree() if path.suffix == ".svg"]

    assert all(ElementTree.parse(path).getroot().tag.endswith("svg") for path in drawings)


def test_figures_of_the_readme_are_those_measured() -> None:
    measured = json.loads(reference.FIGURES.read_text(encoding="utf-8"))
    page = (ROOT / "benchmarks" / "results.md").read_text(encoding="utf-8")

    assert measured["quoted"]
    assert all(f"## {name}" in page for name in measured["measured"])
