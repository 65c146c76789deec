"""`fugong init` and `fugong doctor` on homes in various states."""

import json
import stat
import subprocess
from pathlib import Path

from tests.running.servers import FUGONG, environment


def fugong(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([FUGONG, *words], env=environment(home), capture_output=True, text=True)


def wrong(home: Path) -> dict[str, str]:
    """What doctor finds wrong → how to mend it."""
    done = fugong(home, "doctor", "--format", "json")
    findings = json.loads(done.stdout)["findings"]
    found = {finding["about"]: finding["remedy"] for finding in findings if finding["remedy"]}
    assert done.returncode == (1 if found else 0)
    return found


def test_after_init_all_is_well_and_a_second_init_keeps_everything(tmp_path: Path) -> None:
    home = tmp_path / "home"

    assert fugong(home, "init").returncode == 0
    keys = (home / "keys.json").read_bytes()
    assert fugong(home, "init").returncode == 0

    assert (home / "keys.json").read_bytes() == keys
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600
    assert not {"home", "keys", "database", "proxy"} & set(wrong(home))


def test_a_missing_home_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    assert "fugong init" in wrong(tmp_path / "nowhere")["home"]


def test_a_home_open_to_others_is_told_with_the_command_that_closes_it(home: Path) -> None:
    home.chmod(0o755)
    (home / "keys.json").chmod(0o644)

    found = wrong(home)

    assert found["home"] == f"chmod 700 {home}"
    assert found["keys"] == f"chmod 600 {home / 'keys.json'}"


def test_waiting_migrations_are_told(home: Path) -> None:
    (home / "fugong.sqlite3").unlink()

    assert "fugong init" in wrong(home)["database"]


def test_an_address_of_the_machine_without_certificate_is_told(home: Path) -> None:
    (home / "caddy").mkdir()
    (home / "caddy" / "names.txt").write_text("localhost\n")

    assert "restart" in wrong(home)["https"]
