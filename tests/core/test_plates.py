"""Number plates read as typed at a gate: tidied, told apart, and never guessed (tests/js/plates.test.js: the twin)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core.identifiers import IdentifierError
from fugong.core.masking import mask_plate
from fugong.core.plates import FAULTS, KINDS, PROVINCES, kind_of_plate, tidy_plate

pytestmark = pytest.mark.article("G8")

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "plates.json").read_text("utf-8"))
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SIGNS = LETTERS + "0123456789"

five = st.text(SIGNS, min_size=5, max_size=5)
begins = st.tuples(st.sampled_from(PROVINCES), st.sampled_from(LETTERS)).map("".join)


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["typed"] or "nothing")
def test_a_plate_is_read_as_the_vectors_say(case):
    plate = tidy_plate(case["typed"])
    assert plate == case["plate"]
    if "fault" in case:
        with pytest.raises(IdentifierError) as told:
            kind_of_plate(plate)
        assert told.value.code == case["fault"]
    else:
        assert kind_of_plate(plate) == case["kind"]


@given(begins, five)
def test_every_ordinary_plate_is_read_however_it_is_typed(start, rest):
    plate = start + rest
    assert kind_of_plate(plate) == "ordinary"
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() else sign for sign in rest.lower())
    assert tidy_plate(f" {start.lower()}·{wide[:2]} {wide[2:]}．") == plate


@given(begins, st.text(SIGNS, min_size=4, max_size=4))
def test_a_trailer_is_no_lorry(start, four):
    assert kind_of_plate(f"{start}{four}挂") == "trailer"


@given(begins, five, st.integers(0, 4), st.sampled_from("IO"))
def test_an_i_or_o_is_told_and_never_taken_for_one_or_zero(start, rest, place, letter):
    with pytest.raises(IdentifierError) as told:
        kind_of_plate(start + rest[:place] + letter + rest[place + 1 :])
    assert told.value.code == "i_or_o"


@given(st.text(max_size=12))
def test_any_text_has_a_kind_or_a_fault_and_stays_as_it_is_when_tidied_again(text):
    plate = tidy_plate(text)
    assert tidy_plate(plate) == plate
    try:
        kind = kind_of_plate(plate)
    except IdentifierError as fault:
        kind = fault.code
    assert kind in {*KINDS, *FAULTS}


def test_a_masked_plate_keeps_where_it_is_from_and_its_last_two():
    assert mask_plate("豫H12345") == "豫H***45"
    assert mask_plate("豫HD12345") == "豫H****45"
    assert mask_plate("豫H") == "**"
