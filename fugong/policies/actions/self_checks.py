"""The self check of somebody who is not signed in: kept under a secret, changed, deleted, and said to be wrong."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong import packs
from fugong.cases.forms import plain
from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid
from fugong.core.models import PLATFORM
from fugong.core.permissions import ANONYMOUS, SYSTEM, Actor
from fugong.core.tokens import digest, new_secret
from fugong.directory import choices as offices
from fugong.notices import actions as notices
from fugong.policies import choices, permissions
from fugong.policies.actions.confirming import read_given
from fugong.policies.models import Remark, SelfCheck
from fugong.policies.queries import books
from fugong.policies.queries.answers import city_offices, find_check
from fugong.policies.storing import from_json, to_json

MOST_OPEN_REMARKS = 20
"""Of one self check: more is noise."""


@transaction.atomic
def keep_check(*, pack: str, facts: Mapping[str, Any], on: date | None = None) -> tuple[SelfCheck, str]:
    """Keep what was answered so far; returns the row and the secret of its private link, which is shown this once.

    The page needs no row until somebody wants to come back. Raises Invalid at the fact.
    """
    day = on or clock.today()
    given = read_given(books.book(pack, day), facts)
    secret = new_secret(18)
    days = packs.load(pack).profile.retention_days.get("self_checks", choices.SELF_CHECK_DAYS)
    row = SelfCheck.objects.create(
        digest=digest(secret),
        pack=pack,
        on=day,
        facts=in_order(given),  # type: ignore[misc] # a sealed column of kind json takes any JSON
        expires_at=clock.now() + timedelta(days=days),
    )
    return row, secret


@transaction.atomic
def continue_check(
    *, secret: str, version: int, facts: Mapping[str, Any], on: date | None = None
) -> SelfCheck:
    """Merge answers over those kept (None: not known, and not asked again), for another day where given.

    Raises NotFound for an unknown secret, Conflict where somebody with the link answered meanwhile, Invalid at the fact.
    """
    row = _lock(secret, version)
    book = books.book(row.pack, on or row.on)
    own = from_json(book, dict(row.facts.document() or ()))
    own.update(read_given(book, facts))
    row.facts = in_order(own)
    row.on = on or row.on
    row.version += 1
    row.save()
    return row


def in_order(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The facts for the column, in the order they were answered, which a JSON object would not keep."""
    return list(to_json(facts, unknown=True).items())


@transaction.atomic
def delete_check(*, secret: str) -> None:
    """Delete a self check and what was said of it, before its time; for whoever holds the link."""
    find_check(secret).delete()


def _lock(secret: str, version: int) -> SelfCheck:
    row = SelfCheck.objects.select_for_update().get(pk=find_check(secret).pk)
    if row.version != version:
        raise Conflict("changed", _("这份自测刚在别处改过。请看过新的内容再保存。"), field="version")
    return row


@transaction.atomic
def remark(*, secret: str, measure_id: str, text: str) -> Remark:
    """“这不对”: what somebody says of a result of the self check; told to the city's office. Raises Invalid, NotFound."""
    check = find_check(secret)
    book = books.book(check.pack, check.on)
    if measure_id and measure_id not in book.measures:
        raise Invalid("unknown_measure", _("没有这项政策措施。"), field="measure_id")
    said = plain(text or "")
    if not said:
        raise Invalid("missing", _("请写明哪里不对。"), field="text")
    if len(said) > choices.LONGEST_REMARK:
        raise Invalid("too_long", _("最多 {n} 个字。").format(n=choices.LONGEST_REMARK), field="text")
    if check.remarks.filter(answered_at=None).count() >= MOST_OPEN_REMARKS:
        raise Invalid("too_many", _("您已提出多条，请等待答复。"), field="text")
    facts = from_json(book, dict(check.facts.document() or ()))
    region = str(facts.get("region", ""))
    row = Remark.objects.create(
        check_made=check, pack=check.pack, measure_id=measure_id, region_code=region, text=said
    )
    audit.record(
        by=ANONYMOUS,
        action="policies.remark",
        subject="remark",
        subject_id=row.pk,
        owner_id=PLATFORM,
        measure=measure_id,
    )
    titles = books.measure_titles(book.measures, [measure_id])
    for authority_id in city_offices(region):
        notices.post(
            owner_id=authority_id,
            kind="policy_remark",
            details={
                "remark": str(row.pk),
                "pack": row.pack,
                "measure": measure_id,
                "titles": titles,
            },
            role=offices.BUREAU_OFFICER,
            by=SYSTEM,
        )
    return row


@transaction.atomic
def answer_remark(*, remark: Remark, by: Actor, text: str) -> Remark:
    """Answer it; the answer stands at the private link. Raises Conflict where somebody else has answered."""
    permissions.check_can_answer_remark(by, remark.region_code)
    said = plain(text or "")
    if not said:
        raise Invalid("missing", _("请写明答复。"), field="text")
    if len(said) > choices.LONGEST_REMARK:
        raise Invalid("too_long", _("最多 {n} 个字。").format(n=choices.LONGEST_REMARK), field="text")
    row = Remark.objects.select_for_update().get(pk=remark.pk)
    if row.answered_at is not None:
        raise Conflict("answered", _("这一条已经有人答复。"))
    row.answer = said
    row.answered_at, row.answered_by = clock.now(), by.id
    row.save()
    audit.record(
        by=by,
        action="policies.answer_remark",
        subject="remark",
        subject_id=row.pk,
        owner_id=by.authority_id or PLATFORM,
    )
    return row


def purge_checks() -> int:
    """Delete every self check whose time is over; returns how many."""
    with transaction.atomic():
        gone = SelfCheck.objects.filter(expires_at__lte=clock.now())
        count = gone.count()
        if count:
            gone.delete()
            audit.record(
                by=SYSTEM,
                action="policies.purge_checks",
                subject="self_check",
                subject_id="",
                owner_id=PLATFORM,
                checks=count,
            )
    return count
