"""What a page is printed on: guilloches, rosettes, an emblem and a signature, drawn by formula from a key.

The same key gives the same lines. Nothing here is taken from a real document; the emblem is an open door.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import cos, pi, sin


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of one issuer's page: two of the paper, two of the lines, one of the printed headings."""

    light: str
    paper: str
    line: str
    second: str
    heading: str


_INKS = (
    Inks("#f7f3ea", "#e7eef2", "#7fa3b5", "#c79a8b", "#23485c"),
    Inks("#f4f6ee", "#e6efe6", "#86ab92", "#c2a878", "#24513c"),
    Inks("#faf2ee", "#f0e6ea", "#c08a9a", "#8fa2bd", "#6a2540"),
    Inks("#f6f2f8", "#e6e6f2", "#9a93c0", "#8fb3ac", "#3a3270"),
    Inks("#fbf6ea", "#f2e9d8", "#c4a368", "#90a8a0", "#64471a"),
    Inks("#eef6f6", "#e0eef0", "#76afb3", "#b9a0c0", "#14505a"),
)


def inks(key: str) -> Inks:
    """The colours of an issuer, by its code."""
    return _INKS[dice(key)[0] % len(_INKS)]


def dice(key: str) -> bytes:
    """Thirty-two even numbers from 0 to 255 that belong to a key."""
    return sha256(key.encode()).digest()


def ground(width: int, height: int, key: str, *, corner: int) -> str:
    """The printed paper of a page: tint, waves across it, and two rosettes."""
    colour, throw = inks(key), dice(f"ground/{key}")
    tint = (
        f'<linearGradient id="tint" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{colour.light}"/>'
        f'<stop offset="0.55" stop-color="{colour.paper}"/><stop offset="1" stop-color="{colour.light}"/>'
        f'</linearGradient><clipPath id="page"><rect width="{width}" height="{height}" rx="{corner}"/></clipPath>'
    )
    fine = f'fill="none" stroke-width="1.1" stroke="{colour.line}" opacity="0.5"'
    other = f'fill="none" stroke-width="0.9" stroke="{colour.second}" opacity="0.45"'
    return (
        f"<defs>{tint}{_rosette(throw, height * 0.36)}</defs>"
        f'<rect width="{width}" height="{height}" rx="{corner}" fill="url(#tint)"/>'
        f'<g clip-path="url(#page)"><g {fine}><path d="{waves(width, height, throw, 0)}"/></g>'
        f'<g {other}><path d="{waves(width, height, throw, 9)}"/></g>'
        f"<g {fine}>{_turned(round(width * 0.70), round(height * 0.40), 12)}</g>"
        f"<g {other}>{_turned(round(width * 0.12), round(height * 0.86), 9)}</g></g>"
    )


def waves(width: int, height: int, throw: bytes, at: int, *, lines: int = 16, step: int = 42) -> str:
    """A guilloche: lines whose swing swells and shrinks across the page, each a little later than the last."""
    long, slow = width / (2 + throw[at] % 3), width / (1 + throw[at + 1] % 2)
    swing, tilt = height / 9, (throw[at + 2] % 60 - 30) / 1000

    def across(x: float, number: int) -> float:
        later = 2 * pi * number / lines * (1 if at else 1.5)
        swell = 0.6 + 0.4 * cos(2 * pi * x / slow + later)
        return height * (number + 0.5) / lines + tilt * x + swing * swell * sin(2 * pi * x / long + later)

    drawn = []
    for number in range(lines):
        path = f"M0 {across(0, number):.0f}"
        for x in range(step, width + step, step):
            # A cubic through each point with the curve's own slope; the mirrored handle before it is implied.
            slope = (across(x + 1, number) - across(x - 1, number)) / 2
            y = across(x, number)
            path += f"S{x - step // 3} {y - slope * step / 3:.0f} {x} {y:.0f}"
        drawn.append(path)
    return "".join(drawn)


def _rosette(throw: bytes, radius: float) -> str:
    """One closed line that goes round in petals, to be turned and laid over itself."""
    petals, points = 9 + throw[20] % 6, []
    for part in range(petals * 22):
        turn = 2 * pi * part / (petals * 22)
        reach = radius * (0.8 + 0.2 * cos(petals * turn))
        points.append(f"{reach * cos(turn):.0f} {reach * sin(turn):.0f}")
    return f'<path id="rosette" d="M{"L".join(points)}Z"/>'


def _turned(x: int, y: int, times: int) -> str:
    turns = "".join(
        f'<use href="#rosette" transform="rotate({number * 7}) scale({0.9**number:.3f})"/>' for number in range(times)
    )
    return f'<g transform="translate({x} {y})">{turns}</g>'


def emblem(x: int, y: int, size: int, colour: str) -> str:
    """An open door under an arch: the arms of a State that is nowhere."""
    return (
        f'<g transform="translate({x} {y}) scale({size / 100})" fill="none" stroke="{colour}" stroke-width="5" '
        'stroke-linejoin="round"><circle cx="50" cy="50" r="47"/><path d="M26 82V46A24 24 0 0 1 74 46V82M18 82H82"/>'
        f'<path d="M36 82V48A14 14 0 0 1 50 34V82Z" fill="{colour}"/><path d="M62 82V48A14 14 0 0 0 50 34"/></g>'
    )


def signature(key: str, x: int, y: int, width: int) -> str:
    """A signature that nobody wrote."""
    throw = dice(f"signature/{key}")
    points = []
    for part in range(33):
        along = part / 32
        swing = sin(along * (18 + throw[0] % 10) + throw[1]) * (1 - along * 0.6) * (9 + throw[2] % 8)
        loop = cos(along * (31 + throw[3] % 9)) * (5 + throw[4] % 6)
        points.append(f"{x + width * along + loop:.0f} {y - swing - along * (throw[5] % 12):.0f}")
    return (
        f'<path d="M{points[0]}T{"T".join(points[1:])}" fill="none" stroke="#1d2f6b" stroke-width="3" '
        'stroke-linecap="round" opacity="0.85"/>'
    )
