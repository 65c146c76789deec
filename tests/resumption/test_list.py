"""清单: how far each enterprise has come is kept beside the evidence; both sides are told when a light turns."""

from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from fugong.cases import actions as cases
from fugong.core import clock
from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from fugong.notices import queries as notices
from fugong.notices.wording import address_of, text_of
from fugong.resumption import actions, queries, tasks
from fugong.resumption.models import DailyFigure, LightChange, Resumption
from tests.builders import House, house
from tests.resumption.builders import confirmed, filed, moved, on_file, ready, screened, site_check
from tests.screening import builders as screening

pytestmark = [pytest.mark.django_db, pytest.mark.article("G2"), pytest.mark.article("Y1")]


@pytest.fixture
def here() -> House:
    return house()


def stands(here: House) -> Resumption:
    return Resumption.objects.get(enterprise=here.enterprise)


def told(here: House, role: str) -> list[str]:
    rows = notices.inbox(here.members[role].actor)
    return [text_of(row) for row in rows if row.kind.startswith("startup_")]


def test_from_filing_to_the_start_each_step_is_a_status(here: House) -> None:
    screened(here)
    seen = []
    filing = filed(here)
    seen.append(stands(here).status)
    moved(filing, "put_on_file", here.bureau_officer.actor)
    seen.append(stands(here).status)
    report = confirmed(here)
    seen.append(stands(here).status)
    moved(report, "start", here.principal.actor)
    seen.append(stands(here).status)

    assert seen == ["filing", "on_file", "may_start", "started"]
    assert (stands(here).headcount_back, stands(here).headcount_total) == (1, 1)


def test_a_plan_withdrawn_after_the_start_stops_the_enterprise_and_both_sides_are_told(here: House) -> None:
    filing, report = ready(here)
    moved(report, "start", here.principal.actor)

    moved(filing, "withdraw", here.principal.actor, comment="方案要重做")

    assert stands(here).status == "suspended"
    assert not stands(here).may_start
    for role in ("epidemic_officer", "principal"):
        assert told(here, role)[0] == "严禁开工：失去开工条件“防疫工作方案”。请立即停产，补齐后再生产。"
        assert told(here, role)[-1].startswith("开工条件已具备，可以开工")
    assert here.enterprise.name in told(here, "bureau_officer")[0]
    assert "督促停产整改" in told(here, "bureau_officer")[0]
    assert not told(here, "other_county_officer")

    on_file(here)
    assert stands(here).status == "started"
    assert "恢复" in told(here, "principal")[0]


def test_a_notice_leads_to_the_page_of_the_light(here: House) -> None:
    ready(here)

    addresses = {
        role: address_of(
            next(row for row in notices.inbox(here.members[role].actor) if row.kind == "startup_allowed")
        )
        for role in ("principal", "bureau_officer")
    }

    assert addresses["principal"].startswith("/desk/startup/")
    assert here.enterprise.uscc in addresses["bureau_officer"]


def test_a_condition_that_the_bureau_finds_lost_stops_the_enterprise(here: House) -> None:
    _filing, report = ready(here)
    moved(report, "start", here.principal.actor)

    moved(report, "revoke", here.bureau_officer.actor, comment="宿舍没有消杀记录。")

    assert stands(here).status == "suspended"


def test_a_conclusion_that_the_bureau_takes_back_is_told_as_such(here: House) -> None:
    _filing, report = ready(here)
    moved(report, "revoke", here.bureau_officer.actor, comment="宿舍没有消杀记录。")

    assert told(here, "principal")[0] == "严禁开工：主管部门撤销了现场核查结论。请整改后重新报告。"
    assert told(here, "bureau_officer")[0].endswith("的现场核查结论已撤销，严禁开工。")


def test_who_was_stopped_and_may_start_again_but_has_not_is_not_told_to_stop(here: House) -> None:
    filing, report = ready(here)
    moved(report, "start", here.principal.actor)
    moved(report, "revoke", here.bureau_officer.actor, comment="宿舍没有消杀记录。")
    assert "请立即停产" in told(here, "principal")[0]
    moved(report, "send", here.principal.actor)
    moved(report, "confirm", here.bureau_officer.actor, site_check(here))
    assert "开工后请报告" in told(here, "principal")[0]

    moved(filing, "withdraw", here.principal.actor, comment="方案要重做")

    assert told(here, "principal")[0] == "严禁开工：失去开工条件“防疫工作方案”。请按页面补齐。"


def test_who_starts_before_the_light_was_computed_is_not_told_that_something_came_back(here: House) -> None:
    _filing, report = ready(here)
    Resumption.objects.update(may_start=False, screening=False, status="on_file")

    moved(report, "start", here.principal.actor)

    assert told(here, "principal")[0] == "开工条件已具备，可以生产。"


def test_the_history_of_the_light_says_when_and_why(here: House) -> None:
    filing, _report = ready(here)
    moved(filing, "withdraw", here.principal.actor, comment="方案要重做")

    lost, gained = queries.changes(here.principal.actor, here.enterprise)

    assert (gained.may_start, lost.may_start) == (True, False)
    assert lost.lost == ("防疫工作方案",)
    assert lost.cause == "复工复产备案：撤回"
    assert queries.light(here.enterprise).since == stands(here).light_since


def test_nothing_is_said_where_the_light_stays(here: House) -> None:
    filed(here)
    tasks.refresh_everybody.func()

    assert not LightChange.objects.exists()
    assert not told(here, "principal")


@pytest.mark.article("G4")
def test_a_new_worker_who_was_not_screened_turns_the_light_back_a_moment_later(here: House) -> None:
    ready(here)
    assert stands(here).may_start

    screening.person(team=here.team)
    actions.mark_stale(enterprise_id=here.enterprise.pk)
    actions.mark_stale(enterprise_id=here.enterprise.pk)

    (waiting,) = DBTaskResult.objects.filter(
        task_path="fugong.resumption.tasks.refresh_one", status="READY", run_after__gt=clock.now()
    ).order_by("-run_after")[:1]
    tasks.refresh_one.func(**waiting.args_kwargs["kwargs"])
    assert not stands(here).may_start
    assert stands(here).stale_since is None
    assert LightChange.objects.order_by("-pk").first().lost == ["screening"]


def test_a_morning_of_reports_is_one_computation(here: House) -> None:
    filed(here)
    before = DBTaskResult.objects.filter(task_path="fugong.resumption.tasks.refresh_one").count()

    for worker in [screening.person(team=here.team) for _n in range(3)]:
        screening.declared(worker)

    after = DBTaskResult.objects.filter(task_path="fugong.resumption.tasks.refresh_one").count()
    assert after - before == 1


def test_an_officer_lists_the_own_county_key_enterprises_first(here: House) -> None:
    other = screening.enterprise()
    directory.classify_enterprise(
        enterprise=other, by=here.bureau_officer.actor, is_key=True, industry="C2710", size="small"
    )
    filed(here)
    actor = here.bureau_officer.actor

    assert list(queries.list_(actor)) == [other, here.enterprise]
    assert [queries.status_of_row(row) for row in queries.list_(actor)] == ["not_filed", "filing"]
    assert list(queries.list_(actor, status="filing")) == [here.enterprise]
    assert list(queries.list_(actor, sector="C27", size="small", key=True)) == [other]
    assert list(queries.list_(actor, text=here.enterprise.uscc)) == [here.enterprise]
    assert not queries.list_(here.other_county_officer.actor).exists()
    assert not queries.list_(here.principal.actor).exists()


def test_pages_of_the_list_go_on_from_a_row(here: House) -> None:
    for number in range(4):
        other = screening.enterprise()
        directory.classify_enterprise(enterprise=other, by=SYSTEM, is_key=number % 2 == 0)
    rows = queries.list_(here.bureau_officer.actor)
    everything = list(rows)

    walked, edge = [], None
    while page := list((queries.after(rows, edge) if edge else rows)[:2]):
        walked += page
        edge = page[-1]

    assert walked == everything
    assert len(walked) == 5


def test_the_overview_counts_by_county_and_sector(here: House) -> None:
    directory.classify_enterprise(enterprise=here.enterprise, by=SYSTEM, industry="C3670")
    ready(here)

    seen = queries.overview(here.bureau_officer.actor)

    assert (seen.total.enterprises, seen.total.filed, seen.total.on_file, seen.total.may_start) == (
        1,
        1,
        1,
        1,
    )
    assert (seen.total.headcount_back, seen.total.headcount_total) == (1, 1)
    assert [one.code for one in seen.sectors] == ["C36"]
    assert queries.overview(here.other_county_officer.actor).total.enterprises == 0


def test_the_days_report_says_what_changed_since_yesterday(here: House) -> None:
    directory.classify_enterprise(enterprise=here.enterprise, by=SYSTEM, industry="C3670", size="small")
    actions.keep_figures(day=clock.today() - timedelta(days=1))
    filed(here)

    report = queries.daily_report(here.bureau_officer.actor)

    assert report.known
    assert not report.is_final
    (line,) = report.lines
    assert (line.sector, line.size, line.figures.filed) == ("C36", "small", 1)
    assert line.difference is not None
    assert line.difference.filed == 1
    assert report.total.difference is not None
    assert report.total.difference.enterprises == 0


def test_a_day_of_which_nothing_was_kept_is_said_to_be_unknown(here: House) -> None:
    report = queries.daily_report(here.bureau_officer.actor, clock.today() - timedelta(days=9))

    assert not report.known
    assert report.lines == ()
    assert queries.daily_report(here.bureau_officer.actor).total.difference is None


def test_each_night_the_figures_are_kept_and_everybody_is_computed(here: House) -> None:
    tasks.nightly.func()

    assert DailyFigure.objects.get().day == clock.today() - timedelta(days=1)
    assert stands(here).status == "not_filed"
    assert DBTaskResult.objects.filter(task_path=tasks.NIGHTLY, status="READY").count() == 1


def test_the_published_list_names_no_person_and_nobody_who_has_not_filed(here: House) -> None:
    assert queries.published() == []

    on_file(here)

    (line,) = queries.published("410802")
    assert (line.name, line.status) == (here.enterprise.name, "on_file")
    assert queries.published("410821") == []


def test_what_was_computed_goes_when_the_move_is_undone(here: House) -> None:
    filing, _report = ready(here)
    before = AuditRow.objects.filter(action="resumption.light").count()

    with transaction.atomic():
        moved(filing, "withdraw", here.principal.actor, comment="方案要重做")
        assert AuditRow.objects.filter(action="resumption.light").count() == before + 1
        transaction.set_rollback(True)

    assert AuditRow.objects.filter(action="resumption.light").count() == before
    assert stands(here).may_start


def test_a_draft_of_another_kind_computes_nothing(here: House) -> None:
    cases.open_case(kind="filing", enterprise=here.enterprise, by=here.principal.actor, data={})

    assert stands(here).status == "not_filed"
