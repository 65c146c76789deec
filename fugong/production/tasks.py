"""What production looks at by itself, each morning."""

from fugong.core.permissions import SYSTEM
from fugong.core.tasks import background, enqueue_daily
from fugong.directory import queries
from fugong.production import actions
from fugong.production.models import PlanDay

MORNING = "fugong.production.tasks.look_for_rush_work"
HOUR = 7


@background
def look_for_rush_work() -> None:
    """Tell every enterprise that plans of its rush work, and see to the next morning."""
    planning = set(PlanDay.objects.order_by().values_list("enterprise_id", flat=True).distinct())
    for enterprise in queries.enterprises(SYSTEM).filter(pk__in=planning):
        actions.tell_rush_work(enterprise=enterprise, by=SYSTEM)
    schedule()


def schedule() -> None:
    """Have it run on the coming morning."""
    enqueue_daily(MORNING, hour=HOUR)
