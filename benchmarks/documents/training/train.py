"""Train the reader of machine readable zones, on made lines only, and write it as ONNX.

    python train.py --steps 12000 --keep FOLDER [--out reader.onnx] [--threads 1]

Needs an environment with `torch` and `onnx` beside the project's own (README.md here). Every step's lines come from the
step's number, so a run can be stopped and taken up again, and gives the same network on the same machine.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from network import Reader
from strips import batch
from torch import nn

from limen.documents.image.alphabet import BETWEEN, HEIGHT, LETTERS, PITCH, planes

SEED = 20_261_122
SIZE = 48  # lines in a step
_HELD = 8_000_000_000  # seeds of the lines that are never trained on


def _seen(seed: int, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    lines, truth = batch(seed, size)
    return torch.from_numpy(np.stack([planes(line) for line in lines])), torch.from_numpy(truth)


def judged(reader: nn.Module, batches: int = 12) -> dict[str, float]:
    """How it does on lines never seen: columns right, letters right, and O and 0 told apart."""
    reader.eval()
    columns = letters = alike = right = letters_right = alike_right = 0
    with torch.no_grad():
        for number in range(batches):
            lines, truth = _seen(_HELD + number, 64)
            said = reader(lines).argmax(1)
            asked = truth >= 0
            real = asked & (truth != BETWEEN)
            rounds = asked & ((truth == LETTERS.index("O")) | (truth == LETTERS.index("0")))
            alike += int(rounds.sum())
            alike_right += int(((said == truth) & rounds).sum())
            columns += int(asked.sum())
            letters += int(real.sum())
            right += int(((said == truth) & asked).sum())
            letters_right += int(((said == truth) & real).sum())
    reader.train()
    return {"columns": right / columns, "letters": letters_right / letters, "O and 0": alike_right / alike}


def write(reader: nn.Module, out: Path) -> None:
    """The network as ONNX, of any number of lines of any width."""
    reader.eval()
    shown = torch.zeros(1, 2, HEIGHT, 46 * PITCH)
    torch.onnx.export(
        reader, (shown,), str(out), input_names=["lines"], output_names=["columns"], opset_version=17, dynamo=False,
        dynamic_axes={"lines": {0: "count", 3: "width"}, "columns": {0: "count", 2: "columns"}},
    )  # fmt: skip
    reader.train()


def main() -> None:
    """Train, say how it goes, keep the state every 300 steps, write the network at the end and on the way."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--steps", type=int, default=12_000)
    options.add_argument("--rate", type=float, default=3e-3)
    options.add_argument("--keep", type=Path, required=True)
    options.add_argument("--out", type=Path)
    options.add_argument("--threads", type=int, default=1)
    chosen = options.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(chosen.threads)
    cv2.setNumThreads(chosen.threads)
    chosen.keep.mkdir(parents=True, exist_ok=True)
    kept = chosen.keep / "state.pt"
    reader = Reader().to(memory_format=torch.channels_last)
    means = torch.optim.AdamW(reader.parameters(), lr=chosen.rate, weight_decay=0.01)
    began, state = 0, {}
    if kept.exists():
        state = torch.load(kept)
        reader.load_state_dict(state["reader"])
        means.load_state_dict(state["means"])
        began = state["step"]
    # What is judged and written is the mean of the last few hundred steps' weights: steadier than any one of them.
    steady = torch.optim.swa_utils.AveragedModel(
        reader, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.997), use_buffers=True
    )
    if "steady" in state:
        steady.load_state_dict(state["steady"])
    loss_of = nn.CrossEntropyLoss(ignore_index=-1)
    clock, running = time.monotonic(), 0.0
    for step in range(began, chosen.steps):
        rate = chosen.rate * min(1, (step + 1) / 200) * (0.02 + 0.49 * (1 + math.cos(math.pi * step / chosen.steps)))
        for group in means.param_groups:
            group["lr"] = rate
        lines, truth = _seen(SEED + step, SIZE)
        with torch.autocast("cpu", dtype=torch.bfloat16):  # twice as fast where the processor has it
            answer = reader(lines.to(memory_format=torch.channels_last))
        loss = loss_of(answer.float(), truth)
        means.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
        means.step()
        steady.update_parameters(reader)
        running = running * 0.98 + loss.item() * 0.02 if step > began else loss.item()
        if (step + 1) % 50 == 0:
            print(f"{step + 1} loss {running:.4f} rate {rate:.5f} {time.monotonic() - clock:.0f} s", flush=True)
        if (step + 1) % 300 == 0 or step + 1 == chosen.steps:
            torch.save(
                {
                    "reader": reader.state_dict(),
                    "steady": steady.state_dict(),
                    "means": means.state_dict(),
                    "step": step + 1,
                },
                kept,
            )
            print(json.dumps({"step": step + 1, **judged(steady.module)}), flush=True)
            write(steady.module, chosen.out or chosen.keep / "reader.onnx")
    print(f"{sum(one.numel() for one in reader.parameters()):,} weights for {len(LETTERS)} letters")


if __name__ == "__main__":
    main()
