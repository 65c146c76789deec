"""The measures of a pack as they stand on a day: the pack's files, and what was published over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from fugong import packs
from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.packs import policies
from fugong.packs.loader import PACKS
from fugong.packs.policies import Measure, PolicyBook
from fugong.packs.policies.loader import FOLDER
from fugong.policies.models import MeasureDraft, MeasureVersion
from fugong.rules import Fault, RuleError, read_source_text

LOG = structlog.get_logger("fugong.policies")
FILE = 0
"""The number of the version that is the pack's file."""


@cache
def public_pack() -> str:
    """The pack whose policies anybody may look at: the first that has any. Raises NotFound where none has."""
    for name in packs.available():
        if policies.load(name).measures:
            return name
    raise NotFound("no_policies", _("这里还没有惠企政策。"))


@dataclass(frozen=True)
class DatedBook:
    """A book of a day, and which version of each measure stands in it; a withdrawn measure is in neither."""

    book: PolicyBook
    versions: Mapping[str, int]


def book(pack: str, on: date | None = None, as_of: datetime | None = None) -> PolicyBook:
    """The pack's measures with the versions in effect on that day (else today), as known at the moment `as_of` (else now).

    A pack without policies has an empty book.
    """
    return dated(pack, on, as_of).book


def dated(pack: str, on: date | None = None, as_of: datetime | None = None) -> DatedBook:
    """See `book`, with the version of each measure."""
    found = _standing(pack, on or clock.today(), as_of)
    return _put_together(pack, tuple(sorted(found.items())))


def _standing(pack: str, on: date, as_of: datetime | None) -> dict[str, tuple[int, UUID]]:
    """measure → (number, row) of the highest version in effect; a new version asks the database one small question."""
    rows = MeasureVersion.objects.filter(pack=pack, in_effect_from__lte=on)
    if as_of is not None:
        rows = rows.filter(published_at__lte=as_of)
    found = {}
    for measure_id, number, pk in rows.order_by("measure_id", "number").values_list(
        "measure_id", "number", "pk"
    ):
        found[measure_id] = (number, pk)
    return found


@lru_cache(maxsize=32)
def _put_together(pack: str, standing: tuple[tuple[str, tuple[int, UUID]], ...]) -> DatedBook:
    """The book with these versions. A row never changes, so the rows' keys are all there is to remember."""
    file = policies.load(pack)
    versions = dict.fromkeys(file.measures, FILE)
    if not standing:
        return DatedBook(file, versions)
    texts = dict(
        MeasureVersion.objects.filter(pk__in=[pk for _id, (_n, pk) in standing]).values_list("pk", "text")
    )
    made, withdrawn = file, set()
    for measure_id, (number, pk) in standing:
        versions[measure_id] = number
        if texts[pk]:
            try:
                made, _measure = with_text(made, measure_id, texts[pk])
            except RuleError as error:
                # The pack has changed under it: the file's measure stands, and the log says so until it is mended.
                versions[measure_id] = FILE
                LOG.error("published_measure_unreadable", measure=measure_id, fault=str(error.faults[0]))
        else:
            withdrawn.add(measure_id)
    if withdrawn:
        kept = {name: one for name, one in made.measures.items() if name not in withdrawn}
        made = replace(made, measures=kept)
    return DatedBook(made, {name: number for name, number in versions.items() if name not in withdrawn})


def with_text(book: PolicyBook, measure_id: str, text: str) -> tuple[PolicyBook, Measure]:
    """The book with a measure as a YAML text gives it, and that measure. Raises `RuleError`: file, line and remedy."""
    name = f"{measure_id}.yaml"
    made, measure = policies.with_measure(book, read_source_text(text, name))
    if measure.id != measure_id:
        raise RuleError(
            Fault(name, 1, "id", f"the id is {measure.id}, not {measure_id}", "A measure keeps its id.")
        )
    return made, measure


def measure_titles(measures: Mapping[str, Measure], names: Iterable[str]) -> list[dict[str, str]]:
    """The titles of those of these measures that there are, in every language: what a notice of them keeps."""
    return [dict(measures[one].title) for one in names if one in measures]


def file_text(pack: str, measure_id: str) -> str:
    """The YAML of a measure in the pack's own file; empty where the pack has none of that id."""
    if measure_id not in policies.load(pack).measures:
        return ""
    return (PACKS / pack / FOLDER / "measures" / f"{measure_id}.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class VersionLine:
    """One version of a measure, the newest first; `number` 0 is the pack's file, of which `published_at` is None."""

    number: int
    text: str
    in_effect_from: date | None
    published_at: datetime | None
    published_by: UUID | None
    note: str
    gained: int = 0
    lost: int = 0

    @property
    def is_withdrawal(self) -> bool:
        """Whether the measure no longer exists from its day on."""
        return not self.text


def versions(pack: str, measure_id: str) -> list[VersionLine]:
    """How a measure was published, the newest first. Raises NotFound for one that never was there."""
    rows = MeasureVersion.objects.filter(pack=pack, measure_id=measure_id).order_by("-number")
    found = [
        VersionLine(
            row.number,
            row.text,
            row.in_effect_from,
            row.published_at,
            row.published_by,
            row.note,
            row.gained,
            row.lost,
        )
        for row in rows
    ]
    file = policies.load(pack)
    if measure_id in file.measures:
        own = file.measures[measure_id]
        found.append(VersionLine(FILE, file_text(pack, measure_id), own.since, None, None, ""))
    if not found:
        raise NotFound("measure", _("没有这项政策措施。"))
    return found


def version(pack: str, measure_id: str, number: int) -> VersionLine:
    """One of `versions`; raises NotFound."""
    for one in versions(pack, measure_id):
        if one.number == number:
            return one
    raise NotFound("version", _("这项政策措施没有这一版。"))


def drafts(pack: str) -> list[MeasureDraft]:
    """What is being written, by measure. Who may read it is `permissions.check_can_write_policy`'s to say."""
    return list(MeasureDraft.objects.filter(pack=pack).order_by("measure_id"))


def draft(pack: str, measure_id: str) -> MeasureDraft | None:
    """The draft of a measure, or None."""
    return MeasureDraft.objects.filter(pack=pack, measure_id=measure_id).first()
