"""The key file in FUGONG_HOME: sealing ring, signing keys, Django's secret. Mode 0600, written whole or not at all."""

import json
import os
import secrets
import stat
from pathlib import Path
from typing import Any

from fugong.core import sealing
from fugong.core.codes import SigningKey

FILE_NAME = "keys.json"


def key_file(home: Path) -> Path:
    """Where the keys of this home lie."""
    return home / FILE_NAME


def ensure(home: Path) -> bool:
    """Make home (0700) and key file (0600) where they are missing; True when something was made."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(stat.S_IRWXU)
    if key_file(home).exists():
        return False
    document = {
        "secret": secrets.token_urlsafe(48),
        "sealing": sealing.new_ring_document(),
        "signing": [SigningKey.generate().secret().hex()],
    }
    try:
        write(home, document, exclusive=True)
    except FileExistsError:
        return False
    return True


def read(home: Path) -> dict[str, Any]:
    """The key document; raises FileNotFoundError where there is none."""
    document: dict[str, Any] = json.loads(key_file(home).read_text())
    return document


def write(home: Path, document: dict[str, Any], *, exclusive: bool = False) -> None:
    """Store the key document durably; `exclusive` refuses to replace one that is there."""
    path = key_file(home)
    draft = path.with_name(f".{FILE_NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    if exclusive:
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    else:
        draft.replace(path)


def rotate_sealing(home: Path) -> str:
    """Add a sealing key and make it current; returns its id. Values are re-sealed by `fugong keys rotate`."""
    document = read(home)
    document["sealing"] = sealing.rotated(document["sealing"])
    write(home, document)
    return str(document["sealing"]["current"])


def rotate_signing(home: Path) -> None:
    """Put a new signing key first; codes signed by the older ones stay valid until they expire."""
    document = read(home)
    document["signing"] = [SigningKey.generate().secret().hex(), *document["signing"]][:4]
    write(home, document)


_signing: dict[Path, tuple[int, list[SigningKey]]] = {}


def signing_keys(home: Path) -> list[SigningKey]:
    """The signing keys, the current one first; read again when the file has changed."""
    stamp = key_file(home).stat().st_mtime_ns
    known = _signing.get(home)
    if known is None or known[0] != stamp:
        known = (stamp, [SigningKey.from_secret(bytes.fromhex(secret)) for secret in read(home)["signing"]])
        _signing[home] = known
    return known[1]
