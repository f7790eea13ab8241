"""What the recogniser tells apart, and the size of what it is shown: shared by the reader and by its training.

A line is shown at a fixed size: PITCH pixels from character to character (Doc 9303-3 4.1: 2.54 mm), HEIGHT pixels high
with the middle of the characters in its middle, as two planes of floating point: the whole line's contrast made equal,
and each neighbourhood's. The answer is a column of doubts for every STRIDE pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

LETTERS = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BETWEEN = len(LETTERS)  # the answer of a column that is at the middle of no character
PITCH = 20  # pixels from character to character
HEIGHT = 32  # pixels; a character is 19.6 high, so that the line may stand six too high or too low
STRIDE = 4  # pixels that one column of the answer stands for
_AROUND = 41  # pixels: the width of a neighbourhood, two characters


def planes(line: Plane) -> Plane:
    """A line of HEIGHT rows and any brightness as the two planes the network is shown, `(2, HEIGHT, width)`."""
    import cv2
    import numpy as np

    grey: Any = np.ascontiguousarray(line, dtype=np.float32)
    dark, light = np.percentile(grey, (2, 98))
    whole = (grey - (dark + light) / 2) / max(float(light - dark), 1e-3)
    around = (_AROUND, HEIGHT - 1)
    mean = cv2.blur(whole, around, borderType=cv2.BORDER_REFLECT)
    spread = cv2.blur(whole * whole, around, borderType=cv2.BORDER_REFLECT) - mean * mean
    near = (whole - mean) / np.sqrt(np.maximum(spread, 0) + 0.003)
    shown: Plane = np.stack((whole, near * 0.5)).clip(-3, 3).astype(np.float32)
    return shown
