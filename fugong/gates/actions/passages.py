"""Passages come in: read, verified and sealed here, judged and stored in `storing`.

Whoever speaks to one device calls `record_passages`, who gathers the uploads of many `record_together`; passages kept
elsewhere come in by `intake`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from fugong.core import secrets, streams
from fugong.core.codes import Pass, PassReader, VerifyingKey, keys_by_kid
from fugong.core.fields import Sealed
from fugong.core.permissions import Actor
from fugong.core.sealing import KeyRing
from fugong.directory.models import Enterprise
from fugong.gates import decision
from fugong.gates.actions.storing import Batch, Part, store
from fugong.gates.decision import Moment
from fugong.gates.models import Device, Passage
from fugong.gates.upload import Item, read_items
from fugong.packs import Pack
from fugong.screening.queries.inputs import pack_of

LONGEST_CODE = 1024
"""Characters of a code that are kept; more is no code."""


def record_passages(
    *,
    device: Device,
    items: Sequence[Any],
    device_time: datetime | None,
    received_at: datetime,
    language: str = "zh",
    by: Actor | None = None,
) -> list[dict[str, Any]]:
    """Store a batch of passages of a device and answer for each, in order; committed when this returns.

    `items` are as uploaded (see `upload.read_items` for what is refused), `device_time` the device's own clock at the
    upload. Of an id that is stored already, or twice in the batch, the first stands. `language` is `zh` or `en`.
    `by` is who hands them in on behalf of the device, which is then not heard itself.
    """
    (told,) = record_together([Upload(device, read_items(items), device_time, received_at, language, by)])
    if isinstance(told, Exception):
        raise told
    return told


@dataclass(frozen=True, slots=True)
class Upload:
    """What one device hands in, read already; the fields are those of `record_passages`."""

    device: Device
    items: Sequence[Item]
    device_time: datetime | None
    received_at: datetime
    language: str = "zh"
    by: Actor | None = None


def record_together(uploads: Sequence[Upload]) -> list[list[dict[str, Any]] | Exception]:
    """Store uploads of any devices in one transaction; the answers of each in order, committed when this returns.

    An upload that cannot be stored has its exception in place of answers, and takes no other along.
    """
    read = _reader(tuple(key.public.point for key in secrets.signing_keys())).read
    ring = secrets.ring()
    terms: dict[UUID, _Terms] = {}
    batches = []
    for one in uploads:
        enterprise = one.device.checkpoint.enterprise
        if enterprise.pk not in terms:
            terms[enterprise.pk] = _terms(enterprise)
        batches.append(_prepared(one, terms[enterprise.pk], read, ring))
    if batches:
        store(batches)
    return [batch.error or _answers(batch, one.language) for batch, one in zip(batches, uploads, strict=True)]


@dataclass(frozen=True, slots=True)
class _Terms:
    """By what an enterprise's gates decide: its pack, its own parameters, how far a clock may be off."""

    pack: Pack
    own: dict[str, Any]
    tolerance: timedelta


def _terms(enterprise: Enterprise) -> _Terms:
    pack, own = pack_of(enterprise)
    own = decision.gate_parameters(pack, own)
    seconds = decision.parameter(pack, own, "skew_tolerance_seconds")
    return _Terms(pack, own, timedelta(seconds=float(seconds)))


@lru_cache(maxsize=2)
def _reader(points: tuple[bytes, ...]) -> PassReader:
    """The reader of the keys of this installation; a new one when they change."""
    return PassReader(keys_by_kid(VerifyingKey(point) for point in points))


def _prepared(told: Upload, terms: _Terms, read: Callable[[str], Pass], ring: KeyRing) -> Batch:
    """An upload verified and sealed: nothing is computed while the tables wait."""
    device = told.device
    parts = []
    for item in told.items:
        scan = decision.read_scan(item.code, read, device.checkpoint.enterprise_id)
        if item.estimated_at is not None:
            moment = Moment(item.estimated_at, skewed=False, clock_lost=True)
        else:
            moment = decision.moment_of(
                item.at, device_time=told.device_time, received_at=told.received_at, tolerance=terms.tolerance
            )
        row = _row(device, item, moment, ring)
        parts.append(Part(item, scan, moment, row, stands=row))
    return Batch(device, terms.pack, terms.own, parts, told.device_time, told.received_at, told.by)


def _row(device: Device, item: Item, moment: Moment, ring: KeyRing) -> Passage:
    """The row of an item but for what the judging says, sealed already: nothing is encrypted while the tables wait."""
    return streams.unsaved(
        Passage,
        owner_id=device.checkpoint.enterprise_id,
        id=item.id,
        device_id=device.pk,
        checkpoint_id=device.checkpoint_id,
        at=item.at,
        happened_at=moment.happened_at,
        direction=item.direction,
        person_id=None,
        visit_id=None,
        celsius=_sealed(ring, _CELSIUS, "" if item.temperature is None else str(item.temperature)),
        code=_sealed(ring, _CODE, _kept(item.code)),
    )


_CELSIUS = Passage._meta.get_field("celsius").context
_CODE = Passage._meta.get_field("code").context


def _sealed(ring: KeyRing, context: str, text: str) -> Any:
    return Sealed("text", context, plain=text, sealed=ring.seal(text, context) if text else "")


def _kept(code: object) -> str:
    """A code as it is kept: text that any database takes, cut where it is longer than any code."""
    if not isinstance(code, str):
        return ""
    return code[:LONGEST_CODE].encode("utf-8", "replace").decode()


def _answers(batch: Batch, language: str) -> list[dict[str, Any]]:
    answers = []
    for part in batch.parts:
        item = part.item
        row = part.stands
        temperature = item.temperature
        if part.repeated:
            celsius = row.celsius.reveal()
            temperature = Decimal(celsius) if celsius else None
        answers.append(
            {
                "id": item.given_id,
                "verdict": row.server_verdict,
                "reason": row.reason,
                "text": decision.words(batch.pack, batch.own, row.reason, language, temperature),
                "repeated": part.repeated,
                "flagged": row.flagged,
            }
        )
    return answers
