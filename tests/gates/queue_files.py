"""Queue files as the guard's page exports them, for tests."""

import hashlib
import json
from typing import Any

from fugong.core import clock
from fugong.gates.models import Device


def queue_file(device: Device, passages: list[Any], entries: list[Any] = (), **changes: Any) -> bytes:  # type: ignore[assignment]
    """The file of a device; `changes` replace keys of the outer document after the checksum was made."""
    content = json.dumps(
        {
            "exported_at": clock.now().isoformat(),
            "enterprise": {"id": str(device.checkpoint.enterprise_id), "name": "企业"},
            "device": {"id": str(device.pk), "name": device.name},
            "checkpoint": {"id": str(device.checkpoint_id), "name": "东门"},
            "passages": passages,
            "entries": list(entries),
        },
        ensure_ascii=False,
    )
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    outer = {"format": "fugong-gate-queue", "version": 1, "sha256": sha256, "content": content, **changes}
    return json.dumps(outer, ensure_ascii=False).encode()
