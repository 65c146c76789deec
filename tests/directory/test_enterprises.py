"""Regions, enterprises, what they may set, their workshops and teams."""

from decimal import Decimal
from typing import Any

import pytest

from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.permissions import SYSTEM
from fugong.directory import actions, choices, queries
from fugong.directory.models import Enterprise, Region
from fugong.packs import load
from tests.directory import builders as make

pytestmark = pytest.mark.django_db

USCC = "91410800MA9FAK123T"


def create(**changes: Any) -> Enterprise:
    values = {
        "by": SYSTEM,
        "uscc": valid_uscc(),
        "name": "焦作测试机械有限公司",
        "region_code": "410802",
        **changes,
    }
    return actions.create_enterprise(**values)


def valid_uscc(body: str = "91410800MA9FAK123") -> str:
    from fugong.core.identifiers import IdentifierError, check_uscc

    for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            check_uscc(body + last)
        except IdentifierError:
            continue
        return body + last
    raise AssertionError(body)


def test_jiaozuo_reports_by_eleven_units_one_of_which_is_in_no_register():
    actions.load_regions()
    actions.load_regions()

    units = {region.code: region.name for region in queries.reporting_units()}

    assert len(units) == 11
    assert units["410871"].endswith("示范区")
    assert Region.objects.get(code="410871").parent_code == "410800"
    assert Region.objects.get(code="410802").parent_code == "410800"
    assert Region.objects.filter(code="420100").exists()


def test_an_enterprise_gets_secrets_of_its_own():
    actions.load_regions()

    made = create(uscc=valid_uscc().lower())

    assert made.uscc == valid_uscc()
    assert queries.enterprise_by_poster(made.poster_secret) == made
    assert len({made.poster_secret, made.mark_secret}) == 2
    assert len(make.audited(made, "directory.create_enterprise")) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uscc": "91410800MA9FAK1230"}, "uscc"),
        ({"uscc": "123"}, "uscc"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"region_code": "999999"}, "region_code"),
        ({"pack": "plague"}, "pack"),
    ],
)
def test_what_cannot_be_an_enterprise_is_refused_at_its_field(changes, field):
    actions.load_regions()
    if valid_uscc() == changes.get("uscc"):
        changes = {"uscc": "91410800MA9FAK1231"}

    with pytest.raises(Invalid) as refused:
        create(**changes)

    assert refused.value.field == field


def test_an_enterprise_is_set_up_once_and_by_an_administrator():
    actions.load_regions()
    create()

    with pytest.raises(Conflict):
        create()
    with pytest.raises(NotAllowed):
        create(by=make.account("principal", make.enterprise()))


def test_the_fever_threshold_is_set_within_the_packs_limits_and_taken_back():
    here = make.enterprise()
    by = make.officer(here)
    limits = load(here.pack).vocabulary.parameters["fever_threshold"]

    actions.change_settings(enterprise=here, by=by, fever_threshold=Decimal("37.2"))
    here.refresh_from_db()
    assert here.settings == {"fever_threshold": 37.2}

    for value in (
        limits.type.at_least - Decimal("0.1"),
        limits.type.at_most + Decimal("0.1"),
        Decimal("37.25"),
        "warm",
        "nan",
        True,
    ):
        with pytest.raises(Invalid) as refused:
            actions.change_settings(enterprise=here, by=by, fever_threshold=value)
        assert refused.value.field == "fever_threshold"

    actions.change_settings(enterprise=here, by=by, fever_threshold=None)
    here.refresh_from_db()
    assert here.settings == {}


def test_what_the_pack_keeps_to_itself_is_not_settable():
    here = make.enterprise()

    with pytest.raises(Invalid) as refused:
        actions.change_settings(enterprise=here, by=make.officer(here), plausible_max=60)

    assert (refused.value.code, refused.value.field) == ("not_settable", "plausible_max")


def test_a_rotated_poster_opens_nothing_and_bound_phones_stay():
    here = make.enterprise()
    person = make.worker(here)
    cookie = actions.bind_phone(person_id=person.pk, device="Android", by=SYSTEM)
    old = here.poster_secret

    here = actions.rotate_poster(enterprise=here, by=make.officer(here))

    assert queries.enterprise_by_poster(old) is None
    assert queries.enterprise_by_poster("") is None
    assert queries.enterprise_by_poster(here.poster_secret) == here
    assert queries.actor_of_phone(cookie).person_id == person.pk


@pytest.mark.parametrize("role", ["team_leader", "guard", "administrator"])
def test_settings_are_the_officers_and_the_principals(role):
    here = make.enterprise()
    by = make.account(role, here)

    for change in (
        lambda: actions.rotate_poster(enterprise=here, by=by),
        lambda: actions.change_settings(enterprise=here, by=by, fever_threshold=37),
        lambda: actions.create_group(enterprise=here, by=by, kind=choices.WORKSHOP, name="一车间"),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_teams_stand_in_workshops_and_names_are_used_once_there():
    here, there = make.enterprise(), make.enterprise()
    by = make.officer(here)
    workshop = actions.create_group(enterprise=here, by=by, kind=choices.WORKSHOP, name="一车间")
    team = actions.create_group(enterprise=here, by=by, kind=choices.TEAM, name="甲班", parent=workshop)

    with pytest.raises(Conflict):
        actions.create_group(enterprise=here, by=by, kind=choices.WORKSHOP, name=" 一车间 ")
    with pytest.raises(Conflict):
        actions.create_group(enterprise=here, by=by, kind=choices.TEAM, name="甲班", parent=workshop)
    with pytest.raises(Invalid):
        actions.create_group(enterprise=here, by=by, kind=choices.TEAM, name="乙班", parent=make.team(there))
    with pytest.raises(Invalid):
        actions.create_group(enterprise=here, by=by, kind=choices.WORKSHOP, name="")

    actions.rename_group(group=team, by=by, name="丙班")
    assert [node.group.name for node in queries.team_tree(by)[0].teams] == ["丙班"]


def test_a_renamed_team_is_news_for_its_members_at_the_gate():
    here = make.enterprise()
    team = make.team(here)
    person = make.worker(here, team=team)
    before = person.updated_at

    actions.rename_group(group=team.parent, by=make.officer(here), name="装配车间")

    person.refresh_from_db()
    assert person.updated_at > before
