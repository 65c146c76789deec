"""`/healthz` of the lane itself, on its inner port: 200 once its tables can be read."""

from fugong.doors.lane.answering import TEXT, Answer
from fugong.doors.lane.asking import Asked
from fugong.doors.lane.threads import in_database
from fugong.gates import queries


async def healthz(asked: Asked) -> Answer:
    """A look-up that every scan needs: it fails, and so does this, while the database is away."""
    await in_database(queries.device_of_token, "healthz")
    return Answer(200, b"ok", TEXT)
