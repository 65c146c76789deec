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
    keys.ensure(environment.home())
    environment.setup_django()
    print(json.dumps({"fill": fill, "dump": dump}[sys.argv[1]]()))
