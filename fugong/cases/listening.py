"""What the engine does when lower rooms tell it something. Registered in apps.py."""

from fugong.cases.actions import follow
from fugong.directory.events import EnterpriseClassified


def on_classified(event: EnterpriseClassified) -> None:
    """An enterprise came to another cluster or branch of industry: its cases with it, at once."""
    follow(enterprise_id=event.enterprise_id)
