"""Personal values at rest: AES-256-GCM with a key ring, and a keyed blind index for exact search.

A sealed text reads `A256GCM.<key id>.<base64url of nonce and ciphertext>`, so that suites and keys can change while
old values stay readable. The context (table and column) is authenticated: a value moved to another column does not
open. The blind index has a key of its own and tells only whether two values are equal.
"""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUITE = "A256GCM"


class SealBroken(Exception):
    """A sealed value that does not open: wrong key, wrong column, or altered."""


@dataclass(frozen=True)
class KeyRing:
    """The sealing keys by id, the one new values get, and the blind index' own key."""

    current: str
    keys: dict[str, bytes]
    index_key: bytes

    def seal(self, text: str, context: str) -> str:
        """The sealed form of `text` for the column `context` (`directory.person.name`)."""
        return f"{SUITE}.{self.current}.{_encode(self.seal_bytes(text.encode(), context)[1])}"

    def open(self, sealed: str, context: str) -> str:
        """The plain text of a sealed value; raises SealBroken."""
        suite, key_id, body = _parts(sealed)
        if suite != SUITE:
            raise SealBroken(f"unknown suite {suite}")
        return self.open_bytes(key_id, urlsafe_b64decode(body), context).decode()

    def seal_bytes(self, data: bytes, context: str) -> tuple[str, bytes]:
        """(key id, nonce and ciphertext) of `data`: for files."""
        nonce = os.urandom(12)
        return self.current, nonce + _cipher(self.keys[self.current]).encrypt(nonce, data, context.encode())

    def open_bytes(self, key_id: str, data: bytes, context: str) -> bytes:
        """The plain bytes of what `seal_bytes` gave; raises SealBroken."""
        try:
            return _cipher(self.keys[key_id]).decrypt(data[:12], data[12:], context.encode())
        except (KeyError, InvalidTag) as fault:
            raise SealBroken(f"does not open with key {key_id} for {context}") from fault

    def is_current(self, sealed: str) -> bool:
        """Whether the value is sealed with the current key (rotation passes over it then)."""
        return sealed.split(".", 2)[:2] == [SUITE, self.current]

    def blind_index(self, value: str, purpose: str) -> str:
        """32 hex digits that are equal for equal values of one purpose (`person.phone`)."""
        return hmac.new(self.index_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]


def _parts(sealed: str) -> tuple[str, str, str]:
    parts = sealed.split(".", 2)
    if len(parts) != 3:
        raise SealBroken("not a sealed value")
    return parts[0], parts[1], parts[2]


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _encode(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(_URL_SAFE).decode()


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def new_ring_document() -> dict[str, object]:
    """A fresh key ring as it is kept in the key file."""
    return {
        "current": "k1",
        "keys": {"k1": _encode(secrets.token_bytes(32))},
        "index": _encode(secrets.token_bytes(32)),
    }


def rotated(document: dict[str, object]) -> dict[str, object]:
    """The same ring with one more key, which becomes the current one; older keys keep opening old values."""
    keys = dict(document["keys"])  # type: ignore[call-overload]
    name = f"k{max(int(key[1:]) for key in keys) + 1}"
    return {**document, "current": name, "keys": {**keys, name: _encode(secrets.token_bytes(32))}}


def ring_from(document: dict[str, object]) -> KeyRing:
    """The ring that a key file holds."""
    keys = {name: urlsafe_b64decode(key) for name, key in dict(document["keys"]).items()}  # type: ignore[call-overload]
    return KeyRing(str(document["current"]), keys, urlsafe_b64decode(str(document["index"])))


_loaded: dict[Path, tuple[int, KeyRing]] = {}


def load_ring(path: Path) -> KeyRing:
    """The ring of the key file at `path`, read again when the file has changed (a rotation in another process)."""
    stamp = path.stat().st_mtime_ns
    known = _loaded.get(path)
    if known is None or known[0] != stamp:
        known = (stamp, ring_from(json.loads(path.read_text())["sealing"]))
        _loaded[path] = known
    return known[1]
