"""What guards write down beside passages: an upload is one transaction, applied in its order."""

from datetime import datetime

from fugong.doors.lane import answering
from fugong.doors.lane.answering import Answer
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.devices import check_known, known
from fugong.doors.lane.threads import in_database
from fugong.gates import actions, upload


async def record(asked: Asked) -> Answer:
    """Stored and applied once; the answer leaves after the commit."""
    await in_database(check_known, asked.bearer)
    body = await asked.body()
    return await in_database(_record, asked.bearer, body, asked.device_time, asked.received_at)


def _record(token: str, body: bytes, device_time: datetime | None, received_at: datetime) -> Answer:
    results = actions.record_entries(
        device=known(token),
        entries=upload.list_in(body, "entries"),
        device_time=device_time,
        received_at=received_at,
    )
    return answering.as_json({"results": results})
