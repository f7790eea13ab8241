"""Lines of machine readable zones as cameras and scanners deliver them, made from outlines; each with its truth.

Nothing here is taken from a picture: characters are drawn from the outlines in `limen.specimens.glyphs`, in several
weights and cuts, on paper that is printed, worn, tilted, blurred, dark, glaring and compressed, then brought to the
size the reader's own rectifier would bring them to, with the errors a rectifier makes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np

from limen.documents.image.alphabet import BETWEEN, HEIGHT, LETTERS, PITCH, STRIDE

SLOTS = 20  # characters' room in one sample
WIDTH = SLOTS * PITCH
_DRAWN = 40  # pixels from character to character where they are drawn
_TALL = 96  # pixels: the height of the drawn band, baseline at _BASE
_BASE = 66
_MARGIN = 2  # characters' room beyond either end, so that nothing is cut by the camera's tilt
_NAMES = (
    "ERIKSSON", "ANNA", "MARIA", "GARCIA", "LOPEZ", "NGUYEN", "THI", "HUONG", "MUELLER", "SCHMIDT", "OKONJO", "YILMAZ",
    "KOVALENKO", "SILVA", "SANTOS", "ABDULLAH", "MOHAMMED", "CHUKWUEMEKA", "BJOERN", "WILLIAMS", "KWAME", "DUBOIS",
    "PRZYBYSZEWSKI", "XAVIER", "ZHANG", "WEI", "QUISPE",
)  # fmt: skip
_HARD = ("O0", "O0QD", "I1LT", "B8", "S5", "Z2", "G6C", "UVY", "MNH", "K<X", "EF", "PR", "7T1", "38", "4A", "<C", "96")


@dataclass(frozen=True, slots=True)
class Sample:
    """One line: what the network is to see, and for each column the index of its letter, BETWEEN, or -1 (no matter)."""

    line: np.ndarray
    truth: np.ndarray


def _outline(path: str) -> list[np.ndarray]:
    """The closed polygons of SVG path data of M, L, H, V, C and Z, curves cut into twelve."""
    found: list[np.ndarray] = []
    points: list[tuple[float, float]] = []
    for kind, said in re.findall(r"([MLHVCZ])([^MLHVCZ]*)", path):
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", said)]
        if kind == "Z":
            found.append(np.array(points))
            points = []
        elif kind == "H":
            points += [(x, points[-1][1]) for x in numbers]
        elif kind == "V":
            points += [(points[-1][0], y) for y in numbers]
        elif kind == "C":
            for at in range(0, len(numbers), 6):
                a, b, c, d = np.array([points[-1], *np.reshape(numbers[at : at + 6], (3, 2))])
                for t in np.linspace(0, 1, 13)[1:]:
                    u = 1 - t
                    x, y = u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
                    points.append((float(x), float(y)))
        else:
            points += [(numbers[at], numbers[at + 1]) for at in range(0, len(numbers), 2)]
    return found


def _square_ends(shape: np.ndarray) -> np.ndarray:
    """The same character with sharper corners, as other cuts of OCR-B have them."""
    grown = cv2.dilate(shape, np.ones((5, 5), np.uint8))
    return cv2.erode(grown, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))


@cache
def cuts() -> tuple[dict[str, np.ndarray], ...]:
    """The alphabet drawn several times: light to heavy, ends round and square, a little wide or narrow."""
    table = json.loads((files("limen.specimens") / "glyphs" / "ocrb.json").read_text(encoding="utf-8"))
    fine, made = 4, []
    for weight in (-4, -2, 0, 2, 4, 7, 10):
        for square in (False, True):
            for wide in (0.93, 1.0, 1.05):
                alphabet = {}
                for letter in LETTERS:
                    scale = _DRAWN * fine / table["advance"]
                    cell = np.zeros((_TALL * fine, _DRAWN * fine), np.uint8)
                    middle = _DRAWN * fine / 2
                    polygons = []
                    for polygon in _outline(table["glyphs"][letter]):
                        moved = polygon * scale
                        moved[:, 0] = (moved[:, 0] - middle) * wide + middle
                        moved[:, 1] += _BASE * fine
                        polygons.append(np.round(moved * 16).astype(np.int32))
                    cv2.fillPoly(cell, polygons, 255, lineType=cv2.LINE_8, shift=4)
                    if weight:
                        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(weight) + 1,) * 2)
                        cell = (cv2.dilate if weight > 0 else cv2.erode)(cell, kernel)
                    if square:
                        cell = _square_ends(cell)
                    alphabet[letter] = cv2.resize(cell, (_DRAWN, _TALL), interpolation=cv2.INTER_AREA)
                made.append(alphabet)
    return tuple(made)


def content(chance: np.random.Generator, length: int) -> str:
    """A stretch of an MRZ: any characters, hard pairs, names with fillers, numbers, or a run of fillers."""
    kind = chance.random()
    if kind < 0.45:
        return "".join(chance.choice(list(LETTERS), length))
    if kind < 0.62:
        parts = [chance.choice(list(_HARD[chance.integers(len(_HARD))]), chance.integers(1, 5)) for _ in range(length)]
        return "".join("".join(part) for part in parts)[:length]
    if kind < 0.74:
        text = ""
        while len(text) < length:
            text += str(chance.choice(_NAMES)) + "<" * int(chance.choice((1, 1, 1, 2)))
        at = int(chance.integers(0, len(text) - length + 1))
        return text[at : at + length]
    if kind < 0.88:
        return "".join(chance.choice(list("0123456789<"), length, p=[0.095] * 10 + [0.05]))
    start = int(chance.integers(0, length))
    return ("".join(chance.choice(list(LETTERS[1:]), start)) + "<" * length)[: length - 2] + "".join(
        chance.choice(list("<0123456789"), 2)
    )


def _ink(chance: np.random.Generator, text: str, first: int, room: int) -> np.ndarray:
    """How much ink lies where: 0 to 1 over a band of `room` characters, the text beginning in slot `first`."""
    every = cuts()
    alphabet = every[chance.integers(len(every))]
    band = np.zeros((_TALL, room * _DRAWN), np.float32)
    loose = chance.random() < 0.3
    uneven = chance.uniform(0.5, 1.0) if chance.random() < 0.2 else 1.0
    for at, letter in enumerate(text):
        off = int(chance.integers(-1, 2)) if loose else 0
        left = min(max((first + at) * _DRAWN + off, 0), (room - 1) * _DRAWN)
        cell = alphabet[letter]
        if loose:
            cell = np.roll(cell, int(chance.integers(-1, 2)), axis=0)
        strength = chance.uniform(uneven, 1.0) if uneven < 1 else 1.0
        place = band[:, left : left + _DRAWN]
        np.maximum(place, cell * (strength / 255), out=place)
    if chance.random() < 0.3:  # worn or poorly inked
        grain = chance.random((_TALL // 4, room * _DRAWN // 4), np.float32)
        grain = cv2.resize(grain, (band.shape[1], _TALL), interpolation=cv2.INTER_CUBIC)
        band *= np.clip(1.25 - chance.uniform(0.1, 0.9) * grain, 0, 1)
    return band


@cache
def _papers() -> tuple[np.ndarray, ...]:
    """The brightness of sheets of paper: plain, or with waves, lines and patches of a printed ground."""
    chance = np.random.default_rng(303)
    return tuple(_paper(chance, _TALL, (SLOTS + 2 * _MARGIN) * _DRAWN) for _ in range(240))


def _paper(chance: np.random.Generator, height: int, width: int) -> np.ndarray:
    paper = np.ones((height, width), np.float32)
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None]
    depth = chance.uniform(0, 0.18)
    for _ in range(int(chance.integers(0, 4))):
        turn, period = chance.uniform(0, np.pi), chance.uniform(8, 200)
        bend = chance.uniform(0, 25) * np.sin(x / chance.uniform(30, 200) + chance.uniform(0, 6))
        along = x * np.cos(turn) + y * np.sin(turn) + bend
        wave = np.sin(along * (2 * np.pi / period) + chance.uniform(0, 6))
        if chance.random() < 0.5:
            wave = (wave > chance.uniform(0.3, 0.95)).astype(np.float32)  # fine lines rather than waves
        paper -= depth * chance.uniform(0.2, 1) * (wave * 0.5 + 0.5)
    if chance.random() < 0.3:
        patches = chance.random((3, 12), np.float32)
        paper -= chance.uniform(0, 0.25) * cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)
    return paper


def _edges(chance: np.random.Generator, seen: np.ndarray, first: int, last: int) -> None:
    """What may stand around the line: the page's end, the visual zone above, the table below, a thumb beside."""
    height, width = seen.shape
    if chance.random() < 0.15:
        below = int(_BASE + chance.uniform(10, 30))
        seen[below:] = chance.uniform(0, 0.5)
    if chance.random() < 0.1:
        seen[: int(_BASE - 36 - chance.uniform(4, 24))] = chance.uniform(0.3, 0.9)
    for at, outward in ((first, -1), (last, 1)):
        if chance.random() < 0.2:
            edge = int((at + outward * chance.uniform(0.3, 2.5)) * _DRAWN)
            side = slice(0, max(edge, 0)) if outward < 0 else slice(max(min(edge, width), 0), width)
            seen[:, side] = chance.uniform(0, 0.7)
    if chance.random() < 0.08:  # a hair or a scratch
        ends = chance.uniform(0, 1, 4) * (width, height, width, height)
        tone = float(chance.choice((0.1, 1.0)))
        cv2.line(seen, (int(ends[0]), int(ends[1])), (int(ends[2]), int(ends[3])), tone, int(chance.integers(1, 4)))


def _camera(chance: np.random.Generator, pitch: float) -> tuple[np.ndarray, np.ndarray]:
    """Two maps: from the drawn band to the camera's picture of `pitch` pixels a character, and from there to the line
    the network sees, with the remains of tilt, shift and scale that a rectifier leaves."""
    turn = np.deg2rad(chance.normal(0, 5) if chance.random() < 0.6 else chance.uniform(-45, 45))
    shrink = pitch / _DRAWN
    cos, sin = np.cos(turn) * shrink, np.sin(turn) * shrink
    width, height = (SLOTS + 2 * _MARGIN) * _DRAWN, _TALL
    tilt = np.array([[1, 0, 0], [0, 1, 0], [chance.normal(0, 0.05) / width, chance.normal(0, 0.15) / width, 1]])
    turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    seen = turned @ tilt
    corners = cv2.perspectiveTransform(np.float64([[[0, 0], [width, 0], [0, height], [width, height]]]), seen)[0]
    low = corners.min(0) - (4 + chance.random(2) * 8)  # the grid of JPEG blocks falls anywhere
    seen = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]]) @ seen
    size = np.ceil(corners.max(0) - low + 4).astype(int)
    # What the rectifier thinks the band is, a little wrong.
    scale = PITCH / _DRAWN
    stretch_x, stretch_y = scale * chance.normal(1, 0.035), scale * chance.normal(1, 0.06)
    lean, slope = chance.normal(0, 0.05), chance.normal(0, 0.008)
    middle_x, middle_y = width / 2, _BASE - 0.488 * _DRAWN
    shift_x, shift_y = chance.uniform(-10, 10), chance.normal(0, 1.5)
    ideal = np.array([
        [stretch_x, stretch_x * lean, 0], [slope, stretch_y, 0], [chance.normal(0, 0.02) / width, 0, 1.0]
    ])  # fmt: skip
    at = cv2.perspectiveTransform(np.float64([[[middle_x, middle_y]]]), ideal)[0, 0]
    ideal = np.array([[1, 0, WIDTH / 2 + shift_x - at[0]], [0, 1, HEIGHT / 2 + shift_y - at[1]], [0, 0, 1]]) @ ideal
    return seen, ideal, (int(size[0]), int(size[1]))


def _exposed(chance: np.random.Generator, seen: np.ndarray, pitch: float) -> np.ndarray:
    """What a sensor makes of it: uneven light, glare, blur, darkness, noise, eight bits, JPEG."""
    height, width = seen.shape
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None]
    turn = chance.uniform(0, 2 * np.pi)
    along = x * np.float32(np.cos(turn) / max(width, height)) + y * np.float32(np.sin(turn) / max(width, height))
    light = 1 + np.float32(chance.normal(0, 0.15)) * along
    if chance.random() < 0.12:  # a shadow's edge
        light = light * (1 - chance.uniform(0.2, 0.7) / (1 + np.exp(-(along - along.mean()) * chance.uniform(10, 120))))
    exposure = chance.uniform(0.55, 1.05) if chance.random() < 0.6 else chance.uniform(0.06, 0.5)
    seen = seen * light.astype(np.float32) * np.float32(exposure)
    if chance.random() < 0.22:
        where = chance.uniform(0, 1, 2) * (width, height)
        reach = chance.uniform(1.5, 8, 2) * pitch
        spot = np.exp(-(((x - where[0]) / reach[0]) ** 2)) * np.exp(-(((y - where[1]) / reach[1]) ** 2))
        seen = seen + (spot * chance.uniform(0.2, 1.1)).astype(np.float32)
    kind = chance.random()
    if kind < 0.65:
        soft = chance.uniform(0, 0.15) * pitch if chance.random() < 0.8 else chance.uniform(0.1, 0.21) * pitch
        soft = min(max(soft, 0.0), 6.0)
        if soft > 0.25:
            seen = cv2.GaussianBlur(seen, (0, 0), soft)
    elif kind < 0.78:
        long = max(int(chance.uniform(0.05, 0.22) * pitch), 1)
        kernel = np.zeros((2 * long + 1, 2 * long + 1), np.float32)
        way = chance.uniform(0, np.pi)
        tip = (round(long + long * np.cos(way)), round(long + long * np.sin(way)))
        cv2.line(kernel, (2 * long - tip[0], 2 * long - tip[1]), tip, 1.0, 1)
        seen = cv2.filter2D(seen, -1, kernel / kernel.sum())
    if chance.random() < 0.1:
        seen = seen * 1.5 - cv2.GaussianBlur(seen, (0, 0), 1.2) * 0.5  # a scanner that sharpens
    if chance.random() < 0.6:
        noise = chance.uniform(0, 0.02) if chance.random() < 0.7 else chance.uniform(0.02, 0.08)
        grain = chance.standard_normal(seen.shape, np.float32)
        if chance.random() < 0.4:
            grain = cv2.GaussianBlur(grain, (0, 0), 0.7) * 2
        seen = seen + grain * np.float32(noise * max(exposure, 0.2))
    bits = np.clip(seen * 255, 0, 255).astype(np.uint8)
    if chance.random() < 0.08 and exposure > 0.55:
        bits = cv2.threshold(cv2.GaussianBlur(bits, (3, 3), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    if chance.random() < 0.65:
        quality = int(chance.choice((12, 15, 20, 30, 50, 70, 85, 92, 95)))
        bits = cv2.imdecode(cv2.imencode(".jpg", bits, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
    return bits


def sample(chance: np.random.Generator) -> Sample:
    """One line of SLOTS characters' room, and its truth."""
    room = SLOTS + 2 * _MARGIN
    first, last = 0, room
    if chance.random() < 0.35:
        first = int(chance.integers(2, 8))
    if chance.random() < 0.35:
        last = room - int(chance.integers(2, 8))
    text = content(chance, last - first)
    band = _ink(chance, text, first, room)
    pitch = float(np.exp(chance.uniform(np.log(9.5), np.log(34))))
    seen, ideal, size = _camera(chance, pitch)
    sheets = _papers()
    paper = sheets[chance.integers(len(sheets))][:: int(chance.choice((1, -1))), :: int(chance.choice((1, -1)))]
    printed = paper * chance.uniform(0.75, 1.0) * (1 - band * chance.uniform(0.45, 0.97))
    _edges(chance, printed, first, last)
    if pitch < _DRAWN * 0.8:  # what a smaller picture cannot hold does not reach it
        printed = cv2.GaussianBlur(printed, (0, 0), 0.42 * _DRAWN / pitch)
    taken = cv2.warpPerspective(
        printed, seen, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT,
        borderValue=float(chance.uniform(0, 0.9)) if chance.random() < 0.5 else float(paper.mean()),
    )  # fmt: skip
    taken = _exposed(chance, taken, pitch)
    return _rectified(taken, ideal @ np.linalg.inv(seen), pitch, _truth(text, first, ideal))


def _rectified(taken: np.ndarray, back: np.ndarray, pitch: float, truth: np.ndarray) -> Sample:
    if pitch > PITCH * 1.25:
        taken = cv2.GaussianBlur(taken, (0, 0), 0.4 * pitch / PITCH)
    line = cv2.warpPerspective(
        taken.astype(np.float32), back, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return Sample(line, truth)


def _truth(text: str, first: int, ideal: np.ndarray) -> np.ndarray:
    """The letter of each column: told within a quarter of a pitch of its middle, a little further not asked."""
    truth = np.full(WIDTH // STRIDE, BETWEEN, np.int64)
    middles = np.float64([[[(first + at + 0.5) * _DRAWN, _BASE - 0.488 * _DRAWN] for at in range(len(text))]])
    columns = (np.arange(len(truth)) + 0.5) * STRIDE
    ends = np.float64([[[(first + at) * _DRAWN, _BASE - 0.488 * _DRAWN] for at in range(len(text) + 1)]])
    at = cv2.perspectiveTransform(middles, ideal)[0][:, 0]
    wide = np.diff(cv2.perspectiveTransform(ends, ideal)[0][:, 0])
    for index, letter in enumerate(text):
        off = np.abs(columns - at[index]) / wide[index]
        truth[off < 0.36] = -1
        truth[off < 0.27] = LETTERS.index(letter)
    return truth


def batch(seed: int, size: int) -> tuple[Any, Any]:
    """The lines and truths of one step; the same seed gives the same step."""
    chance = np.random.default_rng(seed)
    made = [sample(chance) for _ in range(size)]
    return np.stack([one.line for one in made]), np.stack([one.truth for one in made])
