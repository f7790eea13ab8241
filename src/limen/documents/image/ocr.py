"""The general reader: what is printed on the page, and a second, independent read of the machine readable zone.

It is rapidocr with the models in its wheel: nothing is fetched. It reads any print, but O and 0 of OCR-B are one to it,
so its answer is weighed (`arbitration`), never taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from limen.documents.image.alphabet import LETTERS
from limen.documents.image.errors import MissingPartError
from limen.documents.image.recogniser import Sight
from limen.documents.image.strip import Strip, rectified, span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MODEL = "PP-OCRv6_rec_small.onnx"
MOST_TEXTS = 200  # printed texts of a page that are answered
_ROW = (26, 48)  # pixels from character to character, and of a row, as the general reader likes them
_FINE = 15  # pixels for one pitch, when the page's print is read: capitals are about as high
_ABOVE, _BESIDE, _BELOW = 42, 4, 3  # pitches looked at around the strip: a data page, or both sides of a card


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of print: its text as read, where it stands on the page (left, top, right, bottom in thousandths of its
    width and height), and how sure the reader is, 0 to 1."""

    text: str
    box: tuple[int, int, int, int]
    certainty: float

    def to_json(self) -> dict[str, Any]:
        """The line as `limen read` answers it."""
        return {"text": self.text, "box": list(self.box), "certainty": round(self.certainty, 3)}


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise MissingPartError("rapidocr") from error
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.4,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            # The page comes at the size it is to be read at.
            "Det.limit_type": "max",
            "Det.limit_side_len": 1280,
        }
    )


@cache
def _letters() -> tuple[Any, tuple[tuple[int, ...], ...]]:
    """The network of the general reader by itself, and which of its signs stand for each of LETTERS."""
    try:
        import onnxruntime

        weights = (files("rapidocr") / "models" / _MODEL).read_bytes()
    except (ImportError, FileNotFoundError) as error:
        raise MissingPartError("rapidocr") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # lines of every width: memory is given back
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    signs = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines()]
    place = {sign: at for at, sign in enumerate(signs)}
    return session, tuple(
        tuple(place[sign] for sign in dict.fromkeys((letter, letter.lower())) if sign in place) for letter in LETTERS
    )


def second_read(grey: NDArray[np.uint8], strip: Strip, sight: Sight) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How likely the general reader holds each of LETTERS at each place, and where it saw exactly one sign.

    It is shown the rows by themselves and finds its signs alone; each then belongs to the place it stands in. Where it
    saw none, or two, nothing is likely.
    """
    import numpy as np

    pitch, high = _ROW
    lines = rectified(grey, strip, high=high, pitch=pitch)
    if sight.upside_down:
        lines = [line[::-1, ::-1] for line in reversed(lines)]
    count, width, _ = sight.chances.shape
    shown = []
    for row in range(count):
        first = sight.first[row]
        before = min(first, 1)  # a little paper on either side
        cut = lines[sight.top + row][:, (first - before) * pitch : (first + width + 1) * pitch]
        cut = np.pad(cut, ((0, 0), ((1 - before) * pitch, (width + 2 - before) * pitch)), mode="edge")
        cut = cut[:, : (width + 2) * pitch]
        dark, light = np.percentile(cut, (1, 99))
        shown.append(((cut - dark) / max(float(light - dark), 1)).clip(0, 1) * 2 - 1)
    session, places = _letters()
    given = np.repeat(np.stack(shown)[:, None].astype(np.float32), 3, axis=1)
    (said,) = session.run(None, {session.get_inputs()[0].name: given})
    return _placed(said, places, width)


def _placed(
    said: NDArray[np.float32], places: tuple[tuple[int, ...], ...], width: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The signs of each row in the places they stand in; the row has one place of paper at either end."""
    import numpy as np

    chances = np.zeros((len(said), width, len(places)))
    times = np.zeros((len(said), width), int)
    for row, columns in enumerate(said):
        best = columns.argmax(axis=1)
        begins = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
        for begin in begins:
            end = begin
            while end + 1 < len(best) and best[end + 1] == best[begin]:
                end += 1
            place = int(((begin + end + 1) / 2) / len(best) * (width + 2) - 1)
            if not 0 <= place < width:
                continue
            times[row, place] += 1
            seen = columns[begin : end + 1].max(axis=0)
            chances[row, place] = [seen[list(some)].sum() for some in places]
    alone = times == 1
    chances[~alone] = 0
    return chances, alone


def printed(pixels: NDArray[np.uint8], strip: Strip, *, upside_down: bool) -> tuple[Printed, ...]:
    """What is printed above the strip, from top to bottom: the page is turned level and brought to one size first."""
    import numpy as np

    page, back = _level(pixels, strip, upside_down)
    answer = _engine()(page, use_det=True, use_cls=False, use_rec=True, text_score=0.4)
    if answer.txts is None or answer.boxes is None:
        return ()
    high, wide = pixels.shape[:2]
    found = []
    for text, corners, sure in zip(answer.txts[:MOST_TEXTS], answer.boxes, answer.scores, strict=False):
        at = np.column_stack((np.asarray(corners, dtype=np.float64), np.ones(len(corners)))) @ back.T
        share = (at / (wide, high) * 1000).clip(0, 1000).round().astype(int)
        box = (*share.min(axis=0).tolist(), *share.max(axis=0).tolist())
        found.append(Printed(str(text).strip()[:200], box, float(sure)))
    return tuple(found)


def _level(pixels: NDArray[np.uint8], strip: Strip, upside_down: bool) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The page above the strip with its rows level, `_FINE` pixels to a pitch, and the way back to the page."""
    import cv2
    import numpy as np

    first, last = span(strip)
    top_row = strip.rows[-1] if upside_down else strip.rows[0]
    ends = np.polyval(top_row.centre, first), np.polyval(top_row.centre, last)
    left, right = reversed(ends) if upside_down else ends
    along = (right - left) / (last - first)
    up = np.polyval(top_row.up, (first + last) / 2) * (-1 if upside_down else 1)
    corner = left - along * _BESIDE + up * _ABOVE
    wide, high = last - first + 2 * _BESIDE, _ABOVE - 1
    # From the level page to the picture: a pixel is a step along or down.
    back = np.column_stack((along / _FINE, -up / _FINE, corner))
    inside = _inside(back, pixels.shape, wide * _FINE, high * _FINE)
    left_at, top_at, right_at, low_at = inside
    back[:, 2] = back @ (left_at, top_at, 1.0)
    size = max(right_at - left_at, 32), max(low_at - top_at, 32)
    page: Any = pixels
    scale = float(np.hypot(*along)) / _FINE
    if scale > 1.3:
        page = cv2.GaussianBlur(pixels, (0, 0), 0.4 * scale)
    level = cv2.warpAffine(
        page, back, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return np.ascontiguousarray(level[:, :, ::-1]), back


def _inside(back: NDArray[np.float64], shape: tuple[int, ...], wide: int, high: int) -> tuple[int, int, int, int]:
    """The part of the level page that the picture covers."""
    import numpy as np

    corners = np.array([[0, 0], [shape[1], 0], [0, shape[0]], [shape[1], shape[0]]], dtype=np.float64)
    way = np.linalg.inv(np.vstack((back, (0, 0, 1))))
    at = (np.column_stack((corners, np.ones(4))) @ way.T)[:, :2]
    low, most = at.min(axis=0), at.max(axis=0)
    return (
        int(min(max(low[0], 0), wide - 32)), int(min(max(low[1], 0), high - 32)),
        int(max(min(most[0], wide), 32)), int(max(min(most[1], high), 32)),
    )  # fmt: skip
