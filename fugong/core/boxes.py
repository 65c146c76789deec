"""Boxes that anybody with the public key can close and only this installation opens: P-256, HKDF-SHA256, AES-256-GCM.

A gate's page closes what a guard wrote in before it waits on the phone (`boxes.js` is the other half). A closed box
reads `P256.<key id>.<base64url of the sender's one-time point and the ciphertext>`; its context (whose it is) is
authenticated. The private keys follow from the sealing ring's, so that they are backed up and rotated with it.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fugong.core.sealing import KeyRing, SealBroken

SUITE = "P256"
_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT = 65
_NONCE = bytes(12)  # every box has a key of its own
_PURPOSE = b"fugong box"


def public_box(ring: KeyRing) -> dict[str, str]:
    """The current public key as a page takes it: `kid`, and `x` and `y` in base64url without padding."""
    point = _point(_private(ring.keys[ring.current]))
    return {"kid": ring.current, "x": _text(point[1:33]), "y": _text(point[33:])}


def open_box(ring: KeyRing, closed: str, context: str) -> bytes:
    """What lies in a closed box; SealBroken where it is none, is damaged, or was closed for another context."""
    suite, _dot, rest = closed.partition(".")
    key_id, _dot, body = rest.partition(".")
    key = ring.keys.get(key_id)
    if suite != SUITE or key is None:
        raise SealBroken("not a box of ours")
    try:
        data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        sender = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, data[:_POINT])
        private = _private(key)
        shared = private.exchange(ec.ECDH(), sender)
        salt = data[:_POINT] + _point(private)
        once = HKDF(hashes.SHA256(), length=32, salt=salt, info=_PURPOSE).derive(shared)
        return AESGCM(once).decrypt(_NONCE, data[_POINT:], context.encode())
    except (ValueError, binascii.Error, InvalidTag) as fault:
        raise SealBroken("the box does not open") from fault


@lru_cache(maxsize=16)
def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    seed = HKDF(hashes.SHA256(), length=48, salt=None, info=_PURPOSE).derive(key)
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, _CURVE)


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
