"""Pages read by another package, in an environment of its own: `python pages.py NAME FOLDER`, NAME as in _READERS.

One line of JSON for each file of the folder, in order: its lines, whether the package itself calls them valid, and the
CPU seconds, those of the programs it starts included. Nothing of Limen is imported here, and nothing of these packages
anywhere else: PassportEye is MIT, fastmrz AGPL.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any


def _passporteye(path: Path, model: str = "") -> tuple[list[str], bool]:
    from passporteye import read_mrz

    found = read_mrz(str(path), extra_cmdline_params=model)
    if found is None:
        return [], False
    return (found.aux.get("raw_text") or found.aux.get("text") or "").split(), bool(found.valid)


@cache
def _engine() -> Any:
    from fastmrz import FastMRZ

    return FastMRZ()


def _fastmrz(path: Path) -> tuple[list[str], bool]:
    found = _engine().get_details(str(path), include_checkdigit=True)
    return (found.get("mrz_text") or "").split(), found.get("status") == "SUCCESS"


_READERS: dict[str, Callable[[Path], tuple[list[str], bool]]] = {
    "passporteye": _passporteye,
    "passporteye-mrz": lambda path: _passporteye(path, "-l mrz"),
    "fastmrz": _fastmrz,
}


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


name, folder = sys.argv[1], Path(sys.argv[2])
files = sorted(folder.iterdir())
for number, file in enumerate((files[0], *files)):  # the first warms it
    began = _spent()
    try:
        lines, accepted = _READERS[name](file)
    except Exception as error:  # whatever a package breaks with
        if isinstance(error, ImportError) or "tesseract" in str(error).lower():
            raise
        lines, accepted = [], False  # a page on which a package breaks is a page it cannot read
    if number:
        print(json.dumps({"lines": lines, "accepted": accepted, "seconds": _spent() - began}), flush=True)
