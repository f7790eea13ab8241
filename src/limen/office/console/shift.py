"""The chief's page: the whole shift on one screen, and the switch that relaxes checks and restores them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from limen.office.actions import relaxing
from limen.office.actions import shift as actions
from limen.office.actions.acting import ActError, Done
from limen.office.actions.shift import Quarter, ShiftView
from limen.office.authority import NotPermitted
from limen.office.console import problems, typed
from limen.office.console import words as words_of
from limen.office.console.problems import Problem
from limen.office.console.typed import DeskRequest

CHART_WIDTH, CHART_HEIGHT, _FOOT = 420.0, 84.0, 14.0
_FEWEST_BARS = 12
LONG = 60  # minutes after which a refused person should not wait for a signature any more
FIGURES = 6  # lines of each table on the one screen; the rest is behind its figure or its own page


@dataclass(frozen=True, slots=True)
class Bar:
    """One quarter of an hour as it is drawn: two bars beside each other, and what they say."""

    x: float
    width: float
    arrived: float
    decided: float
    top: float
    decided_x: float
    decided_top: float
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Arrivals and decisions over the shift, placed; `ticks` are the full hours."""

    width: float
    height: float
    base: float
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    most: int
    words: str


def chart(quarters: tuple[Quarter, ...], zone: str) -> Chart:
    """Place the bars; the newest stands at the end, and a short shift does not fill the width."""
    base, where = CHART_HEIGHT - _FOOT, ZoneInfo(zone)
    most = max((max(one.arrived, one.decided) for one in quarters), default=0)
    step = CHART_WIDTH / max(len(quarters), _FEWEST_BARS)
    scale = (base - 4) / max(most, 1)
    bars, ticks = [], []
    for number, one in enumerate(quarters):
        local, x = one.at.astimezone(where), number * step
        counts = _("%(arrived)d taken in, %(decided)d decided") % {"arrived": one.arrived, "decided": one.decided}
        arrived, decided = one.arrived * scale, one.decided * scale
        bars.append(
            Bar(
                x,
                step * 0.42,
                arrived,
                decided,
                base - arrived,
                x + step * 0.42,
                base - decided,
                f"{local:%H:%M} {counts}",
            )
        )
        if local.minute == 0 and x <= CHART_WIDTH - 24 and (step * 4 >= 24 or local.hour % 3 == 0):
            ticks.append((x, f"{local:%H:%M}"))
    taken, done = sum(one.arrived for one in quarters), sum(one.decided for one in quarters)
    words = _("By quarter of an hour: %(arrived)d taken in, %(decided)d decided, at most %(most)d in one") % {
        "arrived": taken, "decided": done, "most": most,
    }  # fmt: skip
    return Chart(CHART_WIDTH, CHART_HEIGHT, base, tuple(bars), tuple(ticks), most, words)


def span(minutes: int) -> str:
    """Minutes as they are said: 12 min, 3 h 05."""
    if abs(minutes) < 60:
        return _("%(count)d min") % {"count": minutes}
    hours, left = divmod(abs(minutes), 60)
    return _("%(hours)d h %(minutes)02d") % {"hours": hours if minutes > 0 else -hours, "minutes": left}


@require_GET
def shift(request: HttpRequest) -> HttpResponse:
    """The shift."""
    return page(cast(DeskRequest, request))


def page(request: DeskRequest, problem: Problem | None = None) -> HttpResponse:
    """The shift with what is shown of a problem, its dialog open and what was typed kept."""
    view = actions.shift(request.officer, typed.reading_stamp(request), language=words_of.language())
    given = {
        "view": view,
        "chart": chart(view.quarters, request.at_post.zone),
        "most_skipped": max((row.total for row in view.skipped), default=0),
        "longest": max((row.minutes for row in view.desks), default=0),
        "alarms": alarms(view),
        "figures": FIGURES,
        "problem": problem,
        "opened": problem.dialog if problem else request.GET.get("do", ""),
        "typed": request.POST if problem else QueryDict(),
        "chosen": frozenset(request.POST.getlist("left_out")) if problem else None,
    }
    return render(request, "console/shift.html", given, status=problem.status if problem else 200)


def alarms(view: ShiftView) -> list[str]:
    """What must be seen first, in words; empty where nothing presses."""
    told = []
    lapsed = sum(1 for row in view.lapsing if row.left is not None and row.left < 0)
    if lapsed:
        told.append(ngettext("%(count)d hold has lapsed", "%(count)d holds have lapsed", lapsed) % {"count": lapsed})
    over = sum(1 for row in view.lapsing if row.over)
    if over:
        told.append(
            ngettext(
                "%(count)d person is kept past the limit of the post",
                "%(count)d persons are kept past the limit of the post",
                over,
            ) % {"count": over}
        )  # fmt: skip
    unsigned = sum(1 for row in view.signatures if row.minutes >= LONG)
    if unsigned:
        told.append(
            ngettext(
                "%(count)d refusal unsigned for over an hour", "%(count)d refusals unsigned for over an hour", unsigned
            ) % {"count": unsigned}
        )  # fmt: skip
    late = sum(1 for row in view.referrals if row.late)
    if late:
        words = ngettext(
            "%(count)d referral not taken for over 15 minutes",
            "%(count)d referrals not taken for over 15 minutes",
            late,
        )
        told.append(words % {"count": late})
    unsearched = sum(1 for row in view.lists if not row.searched)
    if unsearched:
        told.append(ngettext("%(count)d list is not searched", "%(count)d lists are not searched", unsearched)
                    % {"count": unsearched})  # fmt: skip
    if not view.lists:
        told.append(_("No list is in service: nobody is screened."))
    if view.order and view.order.overdue:
        told.append(_("Checks have been relaxed for more than 12 hours"))
    return told


@require_GET
def skipped(request: HttpRequest) -> HttpResponse:
    """The crossings behind one figure: decided with a check not done, unsure or failed."""
    at_desk = cast(DeskRequest, request)
    check, outcome = request.GET.get("check", "")[:80], request.GET.get("outcome", "")[:20]
    title, rows = actions.skipped_cases(
        at_desk.officer,
        typed.reading_stamp(at_desk),
        check=check,
        outcome=outcome,
        language=words_of.language(),
    )
    return render(request, "console/shift_checks.html", {"title": title, "outcome": outcome, "rows": rows})


@require_POST
def relax(request: HttpRequest) -> HttpResponse:
    """Relax checks, by order."""

    def send(at_desk: DeskRequest) -> Done:
        sent = at_desk.POST
        return relaxing.relax_checks(
            at_desk.officer,
            typed.act_stamp(at_desk),
            direction={"both": ""}.get(sent.get("direction", "-"), sent.get("direction", "-")),
            left_out=cast(list[str], sent.getlist("left_out")),
            reason=typed.words(sent.get("reason", "")),
        )

    return _acted(request, send, "relax")


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Make every check again."""

    def send(at_desk: DeskRequest) -> Done:
        reason = typed.words(at_desk.POST.get("reason", ""))
        return relaxing.restore_checks(at_desk.officer, typed.act_stamp(at_desk), reason=reason)

    return _acted(request, send, "restore")


def _acted(request: HttpRequest, send: Callable[[DeskRequest], Any], dialog: str) -> HttpResponse:
    at_desk = cast(DeskRequest, request)
    try:
        send(at_desk)
    except (ActError, NotPermitted) as error:
        if isinstance(error, NotPermitted):
            raise  # who may not command the shift is not shown its page either
        return page(at_desk, problems.of(error, dialog))
    return HttpResponseRedirect(reverse("shift"), status=303)
