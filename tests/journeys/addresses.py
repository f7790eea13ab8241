"""Every address of the office with real arguments: the URL table itself, and a demo that has a record of every state.

`every_route` reads the table; `made` sends the forms that bring the demo's travellers into the states its working day
leaves out; `addresses` puts both together. A route that is in none of the two lists below fails a test.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pysqlite3
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, BrowserContext

from limen import specimens

# What of a law a draft may change: a page for each kind.
SUBJECTS = (
    "rule/entry/refuse.G",
    "list/-/ANNEX_I",
    "amounts/-/REFERENCE_AMOUNT",
    "fact/-/means_amount",
    "act/entry/refuse",
    "clock/entry/screening",
)
ROLES = ("amina", "sven", "clara", "lotte", "pavel", "aude", "ada")

# What answers a form and shows nothing itself. Opened as a page, which is where signing in again leads, each says that
# nothing was recorded.
FORMS = frozenset(
    [
        "arrive",
        "answer",
        "hit",
        "hit_act",
        "history",
        "act",
        "correct",
        "serve",
        "interview_start",
        "interview_end",
        "open_unit",
        "unit_arrive",
        "unit_answer",
        "unit_act",
        "unit_close",
        "relax",
        "restore",
        "find_search",
        "find_purpose",
        "settle_double",
        "exam_begin",
        "exam_answer",
        "reopen_double",
        "import_list",
        "release_list",
        "discard_list",
        "accept_copy",
        "compare_lists",
        "change_terms",
        "release_terms",
        "photo",
        "keyed",
        "ask_register",
        "note_flight",
        "examine",
        "look_closer",
        "erase_photo",
        "compare_faces",
        "read_chip",
        "note_document_seen",
        "api_assess",
        "judge_again",
        "offer_trust",
        "import_trust",
        "import_library",
        "offer_code",
        "unpair_reader",
        "settle_delivery",
        "reader_pair",
        "reader_deliver",
        "withdraw_entry",
        "propose_entry",
        "entry_act",
        "settle_later",
        "difference_note",
        "difference_withdraw",
        "difference_put",
        "difference_weigh",
        "phrasebook_answer",
        "note_sign",
        "refer_victim",
        "note_told",
        "practice_begin",
        "practice_ask",
        "practice_find",
        "practice_decide",
        "practice_near",
        "settle_law",
        "begin_draft",
        "draft_act",
        "draft_change",
        "read_bulletin",
        "theme",
        "single_keys",
        "play",
    ]
)
# Neither page nor form: bytes for a machine, or a file.
FILES = frozenset(
    [
        "healthz", "notice", "library_picture", "export_library", "reader_waiting", "story_page",
        "document_report", "document_picture", "api_openapi", "api_routes", "api_facts", "draft_files",
        "mfa_download_recovery_codes",
    ]
)  # fmt: skip
# What only an account with a second factor of its own has.
NEEDS_A_FACTOR = frozenset(
    ["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_remove_webauthn", "mfa_edit_webauthn"]
)


def every_route() -> dict[str, str]:
    """Name → pattern of every route the server answers."""
    return dict(_walk(get_resolver("limen.office.server.urls").url_patterns, ""))


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, before + str(one.pattern))
        else:
            yield str(one.name), before + str(one.pattern)


class Hands:
    """An officer's session that sends forms without opening their pages."""

    def __init__(self, context: BrowserContext, username: str) -> None:
        self.context = context
        self.send("/accounts/login/", login=username, password=specimens.officer(username).password)

    def send(self, path: str, **form: str) -> str:
        """Send one form; the address it led to. Raises where it was not taken."""
        request = self.context.request
        if not self._token():
            request.get("/accounts/login/")
        marks = {"csrfmiddlewaretoken": self._token(), "key": str(uuid.uuid4()), "client_at": ""}
        answer = request.post(path, form={**marks, **form})
        if not answer.ok:
            told = re.sub(r"<[^>]*>|\s+", " ", answer.text())
            raise AssertionError(f"{path} {form}: {answer.status} {told[:1500]}")
        return re.sub(r"^https?://[^/]+", "", answer.url)

    def _token(self) -> str:
        return next((str(one["value"]) for one in self.context.cookies() if one["name"] == "csrftoken"), "")

    def play(self, story: str) -> str:
        """Let the traveller of a story step up; the address of the case or the unit."""
        return self.send(f"/story/{story}/")

    def act(self, case: str, name: str, **form: str) -> None:
        """One act on a case as it stands now."""
        page = self.context.request.get(case).text()
        seen = re.search(r'name="seen" value="(\d+)"', page)
        self.send(f"{case}act/{name}/", seen=seen[1] if seen else "0", **form)


def made(browser: Browser, served: str, home: Path) -> dict[str, str]:
    """Bring travellers into the states the working day leaves out, once an office; one address of each kind by name."""
    if home not in _MADE:
        _MADE[home] = _made(browser, served, home)
    return _MADE[home]


_MADE: dict[Path, dict[str, str]] = {}


def _made(browser: Browser, served: str, home: Path) -> dict[str, str]:
    contexts = [browser.new_context(base_url=served) for _ in range(3)]
    people = zip(contexts, ("bram", "sven", "pavel"), strict=True)
    bram, sven, pavel = (Hands(context, name) for context, name in people)
    found = {
        "hit": bram.play("list-hit"),
        "forged": bram.play("forged-digit"),
        "unknown": bram.play("unknown-nationality"),
        "fear": bram.play("words-of-fear"),
        "exit": bram.play("late-departure"),
        "unit": bram.play("family-of-five"),
        "abandoned": bram.play("permit-in-transit"),
    }
    bram.act(found["abandoned"], "abandon", reason="Opened by mistake.")
    bram.send(found["hit"] + "document/chip/")
    bram.send(found["hit"] + "document/look/", feature="page", outcome="unsure", words="A scratch on the laminate.")
    page = bram.context.request.get(found["hit"] + "document/").text()
    found["picture"] = re.search(r"/document/[0-9a-f-]{36}/portrait/", page)[0]  # type: ignore[index]  # it has one
    for name, story in (
        ("referred", "clean-visitor"), ("secondary", "two-nationalities"),
        ("begun", "visa-holder"), ("ended", "visa-used"),
    ):  # fmt: skip
        case = found[name] = bram.play(story)
        bram.act(case, "refer_secondary", cause="purpose_means", reason="Knows no address.", language="en")
        if name != "referred":
            sven.act(case, "take")
        if name in ("begun", "ended"):
            _interviewed(sven, case, name)
    found["draft"] = pavel.send("/law/drafts/begin/", title="Dearer hosts")
    found["differs"] = _differing(bram, found["unknown"])
    _entered(bram, sven)
    ((waits,),) = _rows(home, "SELECT id FROM records_nationalentry WHERE state = 'proposed' LIMIT 1")
    found["entry-waits"] = f"/lists/entries/?do=agree:{uuid.UUID(waits)}"
    ((hit,),) = _rows(home, "SELECT id FROM records_hit WHERE state = 'open' AND compartment = '' LIMIT 1")
    found["hit-one"] = f"/hits/{uuid.UUID(hit)}/"
    found["practised"], found["practice"] = (sven.send("/practice/begin/", route="schengen/exit") for _ in range(2))
    sven.send(found["practised"] + "decide/", outcome="depart", grounds="free_movement")
    found["exam"] = sven.send("/practice/exams/begin/", route="schengen/exit", number="7", most="2")
    ((release,),) = _rows(home, "SELECT id FROM records_packrelease WHERE state = 'released' LIMIT 1")
    found["release"] = f"/law/release/{uuid.UUID(release)}/"
    found["unit-closed"] = bram.send("/unit/open/", kind="car", direction="entry", label="SP 117")
    bram.send(found["unit-closed"] + "close/")
    case, notice = _rows(home, _SERVED)[0]
    found["served"] = _case(case)
    for state, case in _rows(home, "SELECT state, max(id) FROM records_case GROUP BY state"):
        found.setdefault(state, _case(case))
    ((case, person),) = _rows(home, "SELECT id, person_id FROM records_case WHERE state = 'admitted' LIMIT 1")
    found |= {"person": f"/person/{uuid.UUID(person)}/", "notice": f"/notice/{uuid.UUID(notice)}.pdf"}
    ((entry,),) = _rows(home, "SELECT id FROM records_libraryentry WHERE entry_id = 'uto-p-2019' LIMIT 1")
    found["library-picture"] = f"/library/{uuid.UUID(entry)}/page/"
    for (case,) in _rows(home, "SELECT max(case_id) FROM records_historylink WHERE state = 'proposed' HAVING max(id)"):
        found["proposed"] = _case(case)
    for context in contexts:
        context.close()
    return found


_SERVED = (
    "SELECT c.id, n.id FROM records_case c JOIN records_notice n ON n.case_id = c.id "
    "WHERE c.state = 'served' AND n.decision_id IS NOT NULL LIMIT 1"
)


def _entered(author: Hands, other: Hands) -> None:
    """Two entries by officers wait for a second one; they are about nobody."""
    on = datetime.now(ZoneInfo(specimens.POST.zone)).date()
    days = {"expires_on": str(on + timedelta(days=90)), "review_on": str(on + timedelta(days=20))}
    for officer, name in ((author, "Zyxwv Qponm"), (other, "QPONM, Zyxwvu")):
        officer.send(
            "/lists/entries/propose/", names=name, legal_basis="Specimen Act s 1", evidence="Specimen file 1.",
            list_id="national-concern", **days,
        )  # fmt: skip


def _differing(officer: Hands, case: str) -> str:
    """Two papers of one traveller that do not say the same; the address of the form that puts it to them."""
    for source, day in (("the form", "2026-11-29"), ("the letter", "2027-02-01")):
        officer.send(case + "differences/note/", kind="form", source=source, topic="planned_exit", value=day)
    page = officer.context.request.get(case + "differences/").text()
    return f"{case}differences/{re.search(r'.do=put:[0-9a-f]+', page)[0]}"  # type: ignore[index]  # it has one


def _interviewed(officer: Hands, case: str, name: str) -> None:
    begin = {"language": "es", "through": "telephone", "interpreter": "Ines Tolk", "understood": "yes", "told": "yes"}
    line = {"kind": "question", "words": "Who pays for the journey?", "reply": "Mi hermana.", "rendered": "My sister."}
    officer.send(case + "interview/start/", **begin)
    officer.send(case + "interview/line/", **line)
    if name == "ended":
        officer.send(case + "interview/end/", read_back="corrected", signature="signed", corrections="Line 2: ten days")


def addresses(records: Mapping[str, str]) -> dict[str, list[str]]:
    """Route name → every address that is opened of it; the names are those of the URL table, and all of them."""
    one, none = records["open"], str(uuid.UUID(int=1))
    kinds = {name: path for name, path in records.items() if path.startswith("/case/") and name != "differs"}
    talked = [kinds[name] + "interview/" for name in ("begun", "ended", "secondary", "held", "protection", "open")]
    known = {
        "desk": ["/?direction=entry", "/?direction=exit", f"/?done={_id(records['admitted'])}", "/?do=unit"],
        "case": list(kinds.values()),
        "interview": talked,
        "interview_line": [kinds["begun"] + "interview/line/"],
        "one_hit": [records["hit-one"], records["hit-one"] + "?do=not_same"],
        "hit_act": [records["hit-one"] + "act/claim/"],
        "one_list": ["/lists/one/alerts/", "/lists/one/alerts/?days=30"],
        "entries": ["/lists/entries/", records["entry-waits"]],
        "shift_checks": ["/shift/checks/?check=chip&outcome=not_done"],
        "document": [path + "document/" for path in (kinds["hit"], kinds["forged"], kinds["served"])],
        "document_report": [kinds["hit"] + "document/report.pdf"],
        "document_picture": [records["picture"]],
        "differences": [
            records["differs"],
            records["differs"].replace("put:", "weigh:"),
            kinds["begun"] + "differences/",
        ],
        "checklist": [kinds[name] + "checklist/" for name in ("open", "referred", "served")],
        "public_places": ["/public/en/", "/public/ar/"],
        "public_route": ["/public/en/schengen/entry/", "/public/fa/united_kingdom/naturalisation/"],
        "api_facts": ["/api/requirements/schengen/entry/facts"],
        "api_assess": ["/api/requirements/schengen/entry/assess"],
        "phrasebook": [
            kinds["open"] + "phrasebook/" + more
            for more in ("", "?in=ar", "?in=fa&phrase=protection", "?in=zh&phrase=doctor")
        ],
        "signs": [kinds[name] + "signs/" for name in ("open", "begun", "protection")],
        "practice_run": [records["practised"], records["practice"], records["practice"] + "?outcome=depart"],
        "exam": [records["exam"]],
        "draft": [records["draft"], records["draft"] + "?q=guaranteed", records["draft"] + "?whole=1"],
        "draft_subject": [records["draft"] + f"{subject}/" for subject in SUBJECTS],
        "draft_change": [records["draft"] + "rule/entry/refuse.G/change/"],
        "law_release": [records["release"]],
        "slip": [kinds["referred"] + "slip/"],
        "replay": [kinds["admitted"] + "replay/", kinds["served"] + "replay/", one + "replay/"],
        "unit": [records["unit"], records["unit-closed"]],
        "person": [records["person"]],
        "notice": [records["notice"]],
        "library_picture": [records["library-picture"]],
        "library": ["/library/", "/library/?issuer=UTO", "/library/?issuer=UKR&type=P"],
        "story_page": ["/story/clean-visitor/0.svg", "/story/visa-used/1.svg"],
    }
    for name, pattern in every_route().items():
        if name not in known:
            path = pattern.replace("<uuid:case_id>", _id(one)).replace("<uuid:unit_id>", _id(records["unit"]))
            path = (
                path.replace("<slug:list_id>", "alerts")
                .replace("<slug:name>", "admit")
                .replace("<slug:story>", "clean-visitor")
                .replace("<uuid:release_id>", _id(records["release"]))
                .replace("<uuid:draft_id>", _id(records["draft"]))
                .replace("<uuid:run_id>", _id(records["practice"]))
                .replace("<uuid:exam_id>", _id(records["exam"]))
            )
            known[name] = ["/" + path.replace("<int:pk>", "1").replace("<uuid:notice_id>", none)]
    return known


def _case(id: str) -> str:
    return f"/case/{uuid.UUID(id)}/"


def _id(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _rows(home: Path, query: str) -> list[tuple[str, ...]]:
    """What the journeys may read of the database: which record is in which state."""
    database = pysqlite3.connect(str(home / "limen.sqlite3"), timeout=20)
    try:
        return [tuple(map(str, row)) for row in database.execute(query)]
    finally:
        database.close()
