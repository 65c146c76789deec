"""Papers of cases that are over, deleted when the pack's time is over, with a record of the deletion."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fugong import packs
from fugong.cases import registry
from fugong.cases.models import Attachment
from fugong.cases.queries.one import ATTACHMENT_CONTEXT
from fugong.core import audit, clock, files
from fugong.core.errors import NotAllowed
from fugong.core.permissions import Actor
from fugong.directory.models import Enterprise

BATCH = 200
KEPT = "cases"
"""The pack's `retention_days` of this name: days after a case was closed; a pack without it keeps everything."""

ORPHAN_AFTER = timedelta(days=1)


def purge(*, enterprise: Enterprise, by: Actor) -> int:
    """Delete the files of an enterprise's cases that closed longer ago than the pack keeps them; returns how many.

    A case from whose state a move still leads is not over: a filing on file stands, however old.
    """
    if by.kind != "system":
        raise NotAllowed("role", _("到期清理由系统完成。"))
    keep = packs.load(enterprise.pack).profile.retention_days.get(KEPT)
    if keep is None:
        return 0
    before = clock.today() - timedelta(days=keep)
    rows = Attachment.objects.filter(
        _is_over(), case__enterprise=enterprise, case__closed_at__lt=clock.day_start(before)
    )
    deleted = 0
    while found := list(rows.order_by("pk").values_list("pk", "stored_as")[:BATCH]):
        with transaction.atomic():
            deleted += Attachment.objects.filter(pk__in=[pk for pk, _name in found]).delete()[0]
            for _pk, name in found:
                transaction.on_commit(partial(files.delete, name))
    if deleted:
        with transaction.atomic():
            audit.record(
                by=by,
                action="cases.purge",
                subject="enterprise",
                subject_id=enterprise.pk,
                owner_id=enterprise.pk,
                attachments=deleted,
                before=before,
            )
    return deleted


def _is_over() -> Q:
    over = Q(pk=None)
    for case_type in registry.kinds():
        last = [
            one.name for one in case_type.states if one.phase == "done" and not case_type.moves_from(one.name)
        ]
        over |= Q(case__kind=case_type.kind, case__state__in=last)
    return over


def sweep() -> int:
    """Delete files of attachments that no row knows, a day after they were kept; returns how many."""
    known = set(Attachment.objects.filter(removed_at=None).values_list("stored_as", flat=True))
    return files.sweep(ATTACHMENT_CONTEXT, known, clock.now() - ORPHAN_AFTER)
