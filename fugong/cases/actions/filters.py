"""Views of a list that somebody keeps by a name."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.cases.models import SavedFilter
from fugong.core.errors import Invalid, NotAllowed
from fugong.core.permissions import Actor

MOST = 20


@transaction.atomic
def save_filter(*, by: Actor, place: str, name: str, query: str) -> SavedFilter:
    """Keep the view `query` (an address's query string) of the list `place`; the same name again replaces it."""
    if by.kind != "account" or by.id is None:
        raise NotAllowed("role", _("请先登录。"))
    name = name.strip()
    if not name or len(name) > 40:
        raise Invalid("name", _("请给这个筛选起一个名字，最多40个字。"), field="name")
    if len(query) > 500:
        raise Invalid("too_long", _("这个筛选太长，请去掉一些条件。"), field="query")
    mine = SavedFilter.objects.filter(account_id=by.id, place=place)
    if mine.exclude(name=name).count() >= MOST:
        raise Invalid("too_many", _("最多保存{n}个筛选，请先删掉不用的。").format(n=MOST), field="name")
    row, _made = SavedFilter.objects.update_or_create(
        account_id=by.id, place=place, name=name, defaults={"query": query}
    )
    return row


@transaction.atomic
def delete_filter(*, by: Actor, filter_id: UUID) -> None:
    """Forget one of one's own."""
    if by.id is not None:
        SavedFilter.objects.filter(account_id=by.id, pk=filter_id).delete()
