"""A case follows its enterprise when an authority classes it otherwise."""

from fugong.cases import actions, queries
from fugong.cases.models import Case, WorkItem
from fugong.core.permissions import SYSTEM
from fugong.directory import actions as directory
from tests.builders import House, authority, officer
from tests.cases.builders import data


def asked(here: House) -> Case:
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
    return actions.move(case=case, by=by, name="ask", version=1)


def test_the_cluster_an_enterprise_comes_to_sees_its_cases_and_the_list_finds_them_by_sector(
    here: House,
) -> None:
    case = asked(here)
    old, new = authority("cluster"), authority("cluster", name="第二集聚区")
    directory.classify_enterprise(enterprise=here.enterprise, by=SYSTEM, cluster=old, industry="C2710")
    before = Case.objects.get(pk=case.pk).changed

    directory.classify_enterprise(enterprise=here.enterprise, by=SYSTEM, cluster=new, industry="C3670")

    assert list(queries.cases(officer(new).actor)) == [case]
    assert not queries.cases(officer(old).actor).exists()
    assert list(queries.cases(SYSTEM, sector="C36")) == [case]
    assert set(WorkItem.objects.values_list("cluster_id", flat=True)) == {new.pk}
    assert Case.objects.get(pk=case.pk).changed > before
    assert queries.cases(here.bureau_officer.actor).exists()


def test_nothing_changes_where_the_classification_says_nothing_new(here: House) -> None:
    case = asked(here)

    directory.classify_enterprise(enterprise=here.enterprise, by=SYSTEM, is_key=True)

    assert Case.objects.get(pk=case.pk).changed == case.changed
