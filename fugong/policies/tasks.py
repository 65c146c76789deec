"""What the policies do by themselves, each night: match everybody anew, tell what is new, delete what is over."""

from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_daily
from fugong.policies import actions

NIGHTLY = "fugong.policies.tasks.nightly"
HOUR = 4


@background
def nightly() -> None:
    """Match every enterprise for the new day, delete self checks whose time is over, and see to the next night."""
    actions.rematch_all(by=SYSTEM)
    actions.purge_checks()
    schedule()


def schedule() -> None:
    """Have it run in the coming night."""
    enqueue_daily(NIGHTLY, hour=HOUR)
