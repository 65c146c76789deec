"""This installation's keys, as Django's settings name their home."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fugong.core import boxes, keys, sealing
from fugong.core.codes import SigningKey


def home() -> Path:
    """FUGONG_HOME."""
    return Path(settings.FUGONG_HOME)


def ring() -> sealing.KeyRing:
    """The key ring of this installation."""
    return sealing.load_ring(_key_file(settings.FUGONG_HOME))


@lru_cache(maxsize=8)
def _key_file(named: str | Path) -> Path:
    """Asked for each value that is sealed or indexed: the path is put together once."""
    return keys.key_file(Path(named))


def signing_keys() -> list[SigningKey]:
    """The signing keys of this installation, the current one first."""
    return keys.signing_keys(home())


def public_box() -> dict[str, str]:
    """The key with which a page closes what only this installation opens; see `boxes`."""
    return boxes.public_box(ring())


def open_box(closed: str, context: str) -> bytes:
    """What was closed with `public_box` for this context; raises SealBroken."""
    return boxes.open_box(ring(), closed, context)


def blind_index(value: str, purpose: str) -> str:
    """See `KeyRing.blind_index`; an empty value has an empty index, which never matches."""
    return ring().blind_index(value, purpose) if value else ""
