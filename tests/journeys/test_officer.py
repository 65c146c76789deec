"""The epidemic officer's day: the roster comes in, somebody is held and protected, a gate is made, a contest is decided."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from fugong.core import secrets
from fugong.directory.models import Enterprise, Person
from fugong.screening import actions as screening
from fugong.screening import queries
from tests import builders
from tests.journeys.browser import Visitor
from tests.journeys.desk import sign_in
from tests.screening import builders as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SAMPLES = Path(__file__).parents[1] / "samples"


def an_officer(enterprise: Enterprise, role: str = "epidemic_officer") -> builders.Member:
    return builders.member(role, enterprise, None)  # type: ignore[arg-type]


def work() -> None:
    """What the worker process does, once through."""
    call_command("db_worker", batch=True, startup_delay=False, interval=0.1, verbosity=0)


def upload(page: Page, path: Path) -> None:
    page.get_by_label("花名册文件").set_input_files(path)
    page.get_by_role("button", name="上传并检查").click()


@pytest.mark.article("G4")
def test_the_roster_comes_in_and_its_corrected_copy_makes_nobody_twice(
    visitor: Visitor, tmp_path: Path
) -> None:
    enterprise = people.enterprise()
    page = sign_in(visitor, an_officer(enterprise), "/desk/")
    expect(page.get_by_text("还没有花名册")).to_be_visible()
    visitor.check("desk_today_empty")
    visitor.open("/desk/people/")
    visitor.check("desk_people_empty")
    page.get_by_role("main").get_by_role("link", name="导入花名册").last.click()
    visitor.check("desk_roster")

    (tmp_path / "照片.xlsx").write_bytes(b"\x89PNG no workbook at all")
    upload(page, tmp_path / "照片.xlsx")
    expect(page.get_by_role("alert")).to_contain_text("这不是表格文件")
    expect(page.get_by_text("“照片.xlsx”没有读成，什么都没有保存。")).to_be_visible()
    visitor.check("desk_roster_unreadable")

    upload(page, SAMPLES / "roster_a.xlsx")
    expect(page.get_by_role("heading", name="人可以导入")).to_be_visible()
    expect(page.get_by_text("已经丢失").first).to_be_visible()
    visitor.check("desk_roster_check")
    if not page.locator("#columns[open]").count():
        page.locator("#columns > summary").click()
    note = page.get_by_label("A 列")
    before = note.input_value()
    page.get_by_label("B 列").select_option("phone")
    page.get_by_role("button", name="按这样重读，并记住").click()
    expect(page.get_by_role("alert")).to_contain_text("只能留一列")
    visitor.check("desk_roster_columns_wrong")
    assert page.get_by_label("A 列").input_value() == before
    page.get_by_label("B 列").select_option("name")
    page.get_by_role("button", name="按这样重读，并记住").click()
    expect(page.get_by_text("下次同样表头的表自动照此办理")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注过的原表").click()
    copy = tmp_path / "marked.xlsx"
    download.value.save_as(copy)
    assert openpyxl.load_workbook(copy).active is not None

    page.get_by_role("button", name="导入这").click()
    expect(page.get_by_role("heading", name="正在导入")).to_be_visible()
    visitor.check("desk_roster_running")
    work()
    expect(page.get_by_role("heading", name="下一步")).to_be_visible()
    visitor.check("desk_roster_done")
    count = Person.objects.filter(enterprise=enterprise).count()
    assert count > 250

    page.get_by_role("link", name="再传一份").click()
    upload(page, SAMPLES / "roster_a.xlsx")
    expect(page.get_by_text("按您上次的对应关系")).to_be_visible()
    page.get_by_role("button", name="导入这").click()
    expect(page.get_by_role("heading", name="正在导入")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="下一步")).to_be_visible()
    assert Person.objects.filter(enterprise=enterprise).count() == count
    visitor.open("/desk/roster/")
    visitor.check("desk_roster_list")
    page.get_by_role("main").get_by_role("link", name="roster_a.xlsx").first.wait_for()
    visitor.open("/desk/")
    expect(page.get_by_text("应报").first).to_be_visible()
    visitor.check("desk_today_imported")


@pytest.mark.article("G9", "G15")
def test_somebody_is_found_held_and_not_dismissed_and_let_go_again(visitor: Visitor) -> None:
    team = people.team(people.enterprise())
    other = people.team(team.enterprise, "二班")
    index = secrets.blind_index("王小明", "person.name")
    workers = [people.person(team=team, name="王小明", name_index=index) for _one in range(3)]
    person = workers[0]
    people.declared(person)
    page = sign_in(visitor, an_officer(team.enterprise), "/desk/people/")
    visitor.check("desk_people")

    if visitor.width > 700:
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("[data-selected]")).to_have_text("1")
        page.keyboard.press("?")
        expect(page.get_by_role("heading", name="键盘")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.get_by_label("查找")).to_be_focused()
    page.get_by_label("查找").fill("没有这个人")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("alert")).to_contain_text("没有找到“没有这个人”")
    visitor.check("desk_people_nobody")
    page.get_by_label("查找").fill("王小明")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("这是查找到的人。")).to_be_visible()
    assert "王小明" not in page.url
    page.get_by_label(f"选择 王* {workers[1].job_number}").check()
    visitor.check("desk_people_found")
    page.get_by_label("调到").select_option(str(other.pk))
    page.get_by_role("button", name="调班组").click()
    expect(page.get_by_text("已把 1 人调到“二班”")).to_be_visible()
    page.get_by_label(f"选择 王* {workers[1].job_number}").check()
    page.get_by_role("button", name="提醒填报").click()
    expect(page.get_by_role("heading", name="已提醒 1 人")).to_be_visible()
    visitor.check("desk_reminded")

    page.goto(f"{visitor.origin}/desk/people/")
    page.get_by_label("查找").fill(person.job_number)
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", name=person.job_number)).to_be_visible()
    visitor.check("desk_person")
    page.get_by_role("link", name="安排隔离、留观").click()
    page.get_by_role("button", name="记录隔离或留观").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明理由")
    page.get_by_label("留观").check()
    page.get_by_label("理由").fill("同车人发热")
    visitor.check("desk_move_hold")
    page.get_by_role("button", name="记录隔离或留观").click()
    expect(page.get_by_text("本人已收到通知")).to_be_visible()
    assert queries.standing(person).verdict == "observe"

    barred = page.locator(".barred-moves li", has_text="登记离职")
    expect(barred).to_contain_text("不得随意解除、终止劳动合同")
    expect(barred.get_by_role("link", name="第15条")).to_be_visible()
    visitor.check("desk_person_held")
    page.goto(f"{visitor.origin}/desk/people/{person.pk}/moves/left/")
    expect(page.get_by_role("alert")).to_contain_text("不得随意解除")
    visitor.check("desk_move_refused")
    page.get_by_role("link", name="返回，不改动").click()

    page.get_by_role("link", name="解除隔离、留观").click()
    page.get_by_label("理由").fill("观察期满，没有症状")
    visitor.check("desk_move_lift")
    page.get_by_role("button", name="解除", exact=True).click()
    expect(page.get_by_text("已解除")).to_be_visible()
    page.get_by_role("link", name="更正结论").click()
    page.get_by_label("禁止").check()
    page.get_by_label("理由").fill("电话里说发热")
    visitor.check("desk_move_correct")
    page.get_by_role("button", name="记录更正").click()
    expect(page.get_by_text("人工决定：").first).to_be_visible()
    assert queries.standing(person).verdict == "barred"

    page.get_by_role("link", name="查看完整信息").click()
    page.get_by_role("button", name="查看并记录").click()
    expect(page.get_by_role("alert")).to_contain_text("请写明理由")
    page.get_by_label("理由").fill("通知其就医")
    visitor.check("desk_open_values")
    page.get_by_role("button", name="查看并记录").click()
    expect(page.get_by_text("王小明")).to_be_visible()
    visitor.check("desk_opened_values")
    page.get_by_role("link", name="看完了，返回").click()
    expect(page.get_by_text("通知其就医")).to_be_visible()
    expect(page.get_by_text("王小明")).to_have_count(0)

    page.get_by_role("link", name="修改资料").click()
    page.get_by_label("岗位").fill("电工")
    visitor.check("desk_person_edit")
    person.refresh_from_db()
    person.job_number = "B-77"
    person.save()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("被别人改过")
    expect(page.get_by_label("岗位")).to_have_value("电工")
    visitor.check("desk_person_conflict")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    person.refresh_from_db()
    assert person.job == "电工"

    visitor.open("/desk/people/new/")
    page.get_by_label("姓名").fill("李四")
    page.get_by_label("身份证号").fill("410802199001010000")
    page.get_by_role("button", name="添加到花名册").click()
    expect(page.get_by_role("alert")).to_contain_text("校验位")
    expect(page.get_by_label("姓名")).to_have_value("李四")
    visitor.check("desk_person_new")


@pytest.mark.article("G8")
def test_a_fever_appears_by_itself_and_a_contest_is_decided(visitor: Visitor) -> None:
    team = people.team(people.enterprise())
    well, ill = (people.person(team=team) for _one in range(2))
    people.declared(well)
    people.declared(ill)
    page = sign_in(visitor, an_officer(team.enterprise), "/desk/")
    expect(page.get_by_text("发生时会马上出现在这里")).to_be_visible()

    people.daily(ill, temperature="37.9")

    expect(page.locator("#feed li")).to_contain_text("发热 37.9 ℃", timeout=12_000)
    expect(page.get_by_text("发生时会马上出现在这里")).to_have_count(0)
    visitor.check("desk_today")
    assert page.locator("#feed li").count() == 1
    screening.ask_review(person=ill, by=people.worker(ill), text="我量的是热水袋旁边的体温，重新量是 36.6")
    visitor.open("/desk/")
    page.get_by_role("link", name="1 人要求复核").click()
    visitor.check("desk_reviews")
    page.get_by_role("main").get_by_role("link", name=ill.job_number).click()
    visitor.check("desk_review")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("radio", name="通行").check()
    page.get_by_label("给职工的答复").fill("现场复测 36.6，更正为通行。")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("已答复，职工在手机上能看到。")).to_be_visible()
    visitor.check("desk_reviews_answered")
    assert queries.standing(ill).verdict == "clear"


@pytest.mark.article("G8")
def test_an_entrance_a_device_and_paper_for_the_wall(visitor: Visitor) -> None:
    team = people.team(people.enterprise())
    person = people.person(team=team)
    page = sign_in(visitor, an_officer(team.enterprise), "/desk/gates/")
    visitor.check("desk_gates_empty")
    page.get_by_label("名称").fill("东门")
    page.get_by_role("button", name="添加门岗").click()
    expect(page.get_by_text("已新建门岗")).to_be_visible()
    page.get_by_label("添加设备，名称").fill("东门平板")
    page.get_by_role("button", name="添加并出示二维码").click()
    expect(page.get_by_role("img", name="一次性绑定二维码")).to_be_visible()
    assert "/gate/bind/" in page.locator(".address").inner_text()
    visitor.check("desk_ticket")
    page.get_by_role("link", name="完成").click()
    visitor.check("desk_gates")

    visitor.open("/desk/poster/")
    old = page.locator(".poster .address").inner_text()
    visitor.check("desk_poster")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="换新").click()
    expect(page.get_by_text("旧海报立即失效")).to_be_visible()
    assert page.locator(".poster .address").inner_text() != old
    visitor.open(f"/desk/badges/?person={person.pk}")
    expect(page.get_by_role("img", name="工牌二维码")).to_be_visible()
    visitor.check("desk_badges")
    for name in ("missing", "holds", "passages", "inbox", "settings"):
        visitor.open(f"/desk/{name}/")
        visitor.check(f"desk_{name}")
    page.get_by_label("发热标准").fill("42")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("36.5到38.5")
    page.get_by_label("发热标准").fill("37.5")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    team.enterprise.refresh_from_db()
    assert Decimal(team.enterprise.settings["fever_threshold"]) == Decimal("37.5")


def test_a_principal_makes_an_account_and_reads_the_records(visitor: Visitor) -> None:
    enterprise = people.team(people.enterprise()).enterprise
    page = sign_in(visitor, an_officer(enterprise, "principal"), "/desk/accounts/")
    visitor.check("desk_accounts")
    page.get_by_label("登录名").fill(f"mengang-{visitor.width}")
    page.get_by_label("姓名").fill("赵门卫")
    page.get_by_label("初始密码").fill("short")
    page.get_by_label("岗位").select_option("guard")
    page.get_by_role("button", name="新建账号").click()
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.check("desk_accounts_wrong")
    page.get_by_label("初始密码").fill(builders.PASSWORD)
    page.get_by_role("button", name="新建账号").click()
    expect(page.get_by_text("账号已建立")).to_be_visible()
    page.get_by_role("link", name=f"mengang-{visitor.width}").click()
    page.get_by_label("用途").fill("测试")
    page.get_by_role("button", name="生成口令").click()
    expect(page.get_by_label("接口口令（只显示这一次）")).to_be_visible()
    visitor.check("desk_account")
    page.reload()
    expect(page.get_by_label("接口口令（只显示这一次）")).to_have_count(0)

    visitor.open("/desk/audit/")
    page.get_by_role("link", name="校验").click()
    expect(page.get_by_text("全部完好")).to_be_visible()
    visitor.check("desk_records")
