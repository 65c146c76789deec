"""Visits as the people from outside write them, by their link or from the gate's poster; nobody is signed in (G8)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound, check_all
from fugong.core.fields import seal_now
from fugong.core.lines import line
from fugong.core.permissions import ANONYMOUS
from fugong.core.tokens import digest, new_secret
from fugong.gates import visiting
from fugong.gates.actions.tries import count_try
from fugong.gates.actions.visit_rows import (
    AT_GATE_FOR,
    Guest,
    Stay,
    ask_host,
    check_guest,
    check_open,
    free_reference,
    locked,
    record,
    set_guest,
    set_host,
    set_stay,
    take_answers,
)
from fugong.gates.models import GatePoster, Visit
from fugong.gates.queries import visits as queries

REGISTERED: Mapping[str, int] = {"device": 6, "address": 60, "poster": 300}
"""Registrations at one poster within ten minutes: from one phone, one address, and in all."""

LINKS_TRIED: Mapping[str, int] = {"address": 40}
"""Unknown links tried from one address within ten minutes."""


def open_link(*, secret: str, address: str) -> Visit:
    """The visit behind a visitor's link. NotFound for a link that is unknown, TooMany where many such were tried."""
    found = queries.visit_of_link(secret)
    if found is None:
        count_try("visit_link", {"address": address}, LINKS_TRIED)
        raise NotFound("visit", _("这个链接不能用了：可能重新发过，或者没有复制完整。请向接待人要新的链接。"))
    return found


def register(
    *,
    poster: GatePoster,
    guest: Guest,
    host_name: str,
    host_hint: str,
    answers: Mapping[str, Any],
    device: str,
    address: str,
) -> tuple[Visit, str]:
    """Somebody who stands at the gate asks to come in: (the visit that waits for the host, the secret of its link).

    The answer is the same whether the host was found or not, and whether this phone number registered before: nobody
    learns who works here or who came. Raises TooMany, Invalid,
    WrongAnswers.
    """
    check_all(
        lambda: check_guest(guest, everything=True),
        lambda: line(host_name, "host_name", 30, required=True),
        lambda: line(host_hint, "host_hint", 60),
    )
    now = clock.now()
    visit = Visit(enterprise=poster.enterprise, reference=free_reference(), way=visiting.BY_POSTER)
    set_guest(visit, guest)
    set_stay(visit, Stay(now, now + AT_GATE_FOR))
    set_host(visit, host_name, host_hint)
    take_answers(visit, answers, now)
    keys = {"device": device, "address": address, "poster": str(poster.pk)}
    count_try("visit_register", {name: f"{poster.pk} {value}" for name, value in keys.items()}, REGISTERED)
    secret = new_secret()
    visit.link_digest = digest(secret)
    seal_now(visit)
    with transaction.atomic():
        visit.save(force_insert=True)
        record(ANONYMOUS, "gates.register_visit", visit, kind=visit.kind, way=visit.way)
        ask_host(visit, ANONYMOUS)
    return visit, secret


def fill(*, visit: Visit, guest: Guest, answers: Mapping[str, Any]) -> Visit:
    """The visitor tells the own data and health of today, by the link. Raises Invalid, WrongAnswers, Conflict."""
    check_guest(guest, everything=True)
    now = clock.now()
    with transaction.atomic():
        row = locked(visit)
        check_open(row)
        set_guest(row, guest)
        before = row.verdict
        take_answers(row, answers, now)
        if before == "clear" and not visiting.lets_in(row.verdict):
            row.void_before = now
        row.save()
        record(ANONYMOUS, "gates.fill_visit", row)
    return row
