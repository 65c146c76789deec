"""What vehicles and goods have alike in the API: where they stand, disinfection, corrections."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from fugong.doors.api.wire import Body

Name = Annotated[str, StringConstraints(max_length=30)]
Why = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Kept(Schema):
    """A row of the yard. `marks` are codes of what is to be looked at; `replaces` and `replaced_by` the rows before and
    after a correction."""

    id: UUID
    checkpoint: str
    area: UUID | None
    area_name: str
    disinfected_at: datetime | None
    disinfected_with: str
    marks: list[str]
    voided_at: datetime | None
    void_why: str
    replaces: UUID | None
    replaced_by: UUID | None


class Placed(Body):
    """`area`: the first with room where none is named; `anyway`: there although it is full."""

    area: UUID | None = None
    anyway: bool = False


class Disinfected(Body):
    """With what, and by whom where it was not the account's own person."""

    using: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    name: Name = ""


class Voided(Body):
    why: Why


def kept(row: Any, line: Any, replaced_by: UUID | None) -> dict[str, Any]:
    """The values of `Kept`, of a stay or a lot and its line."""
    same = ("disinfected_at", "disinfected_with", "marks", "voided_at", "replaces")
    return {name: getattr(row, name) for name in same} | {
        "id": row.pk,
        "checkpoint": line.checkpoint,
        "area": row.area_id,
        "area_name": line.area,
        "void_why": row.void_why.reveal(),
        "replaced_by": replaced_by,
    }
