"""The console's components, one tag and one template each, and the filters that write days, moments and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from limen.office.actions import telling
from limen.office.actions.errors import Words
from limen.office.actions.hitqueue import STANDS, HitRow
from limen.office.actions.notifying import LANGUAGES
from limen.office.actions.owners import RECEIPTS
from limen.office.actions.referring import CAUSES
from limen.office.actions.secondary import Clock
from limen.office.actions.views import (
    ActKey,
    AskView,
    CaseRow,
    CaseView,
    Check,
    Event,
    GroundView,
    HitView,
    ListView,
    Proposal,
    StayView,
    Visit,
)
from limen.office.console import drawing, secondary, tray, typed, words
from limen.office.console.case import CasePage, Dialog
from limen.office.console.keys import ACTS, KEYS, Key
from limen.office.console.problems import Problem
from limen.office.notices import is_right_to_left
from limen.vocabulary.evidence import N_

register = template.Library()

Repaired = tuple[str, int, int, str, str, str]  # field, line, position, was, might be, why in words

_KEY_NAMES: Mapping[str, str] = {"escape": "Esc", "enter": "Enter", "ctrl": "Ctrl", "f2": "F2", "1-9": "1–9"}
# What a shape means, in the word that always stands beside it.
_SHAPE_WORDS: Mapping[str, str] = {
    "passed": N_("Passed"),
    "failed": N_("Failed"),
    "unsure": N_("Unsure"),
    "not_done": N_("Not done"),
    "favourable": N_("Favourable"),
    "adverse": N_("Adverse"),
    "protective": N_("Protective"),
    "undetermined": N_("Undetermined"),
}
_OUTLINES: Mapping[str, str] = {
    "favourable": "passed", "adverse": "failed", "undetermined": "unsure",
}  # fmt: skip
# How an act's key looks; an act not named here is plain.
_TONES: Mapping[str, str] = {
    "admit": "favourable",
    "depart": "favourable",
    "refuse": "adverse",
    "countersign": "adverse",
    "refer_hearing": "adverse",
    "report": "adverse",
    "issue_order": "adverse",
    "agree_hearing": "adverse",
    "detain": "adverse",
    "parole": "favourable",
    "refer_protection": "protective",
    "refer_child_protection": "protective",
}


_CAUSE_SHAPES: Mapping[str, str] = {
    "document": "unsure", "identity": "unsure", "purpose_means": "unsure", "days_of_stay": "unsure",
    "list_hit": "failed", "incident": "failed",
}  # fmt: skip


@register.filter
def day(value: date | None) -> str:
    """22 Nov 2026."""
    return drawing.day_words(value)


@register.filter
def moment(value: datetime | None, zone: str) -> SafeString | str:
    """22 Nov 2026 14:05 CET, at the post."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    words = f"{drawing.day_words(local.date())} {local:%H:%M} {local:%Z}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


@register.filter
def clock(value: datetime | None, zone: str) -> SafeString | str:
    """14:05 CET, at the post; the day is beside it or is today."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), f"{local:%H:%M %Z}")


@register.filter
def direction(language: str) -> str:
    """Which way a language is written, for `dir`."""
    return "rtl" if is_right_to_left(language) else "ltr"


@register.filter
def signed(value: float) -> str:
    """+0.40 or −0.10, with a true minus."""
    return f"{value:+.2f}".replace("-", "−")


@register.filter
def percent(value: float) -> str:
    """0.93 as 93."""
    return f"{round(value * 100)}"


@register.filter
def grouped_number(value: int) -> str:
    """19 321: digits grouped by a thin space."""
    return words.grouped(value)


@register.simple_tag
def rows_account(row: ListView) -> str:
    """Every row of a list's import in one line."""
    return words.rows_account(row.rows_read, row.accounted, len(row.rejected))


@register.simple_tag
def note(row: CaseRow) -> SafeString | str:
    """The note of a work list's line, as it goes on from the state: until when, or for how long."""
    if not row.note:
        return ""
    shapes = {"admitted": " <b>{}</b>", "held": ", <b>{}</b>"}
    return format_html(shapes.get(row.state, ", {}"), words.told(row.note))


@register.filter
def told(text: str) -> str:
    """What an act says, in the officer's language."""
    return words.told(text)


@register.filter
def law(text: str, language: str) -> SafeString | str:
    """Words of law, marked with the language they are in; names for `*`; what an act says in the officer's own."""
    if isinstance(text, Words) or not language or not text:
        return words.told(text) if isinstance(text, Words) else text
    if language == "*":
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def sourced(code: str) -> str:
    """Where a fact is from."""
    return words.told(telling.source(code))


@register.filter
def cited(cite: str) -> SafeString | str:
    """A citation; what stands in its place as words is told."""
    return words.told(cite) if isinstance(cite, Words) else format_html("<cite>{}</cite>", cite)


@register.filter
def lawful(words_: str, language: str) -> SafeString | str:
    """A sentence of the law: its template told, with the law's own words in it; those alone in their language."""
    if isinstance(words_, Words):
        return words.told(words_)
    return format_html('<bdi lang="{}">{}</bdi>', language, words_)


@register.filter
def answered(text: str, language: str) -> SafeString | str:
    """An answer: a choice in the law's words, a day, or why there is none."""
    said = words.told(text) if isinstance(text, Words) else words.spoken_day(text)
    return said if said != text or isinstance(text, Words) else format_html('<bdi lang="{}">{}</bdi>', language, text)


@register.filter
def spoken(value: str) -> str:
    """A stored day, whole or partial, or an interval of days as it is said; anything else as it is."""
    return words.spoken_day(value)


@register.filter
def stately(value: str) -> str:
    """A stored word as a sentence begins: `refused_to_sign` as Refused to sign."""
    return words.stored(value)


@register.simple_tag
def kbd(press: str) -> SafeString:
    """A key as it is printed on its control; hidden from screen readers, which are told it by `aria-keyshortcuts`."""
    parts = press.split()
    named = ((_KEY_NAMES.get(part.lower(), part.upper() if len(part) == 1 else part),) for part in parts)
    return format_html('<span class="keys" aria-hidden="true">{}</span>', format_html_join("", "<kbd>{}</kbd>", named))


@register.simple_tag
@lru_cache(maxsize=64)
def shape(kind: str) -> SafeString:
    """● passed, ■ failed, ◆ unsure, ○ not done; the word stands beside it or is given to screen readers."""
    return render_to_string("components/shape.html", {"kind": kind, "outline": _OUTLINES.get(kind, kind)})


@register.filter
def shape_word(kind: str) -> str:
    """The word of a shape."""
    return _(_SHAPE_WORDS.get(kind, kind))


@register.inclusion_tag("components/form_marks.html")
def form_marks() -> dict[str, Any]:
    """What every form that acts carries: the token, the key that lets it act once, the browser's clock."""
    return {"key": typed.new_key()}


@register.inclusion_tag("components/check.html")
def check(check: Check, number: int, repairs: Iterable[Repaired] = ()) -> dict[str, Any]:
    """One check as a row that opens to reason, evidence and clause; beside a failed digit, what may have been meant."""
    mine = repairs_of(check, repairs)
    return {"check": check, "number": number, "title": words.check_title(check), "repairs": mine}


def repairs_of(check: Check, repairs: Iterable[Repaired]) -> list[Repaired]:
    """The repairs that would explain this failed check digit, the likeliest first; none for any other check."""
    if check.outcome != "failed" or not check.code.startswith("mrz.check_digit."):
        return []
    return [repair for repair in repairs if repair[0] == check.code.rpartition(".")[2]]


@register.inclusion_tag("components/repairs.html")
def repairs(repairs: Iterable[Repaired], labelled: bool = False) -> dict[str, Any]:
    """What may have been meant where a check digit failed: shown and never applied; with its field where `labelled`."""
    return {"repairs": repairs, "labelled": labelled}


@register.filter
def field_label(name: str) -> str:
    """What a printed field is called."""
    return words.field_label(name)


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of a comparison: the traveller's value, the list's, and the letters that differ."""

    label: str
    mine: tuple[tuple[str, bool], ...]
    theirs: tuple[tuple[str, bool], ...]


def beside(view: CaseView, hit: HitView) -> list[Beside]:
    """The traveller beside the entry, line by line; what only one of them has stands alone."""
    mine = {name: value for name, value, _place in view.document}
    names = drawing.compared(view.name, hit.listed_name)
    if not hit.listed_name:  # a document reported lost has no holder on the list: there is nothing to differ from
        names = ((view.name, False),), ()
    rows = [Beside(_("Name"), *names)]
    for name, value in hit.listed:
        label, field = words.LISTED.get(name, (name.capitalize(), ""))
        if name == "names" and value == hit.listed_name:
            continue
        own = words.field_value(field, mine.get(field, ""))
        theirs = words.field_value(field, value)
        if own:
            rows.append(Beside(_(label), *drawing.compared(own, theirs, by_letter=field == "number")))
        else:
            rows.append(Beside(_(label), (), ((theirs, False),)))
    return rows


@register.inclusion_tag("components/hit.html")
def hit(view: CaseView, hit: HitView, zone: str, settles: bool, keyed: bool) -> dict[str, Any]:
    """A list hit beside the traveller, with why it was found and, for who may settle it, how it is resolved."""
    return {"view": view, "hit": hit, "rows": beside(view, hit), "zone": zone, "settles": settles, "keyed": keyed}


@register.inclusion_tag("components/hit_dialog.html")
def hit_dialog(view: CaseView, hit: HitView, opened: str, problem: Problem | None, typed: QueryDict) -> dict[str, Any]:
    """The form that resolves a hit."""
    dialog, _colon, state = opened.partition(":")
    mine = dialog == f"hit-{hit.id}"
    return {
        "view": view, "hit": hit, "open": mine, "state": (typed.get("state") if mine else "") or state,
        "problem": problem if mine else None, "typed": typed if mine else {},
    }  # fmt: skip


@register.inclusion_tag("components/hit_stands.html")
def hit_stands(row: HitRow) -> dict[str, Any]:
    """Where a hit of the queue stands, in a shape and words, and whose it is."""
    return {"row": row, "words": STANDS[row.stands], "notice": RECEIPTS.get(row.notice, "")}


@register.inclusion_tag("components/proposal.html")
def proposal(view: CaseView, link: Proposal, settles: bool, keyed: bool) -> dict[str, Any]:
    """Somebody met before who may be this person."""
    return {"view": view, "link": link, "settles": settles, "keyed": keyed}


@register.inclusion_tag("components/proposal_dialog.html")
def proposal_dialog(
    view: CaseView, link: Proposal, opened: str, problem: Problem | None, typed: QueryDict
) -> dict[str, Any]:
    """The form that says whether they are one person."""
    mine = opened == f"link-{link.id}"
    return {
        "view": view,
        "link": link,
        "open": mine,
        "problem": problem if mine else None,
        "typed": typed if mine else {},
    }


@register.inclusion_tag("components/ask.html")
def ask(view: CaseView, ask: AskView, problem: Problem | None, typed: QueryDict) -> dict[str, Any]:
    """The one next question with its answer keys."""
    mine = problem is not None and problem.dialog == "answer"
    told = tray.told(view.mrz, view.zone, ask.fact)
    return {
        "view": view, "ask": ask, "told": told, "problem": problem if mine else None, "typed": typed if mine else {},
    }  # fmt: skip


@register.inclusion_tag("components/grounds.html")
def grounds(grounds: Iterable[GroundView], keyed: bool = False) -> dict[str, Any]:
    """Grounds with letter and citation, each open to for, against and the rule; the first by its key where `keyed`.

    One that waits for the officer's own finding is hidden (DESIGN §9.13).
    """
    shown = tuple(grounds)
    first = next((one.id for one in shown if one.law is not None), "") if keyed else ""
    return {"grounds": shown, "first": first}


@dataclass(frozen=True, slots=True)
class BarKey:
    """One act as the bar shows it."""

    act: ActKey
    tone: str
    opens: str  # the dialog it opens, "" where it is sent at once
    leads: bool  # what the law proposes: the key that stands out

    @property
    def press(self) -> str:
        """The key, as scripts compare it."""
        return ACTS[self.act.act]


def bar_keys(page: CasePage) -> list[BarKey]:
    """The acts as keys, in the order the view gives them: a shield the law proposes stands out, and nothing beside."""
    keys = []
    for dialog in page.dialogs:
        act, tone = dialog.act, _TONES.get(dialog.act.act, "plain")
        proposed = act.act == page.shield if page.shield else not act.departs and tone in ("favourable", "adverse")
        leads = act.may and proposed
        keys.append(BarKey(act, tone, act.act if dialog.asks else "", leads))
    return keys


@register.inclusion_tag("components/actbar.html")
def actbar(view: CaseView, page: CasePage) -> dict[str, Any]:
    """The decision keys; one that is not possible says why on hover, on focus and when pressed."""
    return {"view": view, "keys": bar_keys(page), "page": page}


@register.inclusion_tag("components/act_dialog.html")
def act_dialog(
    view: CaseView, dialog: Dialog, opened: str, problem: Problem | None, typed: QueryDict
) -> dict[str, Any]:
    """The form an act opens, with the fields its table gives it."""
    mine = opened == dialog.act.act
    return {
        "view": view,
        "dialog": dialog,
        "act": dialog.act,
        "tone": _TONES.get(dialog.act.act, "plain"),
        "open": mine,
        "problem": problem if mine else None,
        "fields": [(field, typed.get(field.name, "") if mine else "") for field in dialog.fields],
        "chosen": typed.getlist("grounds") if mine and typed else None,
        "causes": CAUSES,
        "languages": LANGUAGES,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(problem: Problem | None) -> dict[str, Any]:
    """What went wrong, once, at the top, with a link to the field."""
    return {"problem": problem}


@register.inclusion_tag("components/summary_list.html")
def printed_fields(view: CaseView) -> dict[str, Any]:
    """Every printed field, its value and its place in the MRZ, as a summary list."""
    return {"rows": [(field.label, field.value, field.place) for field in words.printed(view.document)]}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Event], zone: str) -> dict[str, Any]:
    """What happened, the newest first as the view gives it."""
    return {"events": events, "zone": zone}


@register.inclusion_tag("components/visits.html")
def visits(visits: Iterable[Visit]) -> dict[str, Any]:
    """Earlier movements as a small timeline; what is unmatched says so."""
    return {"visits": visits}


@register.inclusion_tag("components/stay_strip.html")
def stay_strip(stay: StayView, stays: bool = True) -> dict[str, Any]:
    """The days of the window as a strip, and what they come to; no day to leave by for who is not let in (`stays`)."""
    limited = stay.days_left is not None or bool(stay.not_known)
    return {"stay": stay, "stays": stays, "limited": limited, "strip": drawing.strip(stay) if limited else None}


@register.inclusion_tag("components/tray.html")
def stories(zone: str) -> dict[str, Any]:
    """The specimen travellers who can be played, on the demo's desk only."""
    return {"tray": tray.stories(tray.today(zone)) if tray.has_tray() else ()}


@register.inclusion_tag("components/story.html")
def story(view: CaseView) -> dict[str, Any]:
    """The pages of a specimen traveller as pictures, and what to watch; of any other, the page drawn from its lines."""
    return {"view": view, "told": tray.told(view.mrz, view.zone, "")}


@register.inclusion_tag("components/data_page.html")
def data_page(view: CaseView) -> dict[str, Any]:
    """The page of the document, drawn from what it says."""
    return {"view": view, "drawn": drawing.data_page(view.document, view.mrz, view.doubtful)}


@register.inclusion_tag("components/case_rows.html")
def case_rows(rows: Iterable[CaseRow], zone: str, keyed: bool = False, dated: bool = False) -> dict[str, Any]:
    """A work list; its first nine lines open by their number where `keyed`, and bear the day where `dated`."""
    return {"rows": rows, "zone": zone, "keyed": keyed, "dated": dated}


@register.filter
def lasting(minutes: int) -> SafeString:
    """How long: 45 min, 2 h 05 min; isolated, so that it reads the same from the right."""
    told = _("%(minutes)d min") if minutes < 60 else _("%(hours)d h %(minutes)02d min")
    return format_html("<bdi>{}</bdi>", told % {"hours": minutes // 60, "minutes": minutes % 60})


@register.inclusion_tag("components/wait_bar.html")
def wait_bar(share: float, tone: str, warn: bool = False) -> dict[str, Any]:
    """A share of one as a small bar, the figure beside it; with a mark at three quarters where `warn`."""
    return {"width": f"{100 * min(1.0, max(0.0, share)):.1f}", "tone": tone, "warn": warn}


@register.inclusion_tag("components/clock_bar.html")
def clock_bar(clock: Clock | None, zone: str) -> dict[str, Any]:
    """The holding clock: how long and of what limit, in a shape, a word and a bar."""
    shapes = {"lapsed": "failed", "warn": "unsure", "running": "passed", "unlimited": "not_done"}
    return {"clock": clock, "zone": zone, "shape": shapes[clock.state] if clock else ""}


@register.inclusion_tag("components/cause_mark.html")
def cause_mark(kind: str, cause: str) -> dict[str, Any]:
    """Why somebody was referred, as a shape and a word."""
    shield = kind in ("protection", "child_protection")
    shape = "protective" if shield or cause == "child_welfare" else _CAUSE_SHAPES.get(cause, "not_done")
    words_ = _(CAUSES[cause]) if cause in CAUSES and not shield else words.stored(kind) if kind else _("not referred")
    return {"shape": shape, "words": words_}


@register.simple_tag
def through_words(code: str) -> str:
    """How two people understood each other."""
    return _(secondary.THROUGH[code])


@register.simple_tag
def read_back_words(code: str) -> str:
    """How a read-back ended."""
    return _(secondary.READ_BACK[code])


@register.simple_tag
def all_keys() -> SafeString:
    """Every key, by where it works."""
    return _all_keys(get_language())


@lru_cache(maxsize=8)
def _all_keys(language: str) -> SafeString:
    """The same for every page of a language: it stands on each of them."""
    del language  # what it is told apart by
    groups = [(where, list(keys)) for where, keys in groupby(KEYS, key=_where)]
    return render_to_string("components/all_keys.html", {"groups": groups})


def _where(key: Key) -> str:
    return key.where
