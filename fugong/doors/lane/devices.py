"""Who asks: a bound gate device, by its bearer token. No role opens the lane: a person's token is 401 here."""

from typing import Any

from fugong.doors.lane import answering
from fugong.gates import queries


def known(token: str) -> Any:
    """The device of a token, with its entrance and enterprise; raises Unknown. In a database thread."""
    device = queries.device_of_token(token)
    if device is None:
        raise answering.unknown_device()
    return device


def check_known(token: str) -> None:
    """Raise Unknown unless the token is a device's."""
    known(token)
