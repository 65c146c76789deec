"""What the service worker keeps, and the version that changes when any of it does."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from fugong.doors.guard.sets import SETS
from fugong.doors.guard.texts import both_languages

OWN = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
SHARED = [
    "rules/gate.js",
    "rules/rules.js",
    "vendor/idb/index.js",
    "vendor/barcode-detector/ponyfill.js",
    "vendor/barcode-detector/zxing-exported.js",
    "vendor/zxing-wasm/zxing_reader.wasm",
    "vendor/cborg/cborg.js",
]


def addresses() -> list[str]:
    """Every static file that the page needs to open and work without a network.

    Modules import each other by their plain names also where the storage adds hashes: both are kept.
    """
    plain = [settings.STATIC_URL + path for path in _paths()]
    return list(dict.fromkeys([*plain, *(static(path) for path in _paths())]))


def version() -> str:
    """Changes when the page, its words or one of its files change."""
    return _version() if settings.DEBUG else _version_once()


def _paths() -> list[str]:
    own = sorted(str(path.relative_to(OWN).as_posix()) for path in OWN.rglob("*") if path.is_file())
    index = finders.find("vendor/cborg/cborg.js")
    library = sorted(path.name for path in (Path(index).parent / "lib").glob("*.js")) if index else []
    return own + SHARED + [f"vendor/cborg/lib/{name}" for name in library]


def _version() -> str:
    digest = hashlib.sha256(repr((both_languages(), SETS)).encode())
    for template in sorted((TEMPLATES / "guard").iterdir()):
        digest.update(template.read_bytes())
    for path in _paths():
        found = finders.find(path)
        digest.update(path.encode())
        if found:
            digest.update(Path(found).read_bytes())
    return digest.hexdigest()[:16]


_version_once = lru_cache(maxsize=1)(_version)
