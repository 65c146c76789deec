"""A database address as Django wants it: `sqlite:////abs`, `sqlite:///rel` or `postgresql://…`."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;"
)


def database_from(address: str, home: Path) -> dict[str, Any]:
    """Django's settings for `address`; empty means the embedded database under `home`. Raises with a hint."""
    if not address:
        return _sqlite(home / "fugong.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        if not parts.path.startswith("/") or len(parts.path) < 2:
            raise ImproperlyConfigured(
                f"FUGONG_DATABASE_URL {address}: write sqlite:////absolute or sqlite:///relative"
            )
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in {"postgresql", "postgres"}:
        return _postgresql(address)
    raise ImproperlyConfigured(f"FUGONG_DATABASE_URL {address}: only sqlite: and postgresql: are known")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        "CONN_MAX_AGE": None,  # opening costs more than most requests, and the last to close runs a checkpoint
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": SQLITE_PRAGMAS},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
            "options": "-c lock_timeout=5000 -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000",
        },
    }
