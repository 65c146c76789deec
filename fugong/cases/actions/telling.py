"""Notices about cases: to the enterprise's own people, to an authority's officers, or to one officer."""

from uuid import UUID

from fugong.cases.models import Case
from fugong.cases.spec import CLUSTER, ENTERPRISE, ENTERPRISE_ROLES, HEALTH
from fugong.core.permissions import Actor
from fugong.directory import queries as directory
from fugong.notices import actions as notices

OFFICER = {HEALTH: "health_officer"}
"""Kind of authority → the role of its officers; a bureau officer's where it is not here."""


def tell(case: Case, party: str, kind: str, by: Actor, **details: object) -> None:
    """Put a notice about the case into the inbox of a party: everybody of its roles."""
    said = {"case": str(case.pk), "case_kind": case.kind, **details}
    if party == ENTERPRISE:
        for role in ENTERPRISE_ROLES:
            notices.post(owner_id=case.enterprise_id, kind=kind, details=said, role=role, by=by)
        return
    said["enterprise"] = case.enterprise.name
    for authority_id in _authorities(case, party):
        notices.post(
            owner_id=authority_id, kind=kind, details=said, role=OFFICER.get(party, "bureau_officer"), by=by
        )


def tell_account(case: Case, kind: str, account_id: UUID, by: Actor, **details: object) -> None:
    """The same to one officer."""
    said = {"case": str(case.pk), "case_kind": case.kind, "enterprise": case.enterprise.name, **details}
    notices.post(owner_id=case.enterprise_id, kind=kind, details=said, account_ids=[account_id], by=by)


def _authorities(case: Case, party: str) -> list[UUID]:
    if party == CLUSTER:
        return [case.cluster_id] if case.cluster_id else []
    found = directory.authorities([case.region_code]).filter(kind=party)
    return list(found.values_list("pk", flat=True))
