"""One prepared home for the tests of this folder; each gets its own copy, and a free port."""

import shutil
from pathlib import Path

import pytest

from fugong.doors.cli.serve.addresses import free_port
from tests.running.servers import make_home


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("prepared") / "home"
    make_home(home)
    return home


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared_home, tmp_path / "home"))


@pytest.fixture
def port() -> int:
    return free_port()
