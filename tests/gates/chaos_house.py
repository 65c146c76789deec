"""Two enterprises with four gates each in the database of FUGONG_HOME, and what is stored of their passages in the end.

    python -m tests.gates.chaos_house fill|dump

A program of its own: the served copy has another home and another database than the tests.
"""

import json
import sys
from typing import Any

from django.core.management import call_command

from fugong.core import keys
from fugong.doors.cli import environment

ENTERPRISES, GATES, WORKERS = 2, 4, 40


def fill() -> Any:
    """Enterprises with the tokens of their devices and the codes of their workers, in tables of their own."""
    call_command("migrate", interactive=False, verbosity=0)
    from tests.gates import builders

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
    """Every passage by enterprise in the order of its numbers, opened, and how many the audit rows account for."""
    from fugong.core.models import AuditRow, EventHead
    from fugong.directory.models import Enterprise
    from fugong.gates.models import Passage

    found = {}
    for enterprise in Enterprise.objects.all():
        rows = Passage.objects.filter(owner_id=enterprise.pk).order_by("seq")
        audited = AuditRow.objects.filter(owner_id=enterprise.pk, action="gates.record_passages")
        head = EventHead.objects.get(owner_id=enterprise.pk, stream="gates.passage")
        found[str(enterprise.pk)] = {
            "passages": [_told(row) for row in rows],
            "audited": sum(row.details["count"] for row in audited),
            "last_seq": head.last_seq,
        }
    return found


def _told(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "seq": row.seq,
        "device": str(row.device_id),
        "at": row.at.isoformat(),
        "happened_at": row.happened_at.timestamp(),
        "direction": row.direction,
        "temperature": row.celsius.reveal(),
        "code": row.code.reveal(),
        "verdict": row.verdict,
        "server_verdict": row.server_verdict,
        "reason": row.reason,
    }


if __name__ == "__main__":
    keys.ensure(environment.home())
    environment.setup_django()
    print(json.dumps({"fill": fill, "dump": dump}[sys.argv[1]]()))
