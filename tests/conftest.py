"""Where tests run: a throwaway FUGONG_HOME for each worker process, and the database that the environment names.

`FUGONG_TEST_DATABASE_URL`, else `FUGONG_DATABASE_URL`, names a server on which test databases are made; without
either it is an SQLite file. Importing this module must come before Django's settings: they read the environment.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def _throwaway_home() -> Path:
    in_memory = Path("/dev/shm")
    parent = in_memory if os.access(in_memory, os.W_OK) else None
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    home = Path(tempfile.mkdtemp(prefix=f"fugong-test-{worker}-", dir=parent))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


HOME = _throwaway_home()
DATABASE_URL = os.environ.get("FUGONG_TEST_DATABASE_URL") or os.environ.get("FUGONG_DATABASE_URL") or ""
os.environ["FUGONG_HOME"] = str(HOME)
os.environ["FUGONG_DATABASE_URL"] = DATABASE_URL
os.environ["DJANGO_SETTINGS_MODULE"] = "fugong.config.settings"

from fugong.core import keys  # noqa: E402 - after the environment is set
from fugong.doors.cli.serve.addresses import free_port  # noqa: E402
from tests.once import made_once  # noqa: E402
from tests.running.house import SERVER, House, house  # noqa: E402
from tests.running.servers import make_home  # noqa: E402

keys.ensure(HOME)
(HOME / "static").mkdir()


def _compile_translations() -> None:
    """The compiled catalogue is not in the repository; Django reads it when it first speaks English."""
    written = Path(__file__).resolve().parents[1] / "fugong/locale/en/LC_MESSAGES/django.po"
    compiled = written.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= written.stat().st_mtime:
        return
    with written.open("rb") as file:
        catalogue = read_po(file, locale="en")
    draft = compiled.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(compiled)


_compile_translations()


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a real file, as in production, so that threads and processes meet its locks."""
    from django.db import connections

    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(HOME / "test.sqlite3")


ON_A_DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "live_server", "open_house"})
"""Fixtures by which a test meets the database that the environment names."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never meets the database is proven by the run on SQLite; the run on a server leaves it out."""
    if not SERVER:
        return
    on, off = [], []
    for item in items:
        meets = item.get_closest_marker("django_db") or ON_A_DATABASE & set(getattr(item, "fixturenames", ()))
        (on if meets else off).append(item)
    items[:] = on
    config.hook.pytest_deselected(items=off)


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as `fugong init` leaves it, to be copied."""
    return made_once(tmp_path_factory, "prepared", make_home)


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared_home, tmp_path / "home"))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def open_house(home: Path) -> Iterator[House]:
    """Two enterprises with gates, to be served."""
    with house(home) as made:
        yield made


@pytest.fixture(autouse=True)
def _language_of_the_source() -> None:
    """Each test starts in the language of the source strings, whatever the one before had set."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
