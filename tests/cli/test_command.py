"""The `fugong` command itself: finding its subcommands, refusing in one line, starting quickly."""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fugong.doors.cli.main import COMMANDS, main

FUGONG = str(Path(sys.executable).with_name("fugong"))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_module_with_the_two_functions(name: str) -> None:
    assert importlib.util.find_spec(f"fugong.doors.cli.{name}") is not None
    module = importlib.import_module(f"fugong.doors.cli.{name}")

    assert callable(module.add_arguments)
    assert callable(module.run)


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["serve", "--port", "x"],
        ["serve", "--port", "0"],
        ["serve", "surplus"],
        ["doctor", "--what"],
    ],
    ids=" ".join,
)
def test_what_it_does_not_understand_is_exit_2_and_one_line(words: list[str]) -> None:
    done = subprocess.run([FUGONG, *words], capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_bad_database_address_is_exit_2_and_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [FUGONG, "init", "--database", "oracle://somewhere"],
        capture_output=True,
        text=True,
        env={"FUGONG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "only sqlite: and postgresql: are known" in done.stderr


def test_without_a_command_it_lists_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["--help"]) == 0

    listing = capsys.readouterr().out
    assert all(f"  {name} " in listing for name in COMMANDS)


def test_a_command_without_database_starts_in_half_a_second_and_without_django() -> None:
    code = (
        "import sys; from fugong.doors.cli.main import main\n"
        "try: main(['serve', '--help'])\nexcept SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    times = []
    for _attempt in range(3):
        begun = time.monotonic()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True)
        times.append(time.monotonic() - begun)
        assert done.returncode == 0

    assert min(times) <= 0.5
