"""Files at rest under FUGONG_HOME/files: sealed, named by random ids, never by what a person called them."""

import os
import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.conf import settings

from fugong.core import secrets
from fugong.core.ids import new_id
from fugong.core.sealing import SealBroken

_NAME = re.compile(r"[0-9a-f-]{36}\.k[0-9]+", re.ASCII)


def store(data: bytes, context: str) -> str:
    """Seal and keep `data`; returns the name to open it by."""
    key_id, sealed = secrets.ring().seal_bytes(data, context)
    name = f"{new_id()}.{key_id}"
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / name)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return name


def fetch(name: str, context: str) -> bytes:
    """The plain bytes of a kept file; raises FileNotFoundError, or SealBroken for an altered one."""
    sealed = (_folder() / _safe(name)).read_bytes()
    return secrets.ring().open_bytes(name.rsplit(".", 1)[1], sealed, context)


def delete(name: str) -> None:
    """Remove a kept file; one that is gone already is gone."""
    if name:
        (_folder() / _safe(name)).unlink(missing_ok=True)


def sweep(context: str, known: Collection[str], before: datetime) -> int:
    """Delete the files kept under `context` before a moment that no row knows: a process was killed between the two.

    Returns how many; half-written files of anybody go too. Where none of the files is known, it is another database's
    folder, and nothing is touched.
    """
    folder = _folder()
    if not folder.is_dir():
        return 0
    names = {one.name for one in folder.iterdir() if one.is_file()}
    for name in names:
        if name.startswith(".") and _NAME.fullmatch(name[1:]) and _is_older(folder / name, before):
            (folder / name).unlink(missing_ok=True)
    if names.isdisjoint(known):
        return 0
    swept = 0
    for name in names.difference(known):
        if not _NAME.fullmatch(name) or not _is_older(folder / name, before):
            continue
        try:
            fetch(name, context)
        except (SealBroken, FileNotFoundError):  # another room's, or gone meanwhile
            continue
        delete(name)
        swept += 1
    return swept


def _is_older(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT)


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return name
