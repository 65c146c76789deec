"""A box is closed by a gate's page and opened only here."""

import json
from pathlib import Path

import pytest

from fugong.core import sealing
from fugong.core.boxes import open_box, public_box
from fugong.core.sealing import SealBroken

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "boxes.json").read_text())
RING = sealing.ring_from(VECTORS["ring"])


def test_the_key_that_a_page_is_given_follows_from_the_ring() -> None:
    assert public_box(RING) == VECTORS["box"]


@pytest.mark.parametrize("vector", VECTORS["closed"], ids=lambda one: one["context"])
def test_what_the_page_closed_opens_here_for_its_own_context_only(vector: dict[str, str]) -> None:
    assert json.loads(open_box(RING, vector["text"], vector["context"])) == vector["data"]

    with pytest.raises(SealBroken):
        open_box(RING, vector["text"], "somebody else's")


def test_what_was_closed_before_a_rotation_still_opens() -> None:
    rotated = sealing.ring_from(sealing.rotated(VECTORS["ring"]))
    vector = VECTORS["closed"][0]

    assert public_box(rotated) != VECTORS["box"]
    assert json.loads(open_box(rotated, vector["text"], vector["context"])) == vector["data"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P256",
        "P256.k1",
        "P256.k1.",
        "P256.k9.AAAA",
        "A256GCM.k1.AAAA",
        "P256.k1.!!!",
        "P256.k1.码",
        "P256.k1." + "A" * 200,
        VECTORS["closed"][0]["text"][:-4],
    ],
)
def test_what_is_no_box_of_ours_is_broken(text: str) -> None:
    with pytest.raises(SealBroken):
        open_box(RING, text, VECTORS["closed"][0]["context"])
