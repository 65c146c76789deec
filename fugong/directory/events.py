"""What higher rooms may want to know of the directory; published inside the transaction that did it."""

from dataclasses import dataclass
from uuid import UUID

from fugong.directory.models import Person


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """These people of an enterprise were made or changed: roster row, certificate or return."""

    enterprise_id: UUID
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PersonLeft:
    """A worker was marked as left."""

    person: Person


@dataclass(frozen=True, slots=True)
class PhoneAnswered:
    """Somebody responsible said whether a worker's new device, in these sessions, is the worker's `own`."""

    enterprise_id: UUID
    person_id: UUID
    session_ids: tuple[UUID, ...]
    own: bool
    by_id: UUID | None


@dataclass(frozen=True, slots=True)
class EnterpriseClassified:
    """An authority said size, industry, cluster or importance of an enterprise."""

    enterprise_id: UUID
