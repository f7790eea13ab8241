"""Reading a strip with a network of our own: for every character how likely each letter is, and which way up it stands.

The network knows no grammar: what it answers is what it sees. `benchmarks/documents/training` makes it; its weights,
`reader.onnx`, were trained on made lines only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from limen.documents.image.alphabet import BETWEEN, LETTERS, PITCH, STRIDE, planes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chances = NDArray[np.float64]

_SIZES = ((2, 44), (3, 30), (2, 36))
_FINE = 2  # places tried between two columns, when a character's middle is looked for
_REACH = 5  # such places a middle may lie from where its slot says


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What the network saw of a strip: `chances[row, place]` over LETTERS, and `there`, how sure it is of a character.

    `top` is the strip's row with which the text begins, `first` the slot in each row, counted as the strip stands
    after `upside_down` was put right; `certainty` is the mean of the likeliest letters' chances, 0 to 1.
    """

    chances: Chances
    there: Chances
    top: int
    first: tuple[int, ...]
    upside_down: bool
    certainty: float

    @property
    def lines(self) -> tuple[str, ...]:
        """The likeliest letter of every place."""
        return tuple("".join(LETTERS[index] for index in row) for row in self.chances.argmax(axis=2))


@cache
def _network() -> Any:
    """The network, on one thread: two were slower on the desks it was tried on."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # lines of every width: memory is given back
    weights = (files("limen.documents.image") / "reader.onnx").read_bytes()
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _columns(lines: Sequence[NDArray[np.float32]]) -> Chances:
    """The chance of each letter, and of none, for each column of each line: `(lines, columns, letters and between)`."""
    import numpy as np

    (said,) = _network().run(None, {"lines": np.stack([planes(line) for line in lines])})
    said = said.astype(np.float64).transpose(0, 2, 1)
    said = np.exp(said - said.max(axis=2, keepdims=True))
    return np.asarray(said / said.sum(axis=2, keepdims=True))


def sight(lines: Sequence[NDArray[np.float32]]) -> Sight | None:
    """What stands in the rows of a strip (as `strip.rectified` brings them), either way up; None if no MRZ does."""
    turned = [line[::-1, ::-1] for line in reversed(lines)]
    every = _columns([*lines, *turned])
    ways = [_fitted(every[: len(lines)], False), _fitted(every[len(lines) :], True)]
    return max((way for way in ways if way), key=lambda way: way.certainty, default=None)


def _fitted(columns: Chances, upside_down: bool) -> Sight | None:
    """The size, row and slot at which the columns read best as an MRZ."""
    import numpy as np

    slots = [_slots(row) for row in columns]
    chances = np.stack([chance for chance, _ in slots])
    there = np.stack([sure for _, sure in slots])
    inside, outside = np.log(there.clip(0.02, 0.98)), np.log((1 - there).clip(0.02, 0.98))
    sums = np.concatenate((np.zeros((len(there), 1)), np.cumsum(inside - outside, axis=1)), axis=1)
    best: tuple[float, int, int, int, tuple[int, ...]] | None = None
    for count, width in _SIZES:
        if count > len(there) or width > there.shape[1]:
            continue
        gains = sums[:, width:] - sums[:, :-width]  # how much speaks for a line from each slot on
        for top in range(len(there) - count + 1):
            rows = gains[top : top + count]
            first = int(rows.sum(axis=0).argmax())
            # A page that leans may set one row a slot beside the other.
            own = tuple(int(np.argmax(row[max(first - 1, 0) : first + 2])) + max(first - 1, 0) for row in rows)
            gain = float(sum(row[at] for row, at in zip(rows, own, strict=True)))
            if best is None or gain > best[0]:
                best = gain, count, width, top, own
    if best is None or best[0] <= 0:
        return None
    _, count, width, top, own = best
    places = [(top + index, slice(at, at + width)) for index, at in enumerate(own)]
    chosen = np.stack([chances[place] for place in places])
    sure = np.stack([there[place] for place in places])
    certainty = float((chosen.max(axis=2) * sure).mean())
    return Sight(chosen, sure, top, own, upside_down, certainty)


def _slots(columns: Chances) -> tuple[Chances, Chances]:
    """The letters of one row, slot by slot: each character's middle is followed as it drifts from the slot's own."""
    import numpy as np

    count = len(columns) * STRIDE // PITCH
    fine = np.arange(len(columns) * _FINE) / _FINE
    sure = np.interp(fine, np.arange(len(columns)), 1 - columns[:, BETWEEN])
    step = PITCH * _FINE // STRIDE
    # The middle of slot 0 in places: half a pitch from the edge, half a column from a column's own middle.
    starts = np.arange(count) * step + round((PITCH / 2 / STRIDE - 0.5) * _FINE)
    drifts = np.arange(-_REACH, _REACH + 1)
    gains = np.log(sure[(starts[:, None] + drifts[None]).clip(0, len(sure) - 1)].clip(0.02, 1))
    chosen = _followed(gains, drifts)
    middles = (starts + drifts[chosen]).clip(0, len(sure) - 1)
    lower = (middles // _FINE).clip(0, len(columns) - 1)
    upper = (lower + middles % _FINE).clip(0, len(columns) - 1)
    seen = (columns[lower] + columns[upper]) / 2
    letters = seen[:, :BETWEEN] + 1e-9
    return letters / letters.sum(axis=1, keepdims=True), 1 - seen[:, BETWEEN]


def _followed(gains: Chances, drifts: Any) -> Any:
    """The drift of each slot that gains most when a drift changes by one place a slot at most (Viterbi's way)."""
    import numpy as np

    total = gains[0] - 0.05 * np.abs(drifts)
    back = []
    for gain in gains[1:]:
        padded = np.concatenate(([-np.inf], total, [-np.inf]))
        choices = np.stack((padded[:-2] - 0.3, padded[1:-1], padded[2:] - 0.3))
        came = choices.argmax(axis=0)
        back.append(np.arange(len(total)) + came - 1)
        total = choices.max(axis=0) + gain
    path = [int(total.argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return np.array(path[::-1])
