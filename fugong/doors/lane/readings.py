"""What terminals measured at the entrance of a guard's device and no passage has yet."""

from fugong.doors.lane import answering
from fugong.doors.lane.answering import Answer
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.devices import known
from fugong.doors.lane.threads import in_database
from fugong.gates import queries


async def read(asked: Asked) -> Answer:
    """`GET /api/v1/gate/readings?since=`: of the last ten minutes, oldest first."""
    return await in_database(_read, asked.bearer, asked.query.get("since", ""))


def _read(token: str, since: str) -> Answer:
    return answering.as_json(queries.readings_for(known(token), since))
