"""Remarks, reminders, kept views: who sees what, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction

from fugong.cases import actions, overview, queries
from fugong.cases.models import Comment
from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.notices import queries as notices
from fugong.notices import wording
from tests.builders import House, authority, member
from tests.cases.builders import data


def asked(here: House) -> Any:
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
    return actions.move(case=case, by=by, name="ask", version=1)


def test_an_internal_remark_stays_among_the_authorities(here: House) -> None:
    case = asked(here)
    before = notices.unread(here.principal.actor)
    actions.comment(case=case, by=here.bureau_officer.actor, text="电话核实过", internal=True)

    seen = {
        role: [one.text for one in overview.view(here.members[role].actor, case).comments]
        for role in ("bureau_officer", "health_officer", "principal")
    }

    assert seen == {"bureau_officer": ["电话核实过"], "health_officer": ["电话核实过"], "principal": []}
    assert notices.unread(here.principal.actor) == before
    with pytest.raises(NotAllowed):
        actions.comment(case=case, by=here.principal.actor, text="内部", internal=True)


def test_a_remark_on_a_section_reaches_the_other_side(here: House) -> None:
    case = asked(here)
    actions.comment(case=case, by=here.bureau_officer.actor, text="人数再核", section="what")

    notice = notices.inbox(here.principal.actor)[0]
    assert (notice.kind, wording.address_of(notice)) == ("case_comment", f"/cases/{case.pk}/")
    assert "借用" in wording.text_of(notice)
    with pytest.raises(Invalid):
        actions.comment(case=case, by=here.bureau_officer.actor, text="?", section="nowhere")


def test_a_reminder_goes_to_enterprises_whose_turn_it_is(here: House) -> None:
    case = asked(here)
    assert actions.remind(cases=[case], by=here.bureau_officer.actor) == 0
    case = actions.move(case=case, by=here.bureau_officer.actor, name="send_back", version=2, comment="再来")

    assert actions.remind(cases=[case], by=here.bureau_officer.actor) == 1
    assert notices.inbox(here.principal.actor)[0].kind == "case_reminder"
    with pytest.raises(NotAllowed):
        actions.remind(cases=[case], by=here.other_county_officer.actor)


def test_an_enterprise_is_reminded_of_the_same_work_once_a_day(here: House) -> None:
    by = here.bureau_officer.actor
    case = asked(here)
    case = actions.move(case=case, by=by, name="send_back", version=2, comment="再来")

    def reminders() -> int:
        return sum(one.kind == "case_reminder" for one in notices.inbox(here.principal.actor))

    assert actions.remind(cases=[case, case], by=by) == 1
    assert actions.remind(cases=[case], by=by) == 0
    assert reminders() == 1

    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert actions.remind(cases=[case], by=by) == 1
        case = actions.move(case=case, by=here.principal.actor, name="ask", version=3)
        case = actions.move(case=case, by=by, name="send_back", version=4, comment="还是不对")
        assert actions.remind(cases=[case], by=by) == 1
        assert reminders() == 3


def test_a_kept_view_is_ones_own_and_is_replaced_by_its_name(here: House) -> None:
    by = here.bureau_officer.actor
    actions.save_filter(by=by, place="cases", name="退回的", query="state=returned")
    actions.save_filter(by=by, place="cases", name="退回的", query="state=asked")

    assert [one.query for one in queries.saved_filters(by, "cases")] == ["state=asked"]
    assert queries.saved_filters(here.health_officer.actor, "cases") == []


def test_a_rollback_takes_the_audit_row_along(here: House) -> None:
    case = asked(here)
    owner = here.enterprise.pk
    rows = len(audit.rows(owner, limit=500))

    with transaction.atomic():
        actions.comment(case=case, by=here.bureau_officer.actor, text="未成")
        transaction.set_rollback(True)

    assert len(audit.rows(owner, limit=500)) == rows
    assert not Comment.objects.filter(case=case).exists()


def test_while_the_form_is_mended_an_officer_reads_what_was_handed_in(here: House) -> None:
    case = asked(here)
    case = actions.move(case=case, by=here.bureau_officer.actor, name="send_back", version=2, comment="再来")
    case = actions.save(case=case, by=here.principal.actor, version=3, data={"people": 99})

    assert overview.view(here.bureau_officer.actor, case).data["people"] == 12
    assert overview.view(here.principal.actor, case).data["people"] == 99


def test_the_enterprise_neither_reads_nor_settles_an_internal_remark(here: House) -> None:
    case = asked(here)
    row = actions.comment(case=case, by=here.bureau_officer.actor, text="电话核实过", internal=True)

    with pytest.raises(NotFound):
        queries.comment(here.principal.actor, case, row.pk)
    with pytest.raises(NotAllowed):
        actions.settle(comment=row, by=here.principal.actor)
    assert here.principal.api.post(f"/cases/{case.pk}/comments/{row.pk}/settle").status_code == 404


def test_another_countys_officer_and_the_city_leave_no_remark(here: House) -> None:
    case = asked(here)
    city = member("bureau_officer", None, None, authority("headquarters", "410800"))

    for officer in (here.other_county_officer, city):
        with pytest.raises(NotAllowed):
            actions.comment(case=case, by=officer.actor, text="路过")


def test_what_was_handed_in_with_a_case_stays_with_it(here: House, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    row = actions.attach(case=case, by=by, kind="photo", name="a.pdf", data=pdf)
    case = actions.move(case=case, by=by, name="ask", version=1)

    with pytest.raises(Conflict):
        actions.remove_attachment(attachment=row, by=by)
