"""Every write of the gates."""

from fugong.gates.actions.areas import change_area, close_area, create_area
from fugong.gates.actions.day_report import sign_day
from fugong.gates.actions.devices import (
    bind_device,
    close_checkpoint,
    create_checkpoint,
    create_device,
    hear,
    renew_ticket,
    withdraw_device,
)
from fugong.gates.actions.duty import (
    copy_week,
    count_roll,
    drop_shift,
    plan_days,
    plan_shift,
    set_opening_hours,
    take_over,
)
from fugong.gates.actions.entries import record_entries, see_noted
from fugong.gates.actions.face_pictures import (
    Assessment,
    drop_pictures,
    keep_pictures,
    open_picture,
)
from fugong.gates.actions.fever import measure_again, settle_fever
from fugong.gates.actions.gate_posters import make_poster, rotate_poster
from fugong.gates.actions.goods import (
    GoodsTold,
    correct_goods,
    disinfect_goods,
    goods_in,
    release_goods,
    void_goods,
)
from fugong.gates.actions.imported import delete_queue, take_queue, upload_queue
from fugong.gates.actions.nameless import name_held
from fugong.gates.actions.passages import Upload, record_passages, record_together
from fugong.gates.actions.record import add_missed, correct_passage, note_passage
from fugong.gates.actions.terminal_events import (
    hear_terminal,
    note_stamp,
    note_unreadable,
    record_terminal_events,
)
from fugong.gates.actions.terminal_watch import join_readings, watch_silence
from fugong.gates.actions.terminals import (
    Settings,
    add_terminal,
    change_terminal,
    renew_terminal_secret,
    withdraw_terminal,
)
from fugong.gates.actions.vehicles import (
    Done,
    Named,
    Told,
    correct_vehicle,
    disinfect_vehicle,
    note_export,
    park_vehicle,
    vehicle_in,
    vehicle_out,
    void_vehicle,
)
from fugong.gates.actions.visit_copies import open_own
from fugong.gates.actions.visit_rows import Guest, Stay, WrongAnswers, check_stay
from fugong.gates.actions.visits import answer as answer_visit
from fugong.gates.actions.visits import cancel as cancel_visit
from fugong.gates.actions.visits import correct as correct_visit
from fugong.gates.actions.visits import invite, open_visit, renew_link
from fugong.gates.actions.visits_outside import fill, open_link, register
from fugong.gates.terminal_events import Receipt

__all__ = [
    "Assessment",
    "Done",
    "GoodsTold",
    "Guest",
    "Named",
    "Receipt",
    "Settings",
    "Stay",
    "Told",
    "Upload",
    "WrongAnswers",
    "add_missed",
    "add_terminal",
    "answer_visit",
    "bind_device",
    "cancel_visit",
    "change_area",
    "change_terminal",
    "check_stay",
    "close_area",
    "close_checkpoint",
    "copy_week",
    "correct_goods",
    "correct_passage",
    "correct_vehicle",
    "correct_visit",
    "count_roll",
    "create_area",
    "create_checkpoint",
    "create_device",
    "delete_queue",
    "disinfect_goods",
    "disinfect_vehicle",
    "drop_pictures",
    "drop_shift",
    "fill",
    "goods_in",
    "hear",
    "hear_terminal",
    "invite",
    "join_readings",
    "keep_pictures",
    "make_poster",
    "measure_again",
    "name_held",
    "note_export",
    "note_passage",
    "note_stamp",
    "note_unreadable",
    "open_link",
    "open_own",
    "open_picture",
    "open_visit",
    "park_vehicle",
    "plan_days",
    "plan_shift",
    "record_entries",
    "record_passages",
    "record_terminal_events",
    "record_together",
    "register",
    "release_goods",
    "renew_link",
    "renew_terminal_secret",
    "renew_ticket",
    "rotate_poster",
    "see_noted",
    "set_opening_hours",
    "settle_fever",
    "sign_day",
    "take_over",
    "take_queue",
    "upload_queue",
    "vehicle_in",
    "vehicle_out",
    "void_goods",
    "void_vehicle",
    "watch_silence",
    "withdraw_device",
    "withdraw_terminal",
]
