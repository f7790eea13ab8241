"""Finding the machine readable zone on a page at any rotation, and bringing each of its lines to one size.

What an MRZ looks like before it is read: marks of one size at one pitch (Doc 9303-3 4.1: ten to the inch), two or three
rows of them, 2.5 pitches apart (6.35 mm). Print that is not monospaced, and patterns without rows, fall away. Rows may
lean, run together in perspective, bend a little and have gaps where light washed them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limen.documents.image.alphabet import HEIGHT, PITCH
from limen.documents.image.marks import chains_of, directions, find_marks, regularity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Points = NDArray[np.float64]

LEADING = 2.5  # pitches from row to row: 6.35 mm by 2.54 mm
BESIDE = 3  # characters' room shown beyond either end of a row
WIDEST = 64  # characters' room of the widest row looked at
_PLAIN = 45  # marks in step that make looking in other directions needless
_SIZES = (1500, 2600, 800)  # long sides at which a page is looked at, until an MRZ is found


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line of characters on the page: `centre` and `pitch` are polynomials of the slot, in pixels of the page.

    `centre` gives x and y of the middle of slot k, `up` the vector from a character's middle upwards, one pitch long;
    slots run from `first` to `last` where marks were seen. `regular` is the share of steps that are one pitch.
    """

    centre: Points  # (3, 2): highest power first, as numpy.polyval takes them
    up: Points  # (2, 2): linear in the slot
    first: int
    last: int
    marks: int
    regular: float

    @property
    def pitch(self) -> float:
        """Pixels from character to character in the middle of the row."""
        import numpy as np

        middle = (self.first + self.last) / 2
        step = np.polyval(self.centre, middle + 0.5) - np.polyval(self.centre, middle - 0.5)
        return float(np.hypot(*step))


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """What may be an MRZ: its rows from top to bottom, perhaps upside down, and how much speaks for it."""

    rows: tuple[Row, ...]
    score: float

    @property
    def pitch(self) -> float:
        """Pixels from character to character."""
        return sum(row.pitch for row in self.rows) / len(self.rows)


def strips(grey: Grey, most: int = 3) -> Iterator[Strip]:
    """What may be an MRZ on a page, the likeliest first, at most `most` for each size the page is looked at."""
    import cv2

    longest = max(grey.shape)
    seen: set[int] = set()
    for size in _SIZES:
        scale = min(size / longest, 1.0 if size == max(_SIZES) else 2.5)
        if (key := round(scale * 20)) in seen:
            continue
        seen.add(key)
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        smaller: Any = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way) if scale != 1 else grey
        found: list[Strip] = []
        for turn in directions(find_marks(smaller)):
            found += _level(smaller, turn)
            if any(len(strip.rows) > 1 and strip.score > _PLAIN for strip in found):
                break
        # A pixel's middle stays a pixel's middle.
        yield from (_moved(strip, 1 / scale, 0.0, 0.5 / scale - 0.5) for strip in _distinct(found)[:most])


def _level(grey: Any, turn: float) -> list[Strip]:
    """The strips whose rows run in a direction: looked for on the page turned until they are level."""
    import cv2
    import numpy as np

    high, wide = grey.shape
    cos, sin = float(np.cos(turn)), float(np.sin(turn))
    if abs(sin) < 0.03 and cos > 0:
        return _zones(chains_of(find_marks(grey)))
    size = round(high * abs(sin) + wide * abs(cos)), round(high * abs(cos) + wide * abs(sin))
    middle, new_middle = ((wide - 1) / 2, (high - 1) / 2), ((size[0] - 1) / 2, (size[1] - 1) / 2)
    turned = np.array([[cos, sin], [-sin, cos]])
    shift = new_middle - turned @ middle
    page: Any = cv2.warpAffine(
        grey, np.column_stack((turned, shift)), size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    back = turned.T
    return [_moved(strip, 1.0, turn, *(-back @ shift)) for strip in _zones(chains_of(find_marks(page)))]


def _moved(strip: Strip, by: float, turn: float, x: float, y: float | None = None) -> Strip:
    """The strip on a page that is `by` times as large, turned by `turn`, and set off by x and y."""
    import numpy as np

    cos, sin = float(np.cos(turn)) * by, float(np.sin(turn)) * by
    back = np.array([[cos, sin], [-sin, cos]])
    off = (x, x if y is None else y)

    def moved(row: Row) -> Row:
        centre = row.centre @ back
        centre[-1] += off
        return Row(centre, row.up @ back, row.first, row.last, row.marks, row.regular)

    return Strip(tuple(moved(row) for row in strip.rows), strip.score)


def _zones(chains: list[Points]) -> list[Strip]:
    """Two or three chains of one pitch, side by side at the leading of an MRZ; a chain alone is tried as well."""
    import numpy as np

    known = []
    for chain in chains:
        pitch, regular = regularity(chain)
        size = float(np.median(chain[:, 2]))
        if regular > 0.55 and 0.6 < pitch / size < 1.7:
            known.append((chain, pitch, regular, np.polyfit(chain[:, 0], chain[:, 1], 1)))
    known.sort(key=lambda one: -len(one[0]))
    found = []
    for chain, pitch, _, line in known[:12]:
        group = [(0.0, chain)]
        middle = float(np.median(chain[:, 0]))
        for other, other_pitch, _, other_line in known:
            if other is chain or not 0.85 < other_pitch / pitch < 1.18:
                continue
            shared = min(chain[-1, 0], other[-1, 0]) - max(chain[0, 0], other[0, 0])
            if shared < 0.5 * min(chain[-1, 0] - chain[0, 0], other[-1, 0] - other[0, 0]):
                continue
            away = (np.polyval(other_line, middle) - np.polyval(line, middle)) / pitch
            if any(1.7 < abs(away) / times < 3.2 for times in (1, 2)):
                group.append((float(away), other))
        group = _evenly(group)
        rows = _measured([one for _, one in group])
        if rows:
            found.append(Strip(rows, sum(row.marks * row.regular for row in rows)))
    return _distinct(found)


def _evenly(group: list[tuple[float, Points]]) -> list[tuple[float, Points]]:
    """Of rows beside the first, at most three that stand one leading apart, the longest chosen where two compete."""
    places: dict[int, tuple[float, Points]] = {}
    for away, chain in group:
        place = round(away / LEADING)
        if place == 0 and away:
            continue
        if place not in places or len(chain) > len(places[place][1]):
            places[place] = away, chain
    best = max(
        ([at for at in range(low, low + 3) if at in places] for low in range(-2, 1)),
        key=lambda some: (len(some), sum(len(places[at][1]) for at in some)),
    )
    return [places[at] for at in best]


def _distinct(found: list[Strip]) -> list[Strip]:
    kept: list[Strip] = []
    for strip in sorted(found, key=lambda one: -one.score):
        places = {tuple((row.centre[-1] / 4).round()) for row in strip.rows}
        if not any(places & {tuple((row.centre[-1] / 4).round()) for row in other.rows} for other in kept):
            kept.append(strip)
    return kept


def _measured(chains: Sequence[Points]) -> tuple[Row, ...]:
    """Rows with a slot for every mark; slot 0 is the same place along the page in all rows."""
    import numpy as np

    fits: list[tuple[Any, Any, int, int, int, float]] = []
    for chain in chains:
        _, regular = regularity(chain)
        slots = _slots(chain[:, 0])
        # Perspective lets the pitch change along a row: a slot's place is quadratic in its number.
        along, kept = _polynomial(slots, chain[:, 0], 2)
        across, _ = _polynomial(slots[kept], chain[kept, 1], 2)
        fits.append((along, across, int(slots[kept][0]), int(slots[kept][-1]), int(kept.sum()), regular))
    fits.sort(key=lambda fit: float(np.polyval(fit[1], (fit[2] + fit[3]) / 2)))
    if len(fits) > 1:
        fits = _aligned(fits)
    rows = []
    for index, (along, across, first, last, marks, regular) in enumerate(fits):
        beside = fits[index + 1] if index + 1 < len(fits) else fits[index - 1] if index else None
        down = 1 if index + 1 < len(fits) else -1
        ends = np.array([first, last], dtype=float)
        step = np.polyval(np.polyder(along), ends)
        if beside is not None:
            lean_u = (np.polyval(beside[0], ends) - np.polyval(along, ends)) * down
            lean_v = (np.polyval(beside[1], ends) - np.polyval(across, ends)) * down
            high = np.hypot(lean_u, lean_v)
            tall = np.clip(high / np.round(high / step / LEADING).clip(1) / LEADING, 0.85 * step, 1.18 * step)
            up_u, up_v = -lean_u / high * tall, -lean_v / high * tall
        else:
            slope = np.polyval(np.polyder(across), ends) / step
            up_u, up_v = slope * step, -step
        up = np.polyfit(ends, np.stack((up_u, up_v), axis=1), 1)
        centre = np.stack((along, across), axis=1)
        rows.append(Row(centre, up, first, last, marks, regular))
    return tuple(rows)


def _slots(u: Points) -> Points:
    """The slot of each mark along a row: steps in whole pitches, the pitch followed as it changes."""
    import numpy as np

    pitch = float(np.median(np.diff(u)))
    slots, last, seen = [0.0], float(u[0]), pitch
    for place in u[1:]:
        step = max(round((place - last) / seen), 1)
        if abs((place - last) / step / seen - 1) < 0.15:
            seen = 0.9 * seen + 0.1 * (place - last) / step
        slots.append(slots[-1] + step)
        last = float(place)
    return np.array(slots)


def _polynomial(slots: Points, values: Points, power: int) -> tuple[Any, Any]:
    """A curve through most of the points, three highest powers, and which points it goes through."""
    import numpy as np

    kept = np.ones(len(slots), bool)
    fit = np.zeros(power + 1)
    for _ in range(3):
        degree = power if kept.sum() >= 12 else 1
        fit = np.polyfit(slots[kept], values[kept], degree)
        off = np.abs(values - np.polyval(fit, slots))
        kept = off <= max(3 * float(np.median(off[kept])), 0.5)
        if kept.sum() < 4:
            kept[:] = True
    return np.concatenate((np.zeros(power + 1 - len(fit)), fit)), kept


def _aligned(fits: list[tuple[Any, Any, int, int, int, float]]) -> list[tuple[Any, Any, int, int, int, float]]:
    """Rows renumbered so that one slot stands under the other, as nearly as the page leans."""
    import numpy as np

    done = [fits[0]]
    for (along, across, first, last, marks, regular), above in zip(fits[1:], fits, strict=False):
        top = done[-1]
        middle = (top[2] + top[3]) / 2
        slope = np.polyval(np.polyder(above[1]), middle) / np.polyval(np.polyder(above[0]), middle)
        place = np.polyval(top[0], middle)
        down = np.polyval(across, (first + last) / 2) - np.polyval(top[1], middle)
        wanted = place - slope * down  # square to the row above
        own = np.arange(first - 40, last + 41)
        shift = round(middle - float(own[np.argmin(np.abs(np.polyval(along, own) - wanted))]))
        done.append((_shifted(along, shift), _shifted(across, shift), first + shift, last + shift, marks, regular))
    return done


def _shifted(fit: Any, by: int) -> Any:
    """The curve as a function of slots counted `by` later."""
    import numpy as np

    a, b, c = fit
    return np.array((a, b - 2 * a * by, c - b * by + a * by * by))


def span(strip: Strip) -> tuple[int, int]:
    """The slots that are shown of every row: where marks were seen, with room beside, and for what light washed out."""
    first, last = min(row.first for row in strip.rows), max(row.last for row in strip.rows)
    count = last - first + 1
    wanted = next((width for width in (30, 36, 44) if count <= width + 1), count)
    more = BESIDE + max(wanted - count, 0)
    first, last = first - more, last + more
    if last - first + 1 > WIDEST:
        first, last = first + (last - first + 1 - WIDEST) // 2, first + (last - first + 1 - WIDEST) // 2 + WIDEST - 1
    return first, last


def rectified(grey: Grey, strip: Strip, *, high: int = HEIGHT, pitch: int = PITCH) -> list[NDArray[np.float32]]:
    """Every row of a strip as a line of `high` pixels, `pitch` from character to character, slots as `span` says."""
    import cv2
    import numpy as np

    first, last = span(strip)
    width = (last - first + 1) * pitch
    slots = first - 0.5 + (np.arange(width) + 0.5) / pitch
    rows = (high / 2 - np.arange(high) - 0.5) / pitch
    lines: list[Any] = []
    for row in strip.rows:
        centre_x, centre_y = np.polyval(row.centre[:, 0], slots), np.polyval(row.centre[:, 1], slots)
        up_x, up_y = np.polyval(row.up[:, 0], slots), np.polyval(row.up[:, 1], slots)
        x = centre_x[None] + rows[:, None] * up_x[None]
        y = centre_y[None] + rows[:, None] * up_y[None]
        left, top = max(int(x.min()) - 8, 0), max(int(y.min()) - 8, 0)
        part: Any = grey[top : max(int(y.max()) + 9, top + 1), left : max(int(x.max()) + 9, left + 1)]
        if not part.size:
            part = np.full((1, 1), 255, np.uint8)
        part = part.astype(np.float32)
        if row.pitch > pitch * 1.25:  # finer than the line holds
            part = cv2.GaussianBlur(part, (0, 0), 0.4 * row.pitch / pitch)
        lines.append(
            cv2.remap(
                part, (x - left).astype(np.float32), (y - top).astype(np.float32), cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
        )  # fmt: skip
    return lines


def completed(strip: Strip) -> Iterator[Strip]:
    """The strip with a row that was not seen, above or below, as its rows' own pitch and leading place it."""
    count = strip.rows[0].last - strip.rows[0].first + 1
    if len(strip.rows) > 2 or (len(strip.rows) == 2 and count > 33):
        return
    for row, way in ((strip.rows[-1], -1), (strip.rows[0], 1)):
        centre = row.centre.copy()
        centre[1:] += row.up * LEADING * way
        other = Row(centre, row.up, row.first, row.last, 0, 0.0)
        yield Strip((*strip.rows, other) if way < 0 else (other, *strip.rows), strip.score)
