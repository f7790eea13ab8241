"""The network that reads a line of an MRZ: small convolutions that shrink the line to one column for every four pixels.

It sees about four characters' width around each column and knows nothing of what a name or a date looks like: what may
stand where is for the reader to weigh, so that a doubt stays a doubt.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from limen.documents.image.alphabet import BETWEEN


def _step(into: int, out: int, high: int = 3, stride: tuple[int, int] = (1, 1)) -> nn.Sequential:
    rows = 1 if high == 3 else 0
    return nn.Sequential(
        nn.Conv2d(into, out, (high, 3), stride, (rows, 1), bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)
    )


class _Again(nn.Module):
    """A step added to what it was given."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.step = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, given: Tensor) -> Tensor:
        return torch.relu(given + self.step(given))


class Reader(nn.Module):
    """`(lines, 2, 32, width)` to `(lines, letters and between, width / 4)`: how likely each is, before the softmax."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _step(2, 12),
            _step(12, 32, stride=(2, 2)),  # 16 rows
            _step(32, 40, stride=(2, 1)),  # 8 rows
            _step(40, 64, stride=(2, 2)),  # 4 rows
            _Again(64),
            _step(64, 96),
            _step(96, 128, high=4),  # 1 row
            nn.Dropout(0.1),
            nn.Conv2d(128, BETWEEN + 1, 1),
        )

    def forward(self, lines: Tensor) -> Tensor:
        return self.body(lines)[:, :, 0, :]
