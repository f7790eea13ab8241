"""Looking at a page from end to end: open, find the strip, read it twice, weigh, measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from limen.documents.image.arbitration import Heard, Verdict, arbitrate, chances_of
from limen.documents.image.errors import MissingPartError
from limen.documents.image.model import PageReading, StripPicture
from limen.documents.image.page import Page, open_page
from limen.documents.image.quality import hints, page_type, quality
from limen.documents.image.words import WORDS
from limen.vocabulary.evidence import Finding, Outcome

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from limen.documents.image.ocr import Printed
    from limen.documents.image.recogniser import Sight
    from limen.documents.image.strip import Strip

_CERTAIN = 0.97  # a strip read as surely as this is the one: no other is looked at
_LEGIBLE = 0.55  # below this it is no MRZ, or none that anybody should be shown as one
_TRIED = 6  # strips looked at on one page
_SHOWN = (26, 44)  # pixels from character to character, and of a line, in the picture for the officer
_CLAUSE = "Doc 9303-3 4"


def read(
    data: bytes, *, on: date, page: int = 1, look_for_alteration: bool = False, second: bool = True
) -> PageReading:
    """Read a picture of a page, or page `page` of a PDF, as on a day.

    `look_for_alteration` adds hints that the file was worked on (`quality.hints` says how far they go); without
    `second` the general reader is left out: faster, and never accepted. Raises ImageError for what is no picture, or
    claims more than is safe to open.
    """
    try:
        opened = open_page(data, page)
    except MissingPartError as missing:
        nothing = Finding("image.strip", Outcome.NOT_DONE, {"package": missing.package}, _CLAUSE)
        return PageReading(None, (nothing,), (), False, "PDF", (0, 0), number=page)
    return look(opened, on=on, look_for_alteration=look_for_alteration, second=second)


def look(page: Page, *, on: date, look_for_alteration: bool = False, second: bool = True) -> PageReading:
    """Read an opened page; see `read`."""
    hinted = hints(page) if look_for_alteration else ()
    answer = PageReading(
        None, hinted, (), False, page.kind, (page.width, page.height), number=page.number, pages=page.pages
    )
    grey = page.grey
    try:
        found = _found(grey)
    except ImportError as missing:
        nothing = Finding("image.strip", Outcome.NOT_DONE, {"package": missing.name or "opencv"}, _CLAUSE)
        return replace(answer, findings=(nothing, *hinted))
    if found is None:
        nothing = Finding("image.strip", Outcome.UNSURE, {}, _CLAUSE)
        return replace(answer, findings=(nothing, Finding("image.page_type", Outcome.UNSURE), *hinted))
    strip, sight, lines = found
    heard, texts, absent = _heard(page, grey, strip, sight) if second else (None, None, "rapidocr")
    verdict = arbitrate(sight, heard, texts, on=on)
    corners = _corners(strip, sight)
    kind = page_type(verdict.reading)
    findings = (
        Finding("image.strip", Outcome.PASSED, {}, _CLAUSE, {"corners": [list(corner) for corner in corners]}),
        *_of_reading(verdict, absent),
        *quality(page, strip, lines, corners),
        Finding(
            "image.page_type", Outcome.PASSED, {"page_type": kind, "page_type_words": WORDS[f"image.page_type.{kind}"]}
        ),
        *hinted,
    )
    return replace(
        answer,
        reading=verdict.reading,
        findings=findings,
        doubts=verdict.doubts,
        accepted=verdict.accepted,
        page_type=kind,
        chances=chances_of(sight, verdict.reading.lines),
        strip=_picture(grey, strip, sight),
        printed=texts or (),
        corners=tuple((round(x / page.scale), round(y / page.scale)) for x, y in corners),
    )


def _found(grey: NDArray[np.uint8]) -> tuple[Strip, Sight, list[NDArray[np.float32]]] | None:
    """The strip that reads best as an MRZ, what is seen in it, and its lines as they were read."""
    from limen.documents.image.recogniser import sight
    from limen.documents.image.strip import rectified, strips

    best: tuple[Strip, Sight, list[NDArray[np.float32]]] | None = None
    for number, strip in enumerate(_candidates(strips(grey))):
        if number >= _TRIED:
            break
        lines = rectified(grey, strip)
        seen = sight(lines)
        if seen and seen.certainty >= _LEGIBLE and (best is None or seen.certainty > best[1].certainty):
            best = strip, seen, lines
            if seen.certainty >= _CERTAIN:
                break
    if best is None:
        return None
    strip, seen, lines = best
    if seen.upside_down:
        lines = [line[::-1, ::-1] for line in reversed(lines)]
    return strip, seen, _texts(lines, seen)


def _texts(lines: Sequence[NDArray[np.float32]], seen: Sight) -> list[NDArray[np.float32]]:
    """The lines cut to their text."""
    from limen.documents.image.alphabet import PITCH

    count, width, _ = seen.chances.shape
    return [
        lines[seen.top + row][:, seen.first[row] * PITCH : (seen.first[row] + width) * PITCH] for row in range(count)
    ]


def _candidates(found: Iterator[Strip]) -> Iterator[Strip]:
    """The strips, and those with a row added that was not seen: where glare took a whole line."""
    from limen.documents.image.strip import completed

    for strip in found:
        if len(strip.rows) > 1:
            yield strip
        yield from completed(strip)


def _heard(
    page: Page, grey: NDArray[np.uint8], strip: Strip, sight: Sight
) -> tuple[Heard | None, tuple[Printed, ...] | None, str]:
    """What the general reader makes of the strip and of the page above it; nothing, and what to install, without it."""
    from limen.documents.image.ocr import printed, second_read

    try:
        chances, alone = second_read(grey, strip, sight)
        return Heard(chances, alone), printed(page.pixels, strip, upside_down=sight.upside_down), ""
    except MissingPartError as missing:
        return None, None, missing.package


def _of_reading(verdict: Verdict, absent: str) -> Iterator[Finding]:
    faint = [doubt for doubt in verdict.doubts if doubt.why in ("faint", "digit", "place")]
    apart = [doubt for doubt in verdict.doubts if not doubt.agreed]
    places = [{"line": doubt.line, "start": doubt.position, "end": doubt.position} for doubt in faint]
    outcome = Outcome.UNSURE if faint else Outcome.PASSED
    yield Finding("image.characters", outcome, {"count": len(faint)}, _CLAUSE, {"places": places})
    places = [{"line": doubt.line, "start": doubt.position, "end": doubt.position} for doubt in apart]
    params: dict[str, str | int | float | bool] = {"count": len(apart), "package": absent}
    evidence = {} if verdict.second is Outcome.NOT_DONE else {"places": places}
    yield Finding("image.second_read", verdict.second, params, _CLAUSE, evidence)
    named = Outcome.PASSED if verdict.name_printed else Outcome.NOT_DONE
    yield Finding("image.printed_name", named, {}, "Doc 9303-3 4.6")
    if verdict.changed:
        yield Finding("image.repaired", Outcome.UNSURE, {"count": verdict.changed}, "Doc 9303-3 4.9")


def _kind_words(kind: str) -> dict[str, str | int | float | bool]:
    return {"page_type": kind, "page_type_words": WORDS[f"image.page_type.{kind}"]}


def _corners(strip: Strip, sight: Sight) -> tuple[tuple[int, int], ...]:
    """The corners of the text on the opened page: left and right above, right and left below, as it is read."""
    import numpy as np

    from limen.documents.image.strip import span

    low, high = span(strip)
    count, width, _ = sight.chances.shape
    rows = strip.rows[::-1] if sight.upside_down else strip.rows
    found = []
    for row, ends in ((0, (0, width)), (count - 1, (width, 0))):
        place = rows[sight.top + row]
        for end in ends:
            slot = sight.first[row] + end - 0.5
            slot = high - slot if sight.upside_down else low + slot
            up = np.polyval(place.up, slot) * (-0.6 if sight.upside_down else 0.6) * (1 if row == 0 else -1)
            x, y = np.polyval(place.centre, slot) + up
            found.append((round(float(x)), round(float(y))))
    return tuple(found)


def _picture(grey: NDArray[np.uint8], strip: Strip, sight: Sight) -> StripPicture:
    """The lines as the officer is shown them: level, at one size, ink dark and paper light."""
    import cv2
    import numpy as np

    from limen.documents.image.strip import rectified

    pitch, high = _SHOWN
    lines = rectified(grey, strip, high=high, pitch=pitch)
    if sight.upside_down:
        lines = [line[::-1, ::-1] for line in reversed(lines)]
    count, width, _ = sight.chances.shape
    rows = []
    for row in range(count):
        at = sight.first[row] * pitch
        line = lines[sight.top + row][:, at : at + width * pitch]
        dark, light = np.percentile(line, (1, 99))
        even = ((line - dark) / max(float(light - dark), 1) * 255).clip(0, 255).astype(np.uint8)
        rows.append(cv2.imencode(".png", even)[1].tobytes())
    return StripPicture(tuple(rows), pitch, high)
