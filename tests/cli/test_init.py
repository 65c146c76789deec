"""`fugong init --administrator LOGIN`: the first one to sign in, and nobody after by this way."""

import subprocess
import sys
from pathlib import Path

from tests.running.servers import FUGONG, environment

SIGN_IN = """
import sys
from fugong.doors.cli.environment import setup_django
setup_django()
from django.contrib.auth import authenticate
from fugong.directory import queries
account = authenticate(None, username=sys.argv[1], password=sys.argv[2])
print(sorted(queries.actor_of_account(account.pk).roles) if account else None)
"""


def init(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([FUGONG, "init", *words], env=environment(home), capture_output=True, text=True)


def signs_in(home: Path, login: str, password: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SIGN_IN, login, password],
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_first_administrator_is_made_and_the_password_printed_works(tmp_path: Path) -> None:
    done = init(tmp_path / "home", "--administrator", "Li.Ming")

    line = next(line for line in done.stdout.splitlines() if line.startswith("administrator li.ming"))
    password = line.split("password ")[1].split()[0]
    assert done.returncode == 0
    assert len(password) >= 12
    assert password not in done.stderr
    assert signs_in(tmp_path / "home", "li.ming", password) == "['administrator']"


def test_a_second_administrator_is_not_made_this_way(home: Path) -> None:
    init(home, "--administrator", "first")

    done = init(home, "--administrator", "second")

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert signs_in(home, "second", "x") == "None"


def test_a_login_that_cannot_be_is_told_in_one_line(home: Path) -> None:
    done = init(home, "--administrator", "李明")

    assert done.returncode == 2
    assert "administrator" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
