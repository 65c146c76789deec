"""Signed pass codes: `FG1:` and the base45 of a COSE_Sign1 (RFC 9052, ES256) over CWT claims (RFC 8392).

A code holds no ID number and no phone number. Reading one proves who signed it and what it says;
whether it is too old, revoked or of another enterprise is judged by the gate at the passage's
corrected time, so `read_pass` never looks at a clock.

The wrapping is read by hand, byte by byte, because a code comes from a stranger: nothing is handed
to the CBOR decoder before the signature has been verified.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, Final, Self
from uuid import UUID

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from fugong.core import base45

PREFIX: Final = "FG1:"
MAX_CODE_LENGTH: Final = 1024

KID_SIZE: Final = 8
SIGNATURE_SIZE: Final = 64
_COORDINATE = 32
_CURVE_ORDER = int("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16)

_EXPIRES, _ISSUED, _PASS_ID = 4, 6, 7
_ENTERPRISE, _REFERENCE, _MASKED_NAME, _TEAM, _VERDICT, _REASON = range(-65537, -65543, -1)
_ORDER = (
    _EXPIRES,
    _ISSUED,
    _PASS_ID,
    _ENTERPRISE,
    _REFERENCE,
    _MASKED_NAME,
    _TEAM,
    _VERDICT,
    _REASON,
)
_TEXTS = {_REFERENCE: 32, _MASKED_NAME: 64, _TEAM: 128, _VERDICT: 32, _REASON: 32}
_LAST_SECOND = 253_402_300_799
"""The end of the year 9999, the last that a datetime holds."""

_ES256 = ec.ECDSA(hashes.SHA256())
_ES256_REPEATABLE = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_PROTECTED_HEAD = b"\xa2\x01\x26\x04\x48"
"""{1: -7, 4: kid}: a map of two, algorithm ES256, a key id of eight bytes."""
_SIGNATURE1 = b"\x84\x6aSignature1"


class CodeError(ValueError):
    """A code that cannot be believed; `reason` is the gate's reason code."""

    reason: str


class Unreadable(CodeError):
    """Not a code of this form at all: damaged, cut off, too long, or something else."""

    reason = "unreadable"


class Forged(CodeError):
    """Of the right form, but not signed by a key we know, or changed after signing."""

    reason = "forged"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a verified code says. Times are aware, in UTC; nothing about validity is judged yet."""

    pass_id: UUID
    enterprise: UUID
    reference: str
    masked_name: str
    team: str
    verdict: str
    reason: str
    issued: datetime
    expires: datetime
    kid: bytes


class VerifyingKey:
    """The public half of a signing key: P-256, named by the first 8 bytes of SHA-256 of its point."""

    __slots__ = ("_key", "kid", "point")

    def __init__(self, point: bytes) -> None:
        """`point` is the uncompressed point, 65 bytes; ValueError where it is not on the curve."""
        self._key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        self.point = point
        self.kid = hashlib.sha256(point).digest()[:KID_SIZE]

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` (r and s, 64 bytes) was made over `data` by this key."""
        r = int.from_bytes(signature[:_COORDINATE])
        s = int.from_bytes(signature[_COORDINATE:])
        if not (0 < r < _CURVE_ORDER and 0 < s < _CURVE_ORDER):
            return False
        try:
            self._key.verify(encode_dss_signature(r, s), data, _ES256)
        except InvalidSignature:
            return False
        return True

    def jwk(self) -> dict[str, str]:
        """As the gate's browser takes it: `kid` in hex, `x` and `y` in base64url without padding."""
        return {
            "kid": self.kid.hex(),
            "x": _base64url(self.point[1 : 1 + _COORDINATE]),
            "y": _base64url(self.point[1 + _COORDINATE :]),
        }


class SigningKey:
    """A private ES256 key. Keep `secret()` sealed; hand out `.public` only."""

    __slots__ = ("_key", "public")

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        if not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("a signing key must be on the curve P-256")
        self._key = key
        self.public = VerifyingKey(
            key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
            )
        )

    @classmethod
    def generate(cls) -> Self:
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """The key of the 32 bytes that `secret()` gave; ValueError where they are no key."""
        if len(secret) != _COORDINATE:
            raise ValueError("the secret of a signing key has 32 bytes")
        return cls(ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1()))

    def secret(self) -> bytes:
        return self._key.private_numbers().private_value.to_bytes(_COORDINATE)

    @property
    def kid(self) -> bytes:
        return self.public.kid

    def sign(self, data: bytes, *, repeatable: bool = False) -> bytes:
        """r and s, 64 bytes. `repeatable` makes the same signature each time (RFC 6979)."""
        r, s = decode_dss_signature(self._key.sign(data, _ES256_REPEATABLE if repeatable else _ES256))
        return r.to_bytes(_COORDINATE) + s.to_bytes(_COORDINATE)

    def __repr__(self) -> str:
        return f"<SigningKey {self.kid.hex()}>"


def keys_by_kid(keys: Iterable[VerifyingKey]) -> dict[bytes, VerifyingKey]:
    """The mapping that `read_pass` looks keys up in."""
    return {key.kid: key for key in keys}


def issue_pass(
    key: SigningKey,
    *,
    enterprise: UUID,
    reference: str,
    masked_name: str,
    team: str,
    verdict: str,
    reason: str,
    issued: datetime,
    expires: datetime,
    pass_id: UUID,
    repeatable: bool = False,
) -> str:
    """A signed pass code. Times must be aware and are cut to whole seconds.

    ValueError for a text that is empty (but for the team) or too long, and for a pass that ends
    before it begins. `repeatable` is for test vectors.
    """
    claims: dict[int, Any] = {
        _EXPIRES: _second(expires),
        _ISSUED: _second(issued),
        _PASS_ID: pass_id.bytes,
        _ENTERPRISE: enterprise.bytes,
        _REFERENCE: reference,
        _MASKED_NAME: masked_name,
        _TEAM: team,
        _VERDICT: verdict,
        _REASON: reason,
    }
    fault = _fault(claims)
    if fault:
        raise ValueError(f"no pass can say this: {fault}")
    return PREFIX + base45.encode(sign1(key, cbor2.dumps(claims), repeatable=repeatable))


def read_pass(code: str, keys: Mapping[bytes, VerifyingKey]) -> Pass:
    """What `code` says, once its signature is proven by one of `keys` (see `keys_by_kid`).

    Raises `Unreadable` or `Forged`. Expiry and revocation are not judged here.
    """
    if not code.startswith(PREFIX):
        raise Unreadable("no pass code: it does not begin with FG1:")
    if len(code) > MAX_CODE_LENGTH:
        raise Unreadable("longer than any pass code")
    try:
        message = base45.decode(code[len(PREFIX) :])
    except ValueError as error:
        raise Unreadable(str(error)) from None
    kid, payload = open_sign1(message, keys)
    claims = _claims(payload)
    return Pass(
        pass_id=UUID(bytes=claims[_PASS_ID]),
        enterprise=UUID(bytes=claims[_ENTERPRISE]),
        reference=claims[_REFERENCE],
        masked_name=claims[_MASKED_NAME],
        team=claims[_TEAM],
        verdict=claims[_VERDICT],
        reason=claims[_REASON],
        issued=datetime.fromtimestamp(claims[_ISSUED], UTC),
        expires=datetime.fromtimestamp(claims[_EXPIRES], UTC),
        kid=kid,
    )


class PassReader:
    """Reads passes by one set of keys, and remembers the codes it has verified last: a phone shows one for ten minutes.

    What a code says never changes; whether it still counts is judged at each passage. A code that cannot be believed is
    read anew each time.
    """

    KEPT: Final = 8192
    """Codes that are remembered, some 10 MB."""

    def __init__(self, keys: Mapping[bytes, VerifyingKey]) -> None:
        self.read = lru_cache(maxsize=self.KEPT)(partial(read_pass, keys=keys))
        """As `read_pass`; may be called from any thread."""


def sign1(key: SigningKey, payload: bytes, *, repeatable: bool = False) -> bytes:
    """An untagged COSE_Sign1 over `payload`, with algorithm and key id in the protected header."""
    protected = _PROTECTED_HEAD + key.kid
    signature = key.sign(_signed_bytes(protected, payload), repeatable=repeatable)
    return b"\x84" + _bstr(protected) + b"\xa0" + _bstr(payload) + _bstr(signature)


def open_sign1(message: bytes, keys: Mapping[bytes, VerifyingKey]) -> tuple[bytes, bytes]:
    """The key id and the payload of a COSE_Sign1 (tag 18 allowed) whose signature one of `keys` made.

    Raises `Unreadable` where the bytes are no such message, `Forged` where another algorithm, an
    unknown key or a wrong signature stands in it.
    """
    position = 1 if message[:1] == b"\xd2" else 0
    if message[position : position + 1] != b"\x84":
        raise Unreadable("not an array of four")
    protected, position = _read_bstr(message, position + 1)
    if message[position : position + 1] != b"\xa0":
        raise Unreadable("an unprotected header where none belongs")
    payload, position = _read_bstr(message, position + 1)
    signature, position = _read_bstr(message, position)
    if position != len(message):
        raise Unreadable("bytes are left over behind the signature")
    if len(protected) != len(_PROTECTED_HEAD) + KID_SIZE or not protected.startswith(_PROTECTED_HEAD):
        raise Forged("the header names another algorithm or no key")
    if len(signature) != SIGNATURE_SIZE:
        raise Forged("the signature has the wrong size")
    kid = protected[len(_PROTECTED_HEAD) :]
    key = keys.get(kid)
    if key is None:
        raise Forged("the key is not one of ours")
    if not key.verifies(signature, _signed_bytes(protected, payload)):
        raise Forged("the signature does not fit")
    return kid, payload


def _claims(payload: bytes) -> dict[int, Any]:
    """The claims of a payload that one of our keys signed: exactly ours, in exactly our encoding."""
    try:
        claims: dict[int, Any] = cbor2.loads(payload)
        same = type(claims) is dict and cbor2.dumps(claims) == payload
    except Exception as error:  # the decoder's errors have no common ancestor
        raise Unreadable("signed, but not the claims of a pass") from error
    if not same:
        raise Unreadable("signed, but not the claims of a pass")
    fault = _fault(claims)
    if fault:
        raise Unreadable(f"signed, but not the claims of a pass: {fault}")
    return claims


def _fault(claims: dict[int, Any]) -> str | None:
    """What is wrong with the claims of a pass, or None."""
    if tuple(claims) != _ORDER:
        return "claims are missing, added or in another order"
    issued, expires = claims[_ISSUED], claims[_EXPIRES]
    if type(issued) is not int or type(expires) is not int:
        return "a time is not a whole number of seconds"
    if not 0 <= issued < expires <= _LAST_SECOND:
        return "it ends before it begins"
    for name in (_PASS_ID, _ENTERPRISE):
        if type(claims[name]) is not bytes or len(claims[name]) != 16:
            return f"claim {name} is not an id of 16 bytes"
    for name, limit in _TEXTS.items():
        text = claims[name]
        if type(text) is not str or len(text) > limit:
            return f"claim {name} is not a text of at most {limit} characters"
        if not text and name != _TEAM:
            return f"claim {name} is empty"
    return None


def _signed_bytes(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, 4.4, with no external data."""
    return _SIGNATURE1 + _bstr(protected) + b"\x40" + _bstr(payload)


def _bstr(data: bytes) -> bytes:
    size = len(data)
    if size < 24:
        return bytes((0x40 | size,)) + data
    if size < 0x100:
        return bytes((0x58, size)) + data
    return b"\x59" + size.to_bytes(2) + data


def _read_bstr(message: bytes, position: int) -> tuple[bytes, int]:
    """A byte string in its shortest encoding, and the position behind it."""
    head = message[position : position + 3]
    if not head:
        raise Unreadable("cut off")
    if 0x40 <= head[0] < 0x58:
        size, start = head[0] - 0x40, position + 1
    elif head[0] == 0x58 and len(head) > 1 and head[1] >= 24:
        size, start = head[1], position + 2
    elif head[0] == 0x59 and len(head) == 3 and head[1]:
        size, start = head[1] << 8 | head[2], position + 3
    else:
        raise Unreadable("no byte string where one belongs")
    end = start + size
    if end > len(message):
        raise Unreadable("cut off")
    return message[start:end], end


def _second(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("a pass needs times with an offset")
    return int(moment.timestamp())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def revoked(issued: datetime, void_before: datetime | None) -> bool:
    """Whether a pass issued then is revoked. Both count whole seconds: see `void_from`."""
    return void_before is not None and issued < void_before.replace(microsecond=0)


def void_from(now: datetime, before: datetime | None) -> datetime:
    """The `void_before` that revokes every pass issued until now; `before` is the one so far.

    A pass carries whole seconds, so the running second goes along, and a pass dated ahead after an earlier revocation too.
    """
    following = now.replace(microsecond=0) + timedelta(seconds=1)
    return following if before is None or before < following else before + timedelta(seconds=1)
