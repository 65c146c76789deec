"""An enterprise confirms what is known of it, corrects it, and says what nobody else knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise
from fugong.packs.policies import PolicyBook
from fugong.policies import choices, permissions
from fugong.policies.actions.matching import rematch
from fugong.policies.models import FactSheet
from fugong.policies.queries import books
from fugong.policies.queries.facts import AUTHORITY, SYSTEM, facts_of
from fugong.policies.storing import from_json, to_json
from fugong.rules import FactError, FactType


def confirm_facts(*, enterprise: Enterprise, by: Actor, version: int, facts: Mapping[str, Any]) -> FactSheet:
    """Take the enterprise's word for these facts, as it saw them at `version` (0: no sheet yet).

    A value that the system knows the same is confirmed, another one corrects it, None takes the own word back. Raises
    Invalid at the fact (unknown, wrong type, out of bounds, not the enterprise's to say), Conflict where the sheet changed.
    """
    permissions.check_can_confirm(by, enterprise)
    book = books.book(enterprise.pack)
    given = read_given(book, facts)
    known = facts_of(enterprise, book).facts
    for fact in given:
        if fact in known and known[fact].origin == AUTHORITY:
            raise Invalid("decided", _("这一项已由主管部门认定，如有异议请提出。"), field=fact)
    today = clock.today().isoformat()
    with transaction.atomic():
        sheet = _lock(enterprise, version)
        own = from_json(book, sheet.facts.document() or {})
        before = dict(own)
        days = dict(sheet.confirmed_on)
        for fact, value in given.items():
            own.pop(fact, None)
            days.pop(fact, None)
            if value is None:
                continue
            days[fact] = today
            system = known[fact].known if fact in before and fact in known else _system(known.get(fact))
            if value != system:
                own[fact] = value
        sheet.facts = to_json(own)
        sheet.confirmed_on = days
        sheet.version += 1
        sheet.save()
        audit.record(
            by=by,
            action="policies.confirm_facts",
            subject="enterprise",
            subject_id=enterprise.pk,
            owner_id=enterprise.pk,
            facts=sorted(given),
            version=sheet.version,
        )
    rematch(enterprises=[enterprise], by=by, tell=False)
    return sheet


def _system(sourced: Any) -> Any:
    return sourced.value if sourced is not None and sourced.origin == SYSTEM else None


def _lock(enterprise: Enterprise, version: int) -> FactSheet:
    """The sheet as it stood at `version`, locked; a new one at 0. The enterprise's row orders two first confirmations."""
    if isinstance(version, bool) or not isinstance(version, int):
        raise Invalid("missing", _("请写明您看到的是第几版（version）。"), field="version")
    Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)
    sheet = FactSheet.objects.select_for_update().filter(enterprise=enterprise).first()
    if version != (sheet.version if sheet is not None else 0):
        raise Conflict("changed", _("企业情况刚被别人改过。请看过新的内容再保存。"), field="version")
    return sheet or FactSheet(enterprise=enterprise, version=0)


def read_given(book: PolicyBook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that somebody gave of oneself, in their exact form; None stays None. Raises Invalid at the fact."""
    for fact in facts:
        if fact in choices.EVENT_FACTS or fact == choices.DETERMINATIONS:
            raise Invalid("not_yours", _("这一项由主管部门登记。"), field=fact)
        if fact not in book.cards:
            raise Invalid("unknown_fact", _("没有“{fact}”这一项。").format(fact=fact[:60]), field=fact)
    read = {}
    for fact, value in facts.items():
        kind = book.words.facts[fact]
        try:
            read[fact] = None if value is None else kind.read(fact, value)
        except FactError as fault:
            raise Invalid("fact", wanted(kind), field=fact) from fault
        given = read[fact]
        if isinstance(given, date) and not choices.FIRST_DAY <= given <= choices.LAST_DAY:
            raise Invalid("fact", wanted(kind), field=fact)
    return read


def wanted(kind: FactType) -> str:
    """What a fact of a kind must be, in words."""
    if kind.kind == "boolean":
        return _("请回答“是”或“否”。")
    if kind.kind == "date":
        return _("日期应写成 2020-02-24 的样子，且真有这一天。")
    if kind.kind == "text":
        return _("请按要求的样子填写代码。")
    if kind.at_most is not None:
        return _("请填 {least} 到 {most} 之间的数，百分之五点二写 0.052。").format(
            least=kind.at_least or 0, most=kind.at_most
        )
    if kind.kind == "integer":
        return _("请填 0 或更大的整数。")
    return _("请填 0 或更大的数，不要带单位。")
