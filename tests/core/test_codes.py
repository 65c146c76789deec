"""Pass codes: what is signed comes back, what is damaged is unreadable, what is false is forged."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.core import base45
from fugong.core.codes import (
    CodeError,
    Forged,
    SigningKey,
    Unreadable,
    VerifyingKey,
    issue_pass,
    keys_by_kid,
    read_pass,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text("utf-8"))
GOOD = [vector for vector in VECTORS["codes"] if "says" in vector]
BAD = [vector for vector in VECTORS["codes"] if "error" in vector]
KEY = SigningKey.from_secret(bytes(range(1, 33)))
KEYS = keys_by_kid([KEY.public])


def a_pass(key=KEY, **changes):
    moment = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    return issue_pass(
        key,
        **{
            "enterprise": uuid4(),
            "reference": "Zk3mQ8vT1xYb",
            "masked_name": "张*",
            "team": "一车间 甲班",
            "verdict": "clear",
            "reason": "ok",
            "issued": moment,
            "expires": moment + timedelta(hours=8),
            "pass_id": uuid4(),
            **changes,
        },
    )


def named(vector):
    return vector["name"]


@pytest.mark.parametrize("vector", GOOD, ids=named)
def test_a_good_code_says_what_was_signed(vector):
    read = read_pass(vector["code"], KEYS)

    says = vector["says"]
    assert str(read.pass_id) == says["pass_id"]
    assert str(read.enterprise) == says["enterprise"]
    assert read.issued.timestamp() == says["issued"]
    assert read.expires.timestamp() == says["expires"]
    for name in ("reference", "masked_name", "team", "verdict", "reason"):
        assert getattr(read, name) == says[name]


@pytest.mark.parametrize("vector", BAD, ids=named)
def test_a_bad_code_is_refused_for_the_right_reason(vector):
    with pytest.raises(CodeError) as refusal:
        read_pass(vector["code"], KEYS)

    assert refusal.value.reason == vector["error"]


def test_the_vectors_are_those_of_the_script():
    from tests.vectors import make_codes

    assert [(vector["name"], vector["code"]) for vector in GOOD] == list(make_codes.good().items())
    assert {vector["name"]: (vector["code"], vector["error"]) for vector in BAD} == make_codes.bad()


def test_a_code_fits_a_small_qr_and_holds_no_lower_case():
    code = a_pass()

    assert len(code) < 340
    assert code.startswith("FG1:")
    assert set(code) <= set(base45.ALPHABET)


def test_ids_and_times_come_back_and_an_expired_code_is_read():
    issued = datetime(2020, 2, 24, 8, 5, 59, 900_000, tzinfo=timezone(timedelta(hours=8)))
    enterprise, pass_id = uuid4(), uuid4()

    read = read_pass(
        a_pass(
            enterprise=enterprise,
            pass_id=pass_id,
            issued=issued,
            expires=issued + timedelta(hours=1),
        ),
        KEYS,
    )

    assert (read.enterprise, read.pass_id) == (enterprise, pass_id)
    assert read.issued == issued.replace(microsecond=0)
    assert read.kid == KEY.kid


def test_after_a_change_of_keys_both_are_believed_while_both_are_listed():
    new = SigningKey.generate()
    keys = keys_by_kid([KEY.public, new.public])

    assert read_pass(a_pass(), keys).kid == KEY.kid
    assert read_pass(a_pass(new), keys).kid == new.kid
    with pytest.raises(Forged):
        read_pass(a_pass(new), KEYS)


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": ""},
        {"reference": "R" * 33},
        {"masked_name": "名" * 65},
        {"team": "组" * 129},
        {"verdict": ""},
        {"issued": datetime(2026, 11, 24)},
        {"expires": datetime(2026, 11, 24, 7, 30, tzinfo=UTC)},
    ],
)
def test_a_pass_that_makes_no_sense_is_not_issued(changes):
    with pytest.raises(ValueError):
        a_pass(**changes)


def test_a_key_survives_being_stored_and_never_shows_its_secret():
    key = SigningKey.generate()

    again = SigningKey.from_secret(key.secret())

    assert again.kid == key.kid
    assert len(key.secret()) == 32
    assert key.secret().hex() not in repr(key)
    assert VerifyingKey(key.public.point).kid == key.kid


def test_the_public_key_for_the_browser():
    jwk = KEY.public.jwk()

    assert jwk == VECTORS["keys"][0]
    assert set(jwk) == {"kid", "x", "y"}
    assert len(jwk["kid"]) == 16
    assert "=" not in jwk["x"] + jwk["y"]


@pytest.mark.parametrize("point", [b"", b"\x04" + bytes(64), b"\x02" + bytes(31)])
def test_a_point_that_is_not_on_the_curve_is_no_key(point):
    with pytest.raises(ValueError):
        VerifyingKey(point)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_at_all_is_refused_calmly(text):
    for code in (text, "FG1:" + text):
        with pytest.raises((Unreadable, Forged)):
            read_pass(code, KEYS)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_refused_calmly(data):
    with pytest.raises((Unreadable, Forged)):
        read_pass("FG1:" + base45.encode(data), KEYS)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_changed_bit_goes_unnoticed(data):
    code = GOOD[0]["code"]
    message = bytearray(base45.decode(code[4:]))
    position = data.draw(st.integers(0, len(message) - 1))
    message[position] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((Unreadable, Forged)):
        read_pass("FG1:" + base45.encode(bytes(message)), KEYS)


def test_the_enterprise_is_named_by_its_id():
    assert read_pass(GOOD[0]["code"], KEYS).enterprise == UUID(GOOD[0]["says"]["enterprise"])
