"""Dark marks on a page that may be characters, the ways in which they follow one another, and the chains they form.

Nothing is known here of an MRZ but that its characters are of one size, at one pitch, in straight rows; `strip` makes
rows and strips of the chains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

_MARKS = 3000  # the most marks of a page that are looked at
_CHAINS = 160  # the longest chains of a page
_LEAST = 8  # marks of a row that is told from chance
_SPREAD = ((1.0, 0), (0.7, 1), (0.7, -1), (0.3, 2), (0.3, -2))  # how directions near one another count together


def find_marks(grey: Any) -> Points:
    """The dark marks of a page that may be characters: x, y and size of each."""
    import cv2
    import numpy as np

    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    near = cv2.blur(soft, (25, 25)).astype(np.int16)
    dark = (soft < near - np.maximum(3, near // 22)).astype(np.uint8)
    count, _, boxes, _middles = cv2.connectedComponentsWithStats(dark, connectivity=8)
    if count < 2:
        return np.zeros((0, 3))
    wide, high, area = boxes[1:, cv2.CC_STAT_WIDTH], boxes[1:, cv2.CC_STAT_HEIGHT], boxes[1:, cv2.CC_STAT_AREA]
    size = np.maximum(wide, high)
    kept = (size >= 6) & (size <= 80) & (area >= 8) & (area > 0.08 * wide * high)
    place = np.flatnonzero(kept)
    if len(place) > _MARKS:  # noise: the largest are looked at
        place = place[np.argsort(-size[place], kind="stable")[:_MARKS]]
    x = boxes[1:, cv2.CC_STAT_LEFT][place] + (wide[place] - 1) / 2
    y = boxes[1:, cv2.CC_STAT_TOP][place] + (high[place] - 1) / 2
    return np.stack((x, y, size[place].astype(np.float64)), axis=1)


def directions(seen: Points) -> list[float]:
    """The ways in which marks follow one another, the commonest first: radians, of a half turn, three at most."""
    import numpy as np

    if len(seen) < 2 * _LEAST:
        return []
    steps = []
    x, y, size = seen.T
    for part in range(0, len(seen), 500):
        at = slice(part, part + 500)
        off_x, off_y = x[None] - x[at, None], y[None] - y[at, None]
        far = np.hypot(off_x, off_y)
        alike = (size[None] < 1.7 * size[at, None]) & (size[at, None] < 1.7 * size[None])
        far[~alike | (far < 0.35 * size[at, None]) | (far > 2.2 * size[at, None])] = np.inf
        nearest = np.argsort(far, axis=1)[:, :2]
        for column in range(2):
            to = nearest[:, column]
            own = np.arange(len(to))
            near = np.isfinite(far[own, to])
            steps.append(np.arctan2(off_y[own, to][near], off_x[own, to][near]))
    angles = np.concatenate(steps) % np.pi
    if not len(angles):
        return []
    bins = 90
    heights = np.bincount((angles / np.pi * bins).astype(int) % bins, minlength=bins).astype(float)
    smooth = (
        heights
        + 0.7 * (np.roll(heights, 1) + np.roll(heights, -1))
        + 0.3 * (np.roll(heights, 2) + np.roll(heights, -2))
    )
    found: list[float] = []
    for _ in range(3):
        best = int(np.argmax(smooth))
        if smooth[best] < _LEAST:
            break
        centre = (best + 0.5) * np.pi / bins
        off = (angles - centre + np.pi / 2) % np.pi - np.pi / 2
        near_by = off[np.abs(off) < 0.08]
        found.append(float(centre + (np.median(near_by) if len(near_by) else 0.0)))
        smooth[(np.arange(best - 4, best + 5)) % bins] = 0
    return found


def chains_of(seen: Points) -> list[Points]:
    """Chains of marks that follow one another from left to right: x, y and size of each mark."""
    import numpy as np

    u, v, size = seen[np.argsort(seen[:, 0], kind="stable")].T
    count = len(u)
    follows = np.full(count, -1)
    ends = np.searchsorted(u, u + 2.3 * size)
    for at in range(count):
        others = slice(at + 1, int(ends[at]))
        step, off, own = u[others] - u[at], np.abs(v[others] - v[at]), size[at]
        fit = (
            (step > 0.4 * own)
            & (off < 0.3 * step + 0.05 * own)
            & (size[others] < 1.8 * own)
            & (own < 1.8 * size[others])
        )
        if fit.any():
            cost = np.where(fit, step + 2 * off, np.inf)
            follows[at] = at + 1 + int(np.argmin(cost))
    # A mark follows one only: the nearest.
    before: dict[int, int] = {}
    for at in range(count):
        to = int(follows[at])
        if to >= 0 and (to not in before or u[at] > u[before[to]]):
            before[to] = at
    after = {one: to for to, one in before.items()}
    chains = []
    for start in range(count):
        if start in before or start not in after:
            continue
        chain = [start]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        if len(chain) >= 4:
            chains.append(np.stack((u[chain], v[chain], size[chain]), axis=1))
    return _joined(chains)


def _joined(chains: list[Points]) -> list[Points]:
    """Chains that go on in one another over a gap, put together; those that are too short or unsteady left out."""
    import numpy as np

    steady = [(chain, pitch) for chain in chains for pitch, regular in [regularity(chain)] if regular > 0.45]
    steady.sort(key=lambda one: -len(one[0]))
    found: list[tuple[Points, float, Any]] = []
    for chain, pitch in steady[:_CHAINS]:
        x, y = float(np.median(chain[:, 0])), float(np.median(chain[:, 1]))
        for index, (other, other_pitch, line) in enumerate(found):
            gap = max(chain[0, 0] - other[-1, 0], other[0, 0] - chain[-1, 0])
            alike = 0.8 < pitch / other_pitch < 1.25 and len(other) >= 5
            if alike and 0 < gap < 26 * pitch and abs(y - line[0] * x - line[1]) < 0.5 * pitch:
                both = np.concatenate((other, chain))
                both = both[np.argsort(both[:, 0], kind="stable")]
                found[index] = (both, regularity(both)[0], np.polyfit(both[:, 0], both[:, 1], 1))
                break
        else:
            found.append((chain, pitch, np.polyfit(chain[:, 0], chain[:, 1], 1)))
    return [chain for chain, _, _ in found if len(chain) >= _LEAST]


def regularity(chain: Points) -> tuple[float, float]:
    """The pitch of a chain, and the share of its steps that are one pitch, or whole pitches."""
    import numpy as np

    steps = np.diff(chain[:, 0])
    pitch = float(np.median(steps))
    whole = np.round(steps / pitch)
    steady = (whole >= 1) & (np.abs(steps / pitch - whole) < 0.17)
    return pitch, float(np.mean(steady))
