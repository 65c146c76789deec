"""Base45 against the vectors of RFC 9285 and against arbitrary bytes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core import base45

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["base45"], ids=lambda vector: vector["text"] or "empty")
def test_base45_agrees_with_the_vectors(vector):
    assert base45.encode(bytes.fromhex(vector["bytes"])) == vector["text"]
    assert base45.decode(vector["text"]) == bytes.fromhex(vector["bytes"])


@pytest.mark.parametrize("text", VECTORS["not_base45"])
def test_text_that_is_not_base45_is_refused(text):
    with pytest.raises(ValueError, match="not base45"):
        base45.decode(text)


@given(st.binary(max_size=300))
def test_any_bytes_come_back(data):
    text = base45.encode(data)

    assert base45.decode(text) == data
    assert text == text.rstrip()  # so a reader may trim what a scanner gun types


@given(st.text(alphabet=base45.ALPHABET, max_size=30))
def test_bytes_have_one_text_only(text):
    try:
        data = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(data) == text
