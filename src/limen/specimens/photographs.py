"""Specimen pages as a scanner or a camera delivers them: drawn by `pictures`, taken in every bad way on demand.

Rules: a photograph is a function of the paper, the capture and a seed; fonts are those that come with the page's
printer, so that it looks alike on every machine. What stands in the lines and in print is what the paper says.

>>> sorted(CAPTURES)[:3]
['blur', 'bright', 'crumpled']
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageFilter

from limen.specimens.pictures import picture
from limen.specimens.stories import Paper

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.float32]

_DRAWN = 300  # pixels to the inch of the page before it is taken
_MILLIMETRE = 10  # units of a picture
_DESK = (74, 62, 54)


@dataclass(frozen=True, slots=True)
class Capture:
    """How a page is taken: pixels to the inch, and what goes wrong; nought is nothing.

    `turn` is in degrees, `tilt` a share of the page by which corners come nearer or go away, `desk` the share of the
    page's size that is seen around it (below nought the picture is cut), `light` the exposure, `glare` and `shadow`
    how strong, `blur` and `shake` in tenths of a millimetre, `noise` of 255, `bend` in tenths of a millimetre,
    `quality` of JPEG; 0 is PNG.
    """

    dpi: int = 300
    turn: float = 0.0
    tilt: float = 0.0
    desk: float = 0.0
    light: float = 1.0
    glare: float = 0.0
    shadow: float = 0.0
    blur: float = 0.0
    shake: float = 0.0
    noise: float = 0.0
    bend: float = 0.0
    quality: int = 90


CAPTURES: Mapping[str, Capture] = MappingProxyType(
    {
        "scan300": Capture(),
        "scan150": Capture(dpi=150, quality=80),
        "low110": Capture(dpi=110, quality=75),
        "png": Capture(dpi=200, quality=0),
        "turned7": Capture(turn=7.0, desk=0.1),
        "turned33": Capture(dpi=220, turn=33.0, desk=0.05),
        "turned90": Capture(dpi=200, turn=90.0),
        "turned180": Capture(turn=180.0),
        "turned214": Capture(dpi=200, turn=214.0, desk=0.1),
        "photo": Capture(dpi=210, turn=2.5, tilt=0.06, desk=0.35, noise=5, quality=85),
        "tilted": Capture(dpi=230, turn=-11.0, tilt=0.11, desk=0.3, noise=4, quality=85),
        "dark": Capture(turn=3.0, tilt=0.03, desk=0.3, light=0.28, noise=5, quality=92),
        "bright": Capture(dpi=220, turn=1.0, desk=0.1, light=1.22, noise=3, quality=85),
        "glare": Capture(turn=1.5, tilt=0.03, desk=0.3, glare=0.75, noise=2, quality=90),
        "shadow": Capture(dpi=220, turn=-2.0, tilt=0.03, desk=0.2, shadow=0.6, noise=3, quality=85),
        "blur": Capture(dpi=250, blur=3.2, quality=85),
        "shaken": Capture(dpi=220, turn=1.0, desk=0.1, shake=5.0, noise=2, quality=85),
        "jpeg15": Capture(dpi=210, quality=15),
        "noisy": Capture(dpi=200, desk=0.1, noise=22, quality=80),
        "crumpled": Capture(dpi=240, turn=1.5, desk=0.2, bend=9.0, noise=3, quality=85),
    }
)


def photograph(paper: Paper, capture: str | Capture = "scan300", *, seed: int = 0) -> bytes:
    """A specimen page as one of CAPTURES takes it: a JPEG file, or a PNG file where the capture says so."""
    how = CAPTURES[capture] if isinstance(capture, str) else capture
    chance = np.random.default_rng([seed, *picture_key(paper)])
    page = _glared(_resized(_drawn(paper), how.dpi / _DRAWN), how, chance)
    taken = _exposed(_placed(page, how, chance), how, chance)
    made = Image.fromarray(taken.clip(0, 255).astype(np.uint8))
    out = io.BytesIO()
    if how.quality:
        made.save(out, "JPEG", quality=how.quality, dpi=(how.dpi, how.dpi))
    else:
        made.save(out, "PNG", dpi=(how.dpi, how.dpi))
    return out.getvalue()


def picture_key(paper: Paper) -> bytes:
    """What the accidents of a photograph are thrown from: the lines of the paper."""
    return "".join(paper.lines).encode()


def varied(capture: Capture, chance: np.random.Generator) -> Capture:
    """The capture with every number a little different, as no two are taken alike."""
    return replace(
        capture,
        turn=capture.turn + float(chance.normal(0, 2)) * bool(capture.desk),
        tilt=capture.tilt * float(chance.uniform(0.6, 1.3)),
        glare=capture.glare * float(chance.uniform(0.7, 1.1)),
        blur=capture.blur * float(chance.uniform(0.7, 1.15)),
        noise=capture.noise * float(chance.uniform(0.6, 1.4)),
        dpi=round(capture.dpi * float(chance.uniform(0.92, 1.1))),
    )


def _drawn(paper: Paper) -> Pixels:
    return _printed(picture(paper))


@lru_cache(maxsize=8)
def _printed(svg: str) -> Pixels:
    """The page at 300 to the inch, on white: the drawing is set by typst, which the notices are made with as well."""
    import typst

    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    if size is None:
        raise ValueError("the drawing says no size: give what limen.specimens.picture answers")
    wide, high = (int(part) / _MILLIMETRE for part in size.groups())
    source = f'#set page(width: {wide}mm, height: {high}mm, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    made: Any = typst.compile(
        source.encode(), format="png", ppi=float(_DRAWN), sys_inputs={"svg": svg}, ignore_system_fonts=True
    )
    with Image.open(io.BytesIO(made)) as opened:
        return np.array(opened.convert("RGB"), dtype=np.float32)


def _resized(page: Pixels, by: float) -> Pixels:
    if abs(by - 1) < 1e-6:
        return page
    size = round(page.shape[1] * by), round(page.shape[0] * by)
    return np.array(Image.fromarray(page.astype(np.uint8)).resize(size, Image.Resampling.LANCZOS), dtype=np.float32)


def _glared(page: Pixels, how: Capture, chance: np.random.Generator) -> Pixels:
    """A lamp mirrored by the page where it hurts: on the lines."""
    if not how.glare:
        return page
    high, wide = page.shape[:2]
    y, x = np.arange(high, dtype=np.float32)[:, None], np.arange(wide, dtype=np.float32)[None]
    at_x, at_y = wide * chance.uniform(0.25, 0.8), high * chance.uniform(0.84, 0.94)
    spot = np.exp(-(((x - at_x) / (0.14 * wide)) ** 2) - ((y - at_y) / (0.1 * high)) ** 2)
    return np.asarray((page + (how.glare * 255 * spot)[..., None]).clip(0, 255), dtype=np.float32)


def _placed(page: Pixels, how: Capture, chance: np.random.Generator) -> Pixels:
    """The page on a desk, turned, tilted and bent; the desk is seen as far as the capture says."""
    high, wide = page.shape[:2]
    if not (how.turn or how.tilt or how.desk or how.bend):
        return page
    if how.bend:
        page = _bent(page, how, chance)
    half = np.array([wide, high]) / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    corners += chance.uniform(-1, 1, (4, 2)) * how.tilt * max(wide, high) / 2
    turn = np.deg2rad(how.turn)
    turned = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    low, most = turned.min(axis=0), turned.max(axis=0)
    room = how.desk * max(wide, high) / 2
    size = np.ceil(most - low + 2 * room).astype(int)
    placed = turned - low + room
    shape = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=float)
    sheet = Image.fromarray(page.astype(np.uint8)).convert("RGBA")
    out = (int(size[0]), int(size[1]))
    taken = sheet.transform(out, Image.Transform.PERSPECTIVE, _way(placed, shape), Image.Resampling.BICUBIC)
    desk = Image.new("RGB", out, _DESK)
    desk.paste(taken, mask=taken.getchannel("A"))
    return np.array(desk, dtype=np.float32)


def _bent(page: Pixels, how: Capture, chance: np.random.Generator) -> Pixels:
    """The page bowed along its length: every column is set up or down by a slow wave."""
    high, wide = page.shape[:2]
    swing = how.bend / _MILLIMETRE / 25.4 * how.dpi
    x = np.arange(wide)
    off = swing * np.sin(x / wide * np.pi * chance.uniform(0.8, 1.6) + chance.uniform(0, 3))
    rows = np.arange(high)[:, None] + off[None]
    low = np.floor(rows).astype(int)
    share = (rows - low)[..., None].astype(np.float32)
    upper, lower = page[low.clip(0, high - 1), x[None]], page[(low + 1).clip(0, high - 1), x[None]]
    return np.asarray(upper * (1 - share) + lower * share, dtype=np.float32)


def _way(seen: NDArray[np.float64], given: NDArray[np.float64]) -> tuple[float, ...]:
    """The eight numbers with which Pillow finds, for each point seen, the point of the page."""
    rows = []
    for (x, y), (u, v) in zip(seen, given, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    return tuple(np.linalg.solve(np.array(rows), given.reshape(-1)).tolist())


def _exposed(page: Pixels, how: Capture, chance: np.random.Generator) -> Pixels:
    """Light, shadow, blur and noise, in that order."""
    high, wide = page.shape[:2]
    y, x = np.arange(high, dtype=np.float32)[:, None], np.arange(wide, dtype=np.float32)[None]
    if how.light != 1.0:
        page = page * how.light
    if how.shadow:
        edge = wide * chance.uniform(0.3, 0.7) + (y - high / 2) * chance.uniform(-0.6, 0.6)
        page = page * (1 - how.shadow / (1 + np.exp(((edge - x) / (0.01 * wide)).clip(-50, 50))))[..., None]
    page = page.clip(0, 255)
    pixel = how.dpi / 25.4 / _MILLIMETRE  # pixels in a tenth of a millimetre
    if how.blur:
        soft = Image.fromarray(page.astype(np.uint8)).filter(ImageFilter.GaussianBlur(how.blur * pixel / 2))
        page = np.array(soft, dtype=np.float32)
    if how.shake:
        steps = max(round(how.shake * pixel), 1)
        page = np.mean([np.roll(page, (step // 2, step), axis=(0, 1)) for step in range(steps)], axis=0)
    if how.noise:
        page = page + chance.normal(0, how.noise, page.shape).astype(np.float32)
    return np.asarray(page, dtype=np.float32)
