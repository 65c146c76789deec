"""The gates' closed sets, stored as plain strings, and the limits of an upload."""

from datetime import timedelta
from typing import Final

ALLOW: Final = "allow"
DENY: Final = "deny"
HOLD: Final = "hold"
VERDICTS: Final = (ALLOW, DENY, HOLD)

IN: Final = "in"
OUT: Final = "out"
DIRECTIONS: Final = (IN, OUT)

DIFFERS: Final = "differs"
RE_ENTRY: Final = "re_entry"
STALE: Final = "stale"
SKEW: Final = "skew"
CLOCK_LOST: Final = "clock_lost"
WOULD_REFUSE: Final = "would_refuse"
MARKS: Final = (DIFFERS, RE_ENTRY, STALE, SKEW, CLOCK_LOST, WOULD_REFUSE)
"""What makes a passage one to look at again."""

FEVER: Final = "fever"

CONFIRMED: Final = "confirmed"
CLEARED: Final = "cleared"
GONE: Final = "gone"
WORDS_ON_FEVER: Final = (CONFIRMED, CLEARED, GONE)
"""What a person says of somebody held for a fever: a fever, none, or they left before anybody knew."""
WITHDRAWN: Final = "withdrawn"
OUTCOMES_OF_FEVER: Final = (*WORDS_ON_FEVER, WITHDRAWN)
"""What came of it: somebody's word, or the passage that was held did not happen."""

INSTRUMENTS: Final = ("axillary", "ear", "forehead", "imaging")
"""Kinds of thermometer: under the arm, in the ear, on the forehead, a thermal camera."""

EARLY: Final = "early"
SAME_KIND: Final = "same_kind"
SECOND_MARKS: Final = (EARLY, SAME_KIND)
"""Why a second measurement does not count as one: before the rest was over, or with a thermometer of the first's kind."""

MOST_AT_ONCE: Final = 500
"""Passages in one upload, and in one page when they are read back."""

INSIDE_FOR: Final = timedelta(hours=16)
"""How long somebody who came in counts as inside where no way out was recorded: longer than any shift.

A gate that records only the way in would else flag everybody as coming in twice each morning.
"""
CLOCKS_AGREE: Final = timedelta(minutes=2)
"""Within this time the clocks of two gates say nothing about who was first; then the order of recording counts."""

TICKET_FOR: Final = timedelta(minutes=10)
"""How long the one-time QR that binds a device is good."""

DONE: Final = "done"
NOTED: Final = "noted"
OUTCOMES: Final = (DONE, NOTED)
"""What became of an entry: applied, or kept for the officer because it could not be applied any more."""

PICTURE_GROUNDS: Final = ("emergency", "consent")
"""On what ground face pictures are kept: a public health emergency (PIPL 13(1)(4)), each person's separate consent (29)."""

BY_EVENT: Final = "event"
TERMINAL_DIRECTIONS: Final = (IN, OUT, BY_EVENT)

MEANS_PASSAGE: Final = "passage"
MEANS_READING: Final = "reading"
MEANINGS: Final = (MEANS_PASSAGE, MEANS_READING)
"""What an event of a terminal is: somebody passed, or only a temperature was taken."""

JOINED: Final = "joined"
"""The mark of a passage whose temperature came from a terminal beside the scan; it decided nothing."""

VOID: Final = "void"
TURNED: Final = "turned"
MISSED: Final = "missed"
CORRECTIONS: Final = (VOID, TURNED, MISSED)
"""What a counter-entry says of the record: it did not happen, it was the other direction, or nothing was recorded."""

BY_HAND: Final = "by_hand"
"""The mark of a passage that a counter-entry put in; its `device_id` is the account that wrote it, unless it was turned."""

CHECKS: Final = ("thermometers", "protection", "isolation", "forms", "keys")
"""The points of a hand-over's check-list: thermometers, masks and disinfectant, the isolation place, papers, keys."""

WHY_OVERRIDDEN: Final = ("second_reading", "data_late", "emergency", "officer_said", "other")
"""Why somebody was let in against the verdict."""

DECIDERS: Final = ("guard", "epidemic_officer", "principal")
"""Who decided it."""

LONGEST_WHY: Final = 200
LONGEST_NAME: Final = 40
LONGEST_REMARK: Final = 500
LONGEST_NOTE: Final = 1_000
"""Letters of a reason, of a name, of what is remarked at a hand-over, of the note on a day's report."""

MOST_SHIFT_DAYS: Final = 14
MOST_SHIFT_WEEKS: Final = 8
"""Days in a row that are planned at once, and weeks for which a week is planned again."""
