"""Identifiers: UUIDv7 (RFC 9562), so that keys made later sort later and indexes stay dense."""

import os
import time
import uuid


def new_id(at_ms: int | None = None) -> uuid.UUID:
    """A new UUIDv7; `at_ms` (Unix milliseconds) backdates it, for history that is being filled in."""
    moment = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    value = (moment & ((1 << 48) - 1)) << 80
    value |= int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)


def parse_id7(text: object) -> uuid.UUID | None:
    """The UUIDv7 that `text` spells, or None where it is anything else."""
    if not isinstance(text, str) or len(text) != 36:
        return None
    try:
        value = uuid.UUID(text)
    except ValueError:
        return None
    return value if value.version == 7 and value.variant == uuid.RFC_4122 else None
