"""Screening's work after the answer."""

from collections.abc import Sequence
from uuid import UUID

from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background
from fugong.screening import actions

AT_ONCE = 25
"""How many people one transaction judges again, so that no gate waits for it."""


@background
def judge_again(person_ids: Sequence[str]) -> None:
    """Judge many people again, a few in a transaction."""
    for start in range(0, len(person_ids), AT_ONCE):
        actions.rejudge(person_ids=[UUID(one) for one in person_ids[start : start + AT_ONCE]], by=SYSTEM)
