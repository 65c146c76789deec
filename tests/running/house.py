"""Two enterprises with four gates each, served from a home and a database of their own, and what is stored in the end.

    python -m tests.running.house fill|dump

It is also a program: the served copy has another home and another database than the tests.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from fugong.doors.cli import environment
from fugong.doors.cli.serve.addresses import free_port
from tests.running.servers import Server
from tests.running.servers import environment as surroundings

ROOT = Path(__file__).parents[2]
DATABASE = os.environ.get("FUGONG_DATABASE_URL", "")
SERVER = DATABASE if DATABASE.startswith("postgres") else ""
"""The database server that the tests run on; none where they run on SQLite."""

ENTERPRISES, GATES, WORKERS = 2, 4, 40


class House:
    """A home, its database of the kind that the tests run on, and the server on it."""

    def __init__(self, home: Path, database: str) -> None:
        self.home, self.port = home, free_port()
        self.database = ["--database", database] if database else []
        self.environment = {**surroundings(home), **({"FUGONG_DATABASE_URL": database} if database else {})}
        self.enterprises: list[dict[str, Any]] = json.loads(self.program("fill"))

    def run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def program(self, what: str) -> str:
        return self.run(sys.executable, "-m", "tests.running.house", what)

    def stored(self) -> dict[str, Any]:
        """By enterprise, as `dump` tells it."""
        return json.loads(self.program("dump"))  # type: ignore[no-any-return]

    def serve(self) -> Server:
        server = Server(self.home, self.port, *self.database)
        server.wait_until_open()
        return server


@contextmanager
def house(home: Path) -> Iterator[House]:
    """In a prepared home; on a server in a database of its own."""
    if not SERVER:
        yield House(home, "")
        return
    name = f"fugong_house_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield House(home, _address(SERVER, name))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: str, name: str) -> str:
    head, _question, query = server.partition("?")
    return head.rpartition("/")[0] + f"/{name}" + (f"?{query}" if query else "")


def fill() -> Any:
    """Enterprises with the tokens of their devices and the codes of their workers, in tables of their own."""
    from django.core.management import call_command

    from tests.gates import builders

    call_command("migrate", interactive=False, verbosity=0)

    made = []
    for _ in range(ENTERPRISES):
        enterprise = builders.enterprise()
        devices = [builders.device(enterprise) for _ in range(GATES)]
        workers = [builders.worker(enterprise) for _ in range(WORKERS)]
        codes = [builders.pass_of(worker) for worker in workers]
        codes += [f"FGB:{worker.reference}" for worker in workers[:10]]
        codes += [f"JOB:{worker.job_number}" for worker in workers[:10]] + ["JOB:nobody", "a receipt"]
        made.append(
            {
                "id": str(enterprise.pk),
                "devices": [{"id": str(device.pk), "token": token} for device, token in devices],
                "codes": codes,
            }
        )
    return made


def dump() -> Any:
    """Passages and entries by enterprise in the order of their numbers, opened; how many the audit rows account for."""
    from fugong.directory.models import Enterprise
    from fugong.gates.models import GateEntry, Passage, VehicleStay

    return {
        str(enterprise.pk): {
            "passages": _stream(enterprise.pk, Passage, "gates.record_passages", _passage),
            "entries": _stream(enterprise.pk, GateEntry, "gates.record_entries", _entry),
            "stays": [
                str(stay)
                for stay in VehicleStay.objects.filter(enterprise=enterprise).values_list("pk", flat=True)
            ],
        }
        for enterprise in Enterprise.objects.all()
    }


def _stream(owner: Any, model: Any, action: str, told: Any) -> dict[str, Any]:
    from fugong.core.models import AuditRow, EventHead

    audited = AuditRow.objects.filter(owner_id=owner, action=action)
    head = EventHead.objects.filter(owner_id=owner, stream=model._meta.label_lower).first()
    return {
        "rows": [_common(row) | told(row) for row in model.objects.filter(owner_id=owner).order_by("seq")],
        "audited": sum(row.details["count"] for row in audited),
        "last_seq": head.last_seq if head else 0,
    }


def _common(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "seq": row.seq,
        "device": str(row.device_id),
        "at": row.at.isoformat(),
        "happened_at": row.happened_at.timestamp(),
    }


def _passage(row: Any) -> dict[str, Any]:
    return {
        "direction": row.direction,
        "temperature": row.celsius.reveal(),
        "code": row.code.reveal(),
        "verdict": row.verdict,
        "server_verdict": row.server_verdict,
        "reason": row.reason,
    }


def _entry(row: Any) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "data": row.data.document(),
        "outcome": row.outcome,
        "remark": row.remark,
        "subject": str(row.subject_id) if row.subject_id else None,
    }


if __name__ == "__main__":
    environment.setup_django()
    print(json.dumps({"fill": fill, "dump": dump}[sys.argv[1]]()))
