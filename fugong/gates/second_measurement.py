"""What makes a second measurement of a fever one: after a rest, with a thermometer of another kind (G3). Pure.

`doors/guard/static/guard/second.js` says the same on a phone without a network; both go by the cases of
`tests/vectors/second.json`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fugong.gates import choices


@dataclass(frozen=True, slots=True)
class Terms:
    """The pack's: how long somebody rests, what guards and terminals measure with where nobody says otherwise, what a
    second measurement is best made with. `tolerance`: how far two devices' clocks may be apart; `offered`: how long a guard
    may take over what a terminal measured."""

    rest: timedelta
    tolerance: timedelta
    gate: str
    terminal: str
    second: tuple[str, ...]
    offered: timedelta

    def proposed(self, first: str) -> str:
        """The kind to measure with now: the best that is none of the first's."""
        return next(kind for kind in (*self.second, *choices.INSTRUMENTS) if kind != first)

    def marks(self, *, first: str, first_at: datetime, second: str, second_at: datetime) -> list[str]:
        """Why it does not count; none where it does. A `first` kind that nobody knows (empty) is the same as none."""
        marks = []
        if second_at - first_at < self.rest - self.tolerance:
            marks.append(choices.EARLY)
        if second == first:
            marks.append(choices.SAME_KIND)
        return marks
