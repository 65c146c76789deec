"""`fugong doctor`: says what is wrong with this installation and how to mend it. Changes nothing."""

import argparse
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from fugong.doors.cli import environment

LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """`remedy` is empty where all is well."""

    about: str
    text: str
    remedy: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """0 where all is well, 1 where something is wrong."""
    environment.use_database(args.database)
    home = environment.home()
    findings = [finding for check in CHECKS for finding in check(home)]
    if args.format == "json":
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{'wrong' if finding.remedy else 'well '}  {finding.about}: {finding.text}")
            if finding.remedy:
                print(f"       → {finding.remedy}")
    return 1 if any(finding.remedy for finding in findings) else 0


def python(_home: Path) -> Iterator[Finding]:
    version = sys.version.split()[0]
    remedy = "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer and run `make setup` again"
    yield Finding("Python", version, remedy)


def home_folder(home: Path) -> Iterator[Finding]:
    from fugong.core import keys

    if not home.is_dir():
        yield Finding(
            "home", f"{home} does not exist", "run `fugong init` or `fugong demo`, or set FUGONG_HOME"
        )
        return
    open_to_others = stat.S_IMODE(home.stat().st_mode) & 0o077
    yield Finding("home", str(home), f"chmod 700 {home}" if open_to_others else "")
    file = keys.key_file(home)
    if not file.exists():
        remedy = "put back your copy of it; only where the database is empty as well, run `fugong init`"
        yield Finding("keys", f"{file} is missing", remedy)
        return
    open_to_others = stat.S_IMODE(file.stat().st_mode) & 0o077
    yield Finding("keys", str(file), f"chmod 600 {file}" if open_to_others else "")
    free = shutil.disk_usage(home).free
    remedy = "" if free >= LEAST_FREE_BYTES else "free some space: a full disk stops every write"
    yield Finding("disk", f"{free // (1024 * 1024)} MB free under {home}", remedy)


def database(home: Path) -> Iterator[Finding]:
    from fugong.core import keys

    if not keys.key_file(home).exists():
        return  # said already; without keys Django does not start
    environment.setup_django()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        text = " ".join(str(error).split())
        yield Finding("database", text, "start the database, or mend FUGONG_DATABASE_URL")
        return
    where = f"{connection.vendor} {connection.settings_dict['NAME']}"
    if waiting:
        yield Finding(
            "database", f"{where}, {len(waiting)} migrations wait", "run `fugong init` (or `fugong serve`)"
        )
    else:
        yield Finding("database", f"{where}, migrated")
        yield from _case_states()


def _case_states() -> Iterator[Finding]:
    """A case in a state that its kind no longer declares would be stuck: a migration has to map it."""
    from fugong.cases import queries

    unknown = queries.unknown_states()
    text = ", ".join(f"{kind} {state} ({n})" for kind, state, n in unknown) or "all are declared"
    remedy = "add a migration that maps these states to declared ones" if unknown else ""
    yield Finding("states of cases", text, remedy)


def proxy(home: Path) -> Iterator[Finding]:
    from fugong.doors.cli.serve import addresses, caddy

    binary = caddy.find_binary()
    yield Finding(
        "proxy", binary or "no caddy", "" if binary else "run `make setup`, or `apt-get install caddy`"
    )
    noted = addresses.certificate_list(home)
    if noted.exists():
        new = sorted(set(addresses.names_and_addresses()) - set(noted.read_text(encoding="utf-8").split()))
        text = (
            f"no certificate for {', '.join(new)}"
            if new
            else "each address of this machine has a certificate"
        )
        yield Finding("https", text, "restart `fugong serve --https`" if new else "")


def front_end(_home: Path) -> Iterator[Finding]:
    package = Path(__file__).resolve().parents[2]
    vendored = (package / "core" / "static" / "vendor").is_dir()
    yield Finding("front end", "vendored libraries", "" if vendored else "run `make setup`")
    catalogues = list(package.glob("**/locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if not po.with_suffix(".mo").exists()]
    text = f"{len(catalogues)} translation catalogues, {len(stale)} not compiled"
    yield Finding("languages", text, "run `make setup`" if stale else "")


def clock(_home: Path) -> Iterator[Finding]:
    marker = Path("/run/systemd/timesync/synchronized")
    if marker.parent.exists() and not marker.exists():
        yield Finding("clock", "not synchronised", "timedatectl set-ntp true: passes expire by this clock")


def memory(_home: Path) -> Iterator[Finding]:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)
    yield Finding("memory", f"{total} MB", "" if total >= 900 else "1 GB is the least that serving needs")


CHECKS: tuple[Callable[[Path], Iterator[Finding]], ...] = (
    python,
    home_folder,
    database,
    proxy,
    front_end,
    clock,
    memory,
)
