"""What the filing's moves do beyond their table, in the move's transaction, and when the cluster has something to do."""

from django.utils.translation import gettext as _

from fugong.cases.moving import MoveContext
from fugong.casetypes.filing import on_file
from fugong.core import clock, streams
from fugong.core.models import PLATFORM


def work_of_the_cluster(context: MoveContext) -> tuple[str, ...]:
    """The cluster (产业集聚区) gets the filing of an enterprise that sits in one (G1)."""
    return ("receipt",) if context.case.cluster_id else ()


def why_not_receive(context: MoveContext) -> str | None:
    """A cluster receives once each time the filing is handed in."""
    if context.case.work_items.filter(name="receipt", ended_at=None).exists():
        return None
    return _("集聚区已经收悉，或者企业不在集聚区内。")


def give_number(context: MoveContext) -> None:
    """The reference number, counted by county and year: 410802-2020-0001. A filing keeps its own for good.

    The head row's lock makes two officers wait for each other; a move that fails gives its number back.
    """
    case = context.case
    if case.number:
        return
    year = clock.day_of(context.at).year
    head = streams.lock_head(PLATFORM, f"filing.number.{case.region_code}.{year}")
    head.last_seq += 1
    streams.store_head(head)
    case.number = f"{case.region_code}-{year}-{head.last_seq:04d}"


def back_to_what_is_on_file(context: MoveContext) -> None:
    """An amendment that is given up leaves the form as it was put on file."""
    data = on_file.data_of(context.case)
    if data is not None:
        context.data = data
        context.case.data = data
