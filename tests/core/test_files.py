"""Files at rest: sealed, named by nobody, gone when deleted."""

import stat
from pathlib import Path

import pytest

from fugong.core import files, sealing

SHEET = "王建国,410802198501010012,13800138000".encode() * 50


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def test_what_is_stored_comes_back_as_it_was() -> None:
    name = files.store(SHEET, "tests.sheet")

    assert files.fetch(name, "tests.sheet") == SHEET


def test_the_bytes_on_the_disk_hold_nothing_personal(folder: Path) -> None:
    name = files.store(SHEET, "tests.sheet")

    raw = (folder / name).read_bytes()
    assert b"410802198501010012" not in raw
    assert b"13800138000" not in raw
    assert "王建国".encode() not in raw


def test_a_file_and_its_folder_are_open_to_their_owner_only(folder: Path) -> None:
    name = files.store(SHEET, "tests.sheet")

    assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_altered_file_and_one_of_another_purpose_do_not_open(folder: Path) -> None:
    name = files.store(SHEET, "tests.sheet")
    with pytest.raises(sealing.SealBroken):
        files.fetch(name, "tests.photo")

    raw = bytearray((folder / name).read_bytes())
    raw[40] ^= 1
    (folder / name).write_bytes(raw)

    with pytest.raises(sealing.SealBroken):
        files.fetch(name, "tests.sheet")


def test_a_deleted_file_is_gone_and_may_be_deleted_again(folder: Path) -> None:
    name = files.store(SHEET, "tests.sheet")

    files.delete(name)
    files.delete(name)
    files.delete("")

    assert list(folder.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        files.fetch(name, "tests.sheet")


def test_a_write_that_breaks_off_leaves_nothing_behind(folder: Path, monkeypatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        files.store(SHEET, "tests.sheet")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["..", "../keys.json", "/etc/passwd", ".", "", "a/b.k1", "keys.json"])
def test_no_name_leads_out_of_the_folder(name: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder.parent / "keys.json").write_text("{}")

    with pytest.raises(FileNotFoundError):
        files.fetch(name, "tests.sheet")
    if name:
        with pytest.raises(FileNotFoundError):
            files.delete(name)
    assert (folder.parent / "keys.json").exists()
