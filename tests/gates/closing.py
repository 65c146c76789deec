"""Closes an entry's data as the guard's page does (`boxes.js`), for tests."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fugong.gates.models import Device
from fugong.gates.queries import bundle

CURVE = ec.SECP256R1()


def closed(device: Device, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its data in a box of the server's public key, as this device closes it."""
    box = bundle(device)["box"]
    theirs = b"\x04" + b"".join(urlsafe_b64decode(box[name] + "=") for name in ("x", "y"))
    ours = ec.generate_private_key(CURVE)
    our = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    once = HKDF(hashes.SHA256(), length=32, salt=our + theirs, info=b"fugong box").derive(shared)
    whose = f"{device.checkpoint.enterprise_id} {device.pk}"
    context = f"{entry['id']} {entry['kind']} {whose}".encode()
    text = AESGCM(once).encrypt(bytes(12), json.dumps(entry["data"]).encode(), context)
    body = urlsafe_b64encode(our + text).decode().rstrip("=")
    return {key: value for key, value in entry.items() if key != "data"} | {
        "closed": f"P256.{box['kid']}.{body}"
    }
