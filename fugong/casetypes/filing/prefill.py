"""What the system knows of a filing already, each with its source: the roster, the teams, whoever else has something.

Values are Chinese whatever the page's language: they go into a paper for a Chinese office. Which names of persons are
filled in, and which are left to be typed, is decision 33.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong import packs
from fugong.cases.spec import Sourced
from fugong.core import providers
from fugong.directory import choices
from fugong.directory import queries as directory
from fugong.directory.models import Account, Enterprise
from fugong.packs.loader import KEY_REGIONS
from fugong.screening.queries import pack_of

SOURCES = "filing_source"
"""Providers of this kind answer for an enterprise with a mapping of field → Sourced: production, later the registers."""


def prefill(enterprise: Enterprise) -> dict[str, Sourced]:
    """Field → what is known. What nobody knows is left out; what a provider says of a field stands over ours."""
    known: dict[str, Sourced] = {}
    known.update(_from_the_enterprise(enterprise))
    known.update(_from_the_roster(enterprise))
    known.update(_from_the_teams(enterprise))
    for answer in providers.ask(SOURCES, enterprise):
        known.update(answer)
    return {name: one for name, one in known.items() if one.value not in (None, "", [])}


def templates(pack_name: str) -> Mapping[str, Mapping[str, str]]:
    """Field → a text of the pack to begin with ("一企一策"), in both languages."""
    return {name: section.text for name, section in packs.load(pack_name).plans.sections.items()}


def _from_the_enterprise(enterprise: Enterprise) -> dict[str, Sourced]:
    source, url = _("企业资料"), reverse("desk:settings")
    officers = directory.appointed(enterprise, choices.EPIDEMIC_OFFICER)
    return {
        "site": Sourced(enterprise.address, source, url),
        "contact_person": Sourced(_full_name(officers[:1]), _("账号：防疫专员"), ""),
        "contact_phone": Sourced(enterprise.contact_phone, source, url),
    }


def _from_the_roster(enterprise: Enterprise) -> dict[str, Sourced]:
    numbers = directory.returning(enterprise.pk)
    if not numbers.people:
        return {}
    source, url = _("花名册（在册人员）"), reverse("desk:people")
    pack, own = pack_of(enterprise)
    key_regions = tuple(own.get(KEY_REGIONS) or (one.code for one in pack.key_regions))
    rows: list[dict[str, Any]] = [
        {
            "city": place.name,
            "people": count,
            "key_region": bool(key_regions) and place.code.startswith(key_regions),
        }
        for place, count in numbers.away
    ]
    others = (
        ("本市（未外出）", numbers.at_home),
        ("外地（未写明城市）", numbers.elsewhere),
        ("未登记", numbers.unknown),
    )
    rows += [{"city": city, "people": count} for city, count in others if count]
    return {
        "headcount_total": Sourced(numbers.people, source, url),
        "headcount_returning": Sourced(numbers.people, source, url),
        "origins": Sourced(rows, _("花名册的返岗去向，只汇总人数"), url),
    }


def _from_the_teams(enterprise: Enterprise) -> dict[str, Sourced]:
    posts = directory.team_posts(enterprise.pk)
    teams = [
        _without_empty({"workshop": post.workshop, "team": post.team, "person": _full_name(post.leaders)})
        for post in posts
    ]
    leaders = [
        {"role": role, "name": account.name.reveal(), "duty": duty}
        for appointment, role, duty in (
            (choices.PRINCIPAL, "组长", "对本企业疫情防控和复工复产负总责"),
            (choices.EPIDEMIC_OFFICER, "防疫专员", "排查、测温、登记和信息报送"),
        )
        for account in directory.appointed(enterprise, appointment)
    ]
    return {
        "responsible": Sourced(teams, _("班组和已任命的班组长"), reverse("desk:people")),
        "leaders": Sourced(leaders, _("已任命的负责人和防疫专员"), ""),
    }


def _full_name(accounts: Iterable[Account]) -> str:
    """The names of those who hold an office, in full: the plan names them towards the authorities."""
    return "、".join(account.name.reveal() for account in accounts)


def _without_empty(row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if value}
