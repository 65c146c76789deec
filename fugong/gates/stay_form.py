"""When a visit is and where to, as every door asks it."""

from typing import Any

from fugong.core.errors import Invalid
from fugong.core.web.forms import PlainForm
from fugong.gates import actions


class StayForm(PlainForm):
    """What a form of a visit does with its `since`, `until`, `again`, `escort` and `areas`; the door asks for them."""

    def clean(self) -> dict[str, Any]:
        """Times that do not go together are said with everything else."""
        if {"since", "until"} <= self.cleaned_data.keys():
            try:
                actions.check_stay(self.stay())
            except Invalid as fault:
                self.take(fault)
        return self.cleaned_data

    def stay(self) -> actions.Stay:
        """As the action takes it."""
        data = self.cleaned_data
        return actions.Stay(
            data["since"],
            data["until"],
            again=bool(data.get("again")),
            escort=data.get("escort", ""),
            areas=data.get("areas", ""),
        )
