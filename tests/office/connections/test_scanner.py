"""A scanner's folder: files are taken once they have settled, as what they are, and what is no reading is left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from limen.office.connections.scanner import MOST_OCTETS, SETTLED, ScannerError, ScannerFolder

JPEG = b"\xff\xd8\xff\xe0 and so on"


def taken(folder: ScannerFolder, now: float) -> list[tuple[str, str]]:
    return [(one.path.name, one.reading.kind) for one in folder.take(now)]


def test_a_file_is_taken_once_it_has_settled(tmp_path: Path) -> None:
    folder, file = ScannerFolder(tmp_path), tmp_path / "page.jpg"
    file.write_bytes(JPEG)
    assert taken(folder, 0.0) == []
    file.write_bytes(JPEG + b"more")
    assert taken(folder, SETTLED) == [], "it was still being written"
    assert taken(folder, 2 * SETTLED) == [("page.jpg", "picture")]
    (one,) = folder.take(3 * SETTLED)
    assert (one.reading.media, one.reading.data) == ("image/jpeg", JPEG + b"more")


def test_taken_again_after_a_crash_it_is_the_same_reading(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("P<UTO…", encoding="utf-8")
    found = []
    for _ in range(2):
        folder = ScannerFolder(tmp_path)
        list(folder.take(0.0))
        found += [one.reading for one in folder.take(SETTLED)]
    assert found[0] == found[1]
    os.utime(tmp_path / "page.txt", (1, 1))
    folder = ScannerFolder(tmp_path)
    list(folder.take(0.0))
    assert next(folder.take(SETTLED)).reading.key != found[0].key, "scanned again it is another reading"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("note.docx", b"PK\x03\x04", "neither"),
        ("lines.txt", b"\xff\xfe\x00", "no machine readable zone"),
        ("lines.txt", b"x" * 2_001, "no machine readable zone"),
        ("page.jpg", b"\xff\xd8\xff" + b"x" * MOST_OCTETS, "MB"),
    ],
    ids=["neither", "no text", "long text", "large"],
)
def test_what_is_no_reading_is_left_where_it_lies_and_said(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(data)
    folder = ScannerFolder(tmp_path)
    assert taken(folder, 0.0) + taken(folder, SETTLED) == []
    assert why in folder.refused[tmp_path / name]
    assert (tmp_path / name).exists()
    (tmp_path / name).write_bytes(JPEG if name.endswith("jpg") else b"P<UTO\n")
    os.utime(tmp_path / name, (5, 5))
    taken(folder, 5.0)
    assert len(taken(folder, 5.0 + 2 * SETTLED)) == (0 if name.endswith("docx") else 1), "a later file is another one"


def test_links_hidden_files_folders_and_empty_ones_are_no_files(tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-secret.txt"
    secret.write_text("P<UTO", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(secret)
    (tmp_path / ".hidden.txt").write_text("P<UTO", encoding="utf-8")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "empty.txt").touch()
    folder = ScannerFolder(tmp_path)
    assert taken(folder, 0.0) + taken(folder, SETTLED) == []


def test_they_come_in_the_order_they_were_written(tmp_path: Path) -> None:
    for name, at in (("a.txt", 30), ("b.txt", 10), ("c.txt", 20)):
        (tmp_path / name).write_text("P<UTO", encoding="utf-8")
        os.utime(tmp_path / name, (at, at))
    folder = ScannerFolder(tmp_path)
    taken(folder, 0.0)
    assert [name for name, _kind in taken(folder, SETTLED)] == ["b.txt", "c.txt", "a.txt"]


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScannerError, match="no folder"):
        ScannerFolder(tmp_path / "nowhere")
