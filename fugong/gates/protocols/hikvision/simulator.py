"""Speaks as a face terminal does: an AccessControllerEvent in a multipart with a picture."""

import base64
import json
from typing import Any

from fugong.gates.protocols.simulating import Event, Seen, Sent

NEEDS = ("secret",)

PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////"
    "////////////////////////wAALCABAADABAREA/8QAFwABAQEBAAAAAAAAAAAAAAAAAAMBAv/EAB8QAQEAAgICAwEAAAAA"
    "AAAAAAEAAhEDIRIxQlFhcf/aAAgBAQAAPwC8kkkXRto5ZOT+fVhknprYvkbtlxyvQfdKVOJ7SpLjlOhpSpxHa1JYmxKKI6YG"
    "3RWxx8cdWyLo23DyHrW7DkD46/lQRNklHPLyfy5luOTi9Vx2bLjldY6+6UkqcT7L/9k="
)
"""The outline of nobody."""
BOUNDARY = "MIME_boundary"
FEVER = 38


def begin(before: str, seen: Seen) -> Sent:
    """A heartbeat."""
    beat = {"eventType": "heartBeat", "dateTime": seen.now.isoformat()}
    return Sent(before, json.dumps(beat).encode(), "application/json")


def send(before: str, event: Event, _seen: Seen) -> Sent:
    """One event with its picture."""
    said: dict[str, Any] = {
        "majorEventType": 5,
        "subEventType": 75,
        "serialNo": event.number,
        "currentEvent": event.live,
        "attendanceStatus": "checkIn",
        "mask": "yes",
        "thermometryUnit": "celsius",
        "currTemperature": event.celsius,
        "isAbnomalTemperature": event.celsius >= FEVER,
    }
    if event.job_number:
        said["employeeNoString"] = event.job_number
    document = {
        "dateTime": event.at.isoformat(),
        "eventType": "AccessControllerEvent",
        "eventState": "active",
        "AccessControllerEvent": said,
    }
    body = b"".join(
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="event_log"\r\n'.encode(),
            b"Content-Type: application/json\r\n\r\n" + json.dumps(document).encode() + b"\r\n",
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="Picture"\r\n'.encode(),
            b"Content-Type: image/jpeg\r\n\r\n" + PICTURE + b"\r\n",
            f"--{BOUNDARY}--\r\n".encode(),
        )
    )
    return Sent(before, body, f"multipart/form-data; boundary={BOUNDARY}")
