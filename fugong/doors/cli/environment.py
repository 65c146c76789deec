"""The surroundings of a command: home folder, database address, Django."""

import argparse
import os
import socket
from pathlib import Path


def add_database_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:////absolute, sqlite:///relative or postgresql://…; default: FUGONG_DATABASE_URL, "
        "else a file in FUGONG_HOME",
    )


def use_database(address: str | None) -> None:
    """Let this process and its children work on `address`; None leaves what the environment says."""
    if address:
        os.environ["FUGONG_DATABASE_URL"] = address


def home() -> Path:
    """FUGONG_HOME as an absolute path, default `var/` under the working folder; children then see the same."""
    path = Path(os.environ.get("FUGONG_HOME") or "var").resolve()
    os.environ["FUGONG_HOME"] = str(path)
    return path


def setup_django() -> None:
    """Make models and actions usable; raises ImproperlyConfigured with a hint, which `main` prints."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.config.settings")
    home()
    django.setup()


def process_label() -> str:
    """Names this process among all machines, for the task table."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"
