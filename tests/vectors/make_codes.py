"""Writes codes.json: base45 and pass codes, good and bad, that Python and JavaScript must read alike.

Run it from the top of the checkout: `python tests/vectors/make_codes.py`. The keys are fixed and the
signatures repeatable, so the file changes only when the form of a code does.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import cbor2

from fugong.core import base45
from fugong.core.codes import PREFIX, Pass, SigningKey, issue_pass, read_pass, sign1

HERE = Path(__file__).parent
OURS = SigningKey.from_secret(bytes(range(1, 33)))
STRANGER = SigningKey.from_secret(bytes(range(33, 65)))

CLAIMS = {
    "enterprise": UUID("019363a0-0000-7000-8000-00000000e001"),
    "reference": "Zk3mQ8vT1xYb",
    "masked_name": "张*",
    "team": "一车间 甲班",
    "verdict": "clear",
    "reason": "ok",
    "issued": datetime(2026, 11, 24, 0, 0, tzinfo=UTC),
    "expires": datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
    "pass_id": UUID("019363a0-0000-7000-8000-00000000c001"),
}
RFC_9285 = [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")]
NOT_BASE45 = ["A", "AAAA", ":::", "GGW", "::", "5I", "aB8", "AB8\n", "ＡB8", "é00", "A_B"]


def code_of(message: bytes) -> str:
    return PREFIX + base45.encode(message)


def issued(key: SigningKey = OURS, **changes: object) -> str:
    return issue_pass(key, **{**CLAIMS, **changes}, repeatable=True)  # type: ignore[arg-type]


def message(
    payload: bytes,
    *,
    key: SigningKey = OURS,
    protected: bytes | None = None,
    unprotected: bytes = b"\xa0",
    cut_signature: int = 64,
) -> bytes:
    """A COSE_Sign1 with any header, signed rightly over what it says."""
    if protected is None:
        protected = cbor2.dumps({1: -7, 4: key.kid})
    to_sign = cbor2.dumps(["Signature1", protected, b"", payload])
    signature = key.sign(to_sign, repeatable=True)[:cut_signature]
    return b"\x84" + cbor2.dumps(protected) + unprotected + cbor2.dumps(payload) + cbor2.dumps(signature)


def payload(**changes: object) -> bytes:
    """The claims with some changed, added or (None) left out, whether or not they make sense."""
    claims: dict[int, object] = {
        4: 1795622400,
        6: 1795564800,
        7: CLAIMS["pass_id"].bytes,  # type: ignore[attr-defined]
        -65537: CLAIMS["enterprise"].bytes,  # type: ignore[attr-defined]
        -65538: "Zk3mQ8vT1xYb",
        -65539: "张*",
        -65540: "一车间 甲班",
        -65541: "clear",
        -65542: "ok",
    }
    for name, value in changes.items():
        key = {"exp": 4, "iat": 6, "cti": 7, "ent": -65537, "ref": -65538, "name": -65539, "nbf": 5}[name]
        if value is None:
            del claims[key]
        else:
            claims[key] = value
    return cbor2.dumps(claims)


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes((data[position] ^ 1,)) + data[position + 1 :]


def facts(read: Pass) -> dict[str, object]:
    return {
        "pass_id": str(read.pass_id),
        "enterprise": str(read.enterprise),
        "reference": read.reference,
        "masked_name": read.masked_name,
        "team": read.team,
        "verdict": read.verdict,
        "reason": read.reason,
        "issued": int(read.issued.timestamp()),
        "expires": int(read.expires.timestamp()),
    }


def good() -> dict[str, str]:
    plain = base45.decode(issued()[len(PREFIX) :])
    return {
        "a pass": issued(),
        "a pass that expired long ago: age is not judged here": issued(
            issued=datetime(2020, 2, 24, tzinfo=UTC), expires=datetime(2020, 2, 24, 8, tzinfo=UTC)
        ),
        "a pass of one to observe": issued(verdict="observe", reason="observation"),
        "a worker without a team, with a rare character in the name": issued(team="", masked_name="𠮷*"),
        "the longest texts": issued(masked_name="名" * 64, team="组" * 64, reference="R" * 32),
        "with the tag 18 in front": code_of(b"\xd2" + plain),
    }


def bad() -> dict[str, tuple[str, str]]:
    plain = base45.decode(issued()[len(PREFIX) :])
    kid_at = plain.index(OURS.kid)
    bomb = b"\x81" * 400 + b"\x80"
    return {
        "nothing": ("", "unreadable"),
        "the prefix alone": ("FG1:", "unreadable"),
        "another prefix": ("HC1:" + issued()[4:], "unreadable"),
        "a prefix in lower case": ("fg1:" + issued()[4:], "unreadable"),
        "an address": ("https://example.com/", "unreadable"),
        "no base45": ("FG1:abc", "unreadable"),
        "a group of three that overflows": ("FG1::::", "unreadable"),
        "a character lost": (issued()[:-1], "unreadable"),
        "cut off": (issued()[:120], "unreadable"),
        "longer than any code": ("FG1:" + "0" * 3000, "unreadable"),
        "arrays nested four hundred deep": (code_of(bomb), "unreadable"),
        "a byte string that claims 2^63 bytes": (
            code_of(b"\x84\x5b\x7f" + b"\xff" * 7),
            "unreadable",
        ),
        "bytes behind the signature": (code_of(plain + b"\x00"), "unreadable"),
        "an array of five": (code_of(b"\x85" + plain[1:] + b"\x00"), "unreadable"),
        "an unprotected header": (code_of(message(payload(), unprotected=b"\xa1\x01\x26")), "unreadable"),
        "a text where the payload belongs": (
            code_of(plain.replace(b"\xa0\x58", b"\xa0\x78", 1)),
            "unreadable",
        ),
        "one bit of the payload changed": (code_of(flipped(plain, len(plain) - 80)), "forged"),
        "one bit of the signature changed": (code_of(flipped(plain, len(plain) - 10)), "forged"),
        "one bit of the key id changed": (code_of(flipped(plain, kid_at)), "forged"),
        "signed by a stranger": (issued(STRANGER), "forged"),
        "signed by a stranger under our key id": (
            code_of(message(payload(), key=STRANGER, protected=cbor2.dumps({1: -7, 4: OURS.kid}))),
            "forged",
        ),
        "the algorithm ES384": (
            code_of(message(payload(), protected=cbor2.dumps({1: -35, 4: OURS.kid}))),
            "forged",
        ),
        "the algorithm HS256": (
            code_of(message(payload(), protected=cbor2.dumps({1: 5, 4: OURS.kid}))),
            "forged",
        ),
        "no algorithm": (code_of(message(payload(), protected=cbor2.dumps({4: OURS.kid}))), "forged"),
        "no header": (code_of(message(payload(), protected=b"")), "forged"),
        "a signature of zeros": (code_of(plain[:-64] + bytes(64)), "forged"),
        "no signature": (code_of(message(payload(), cut_signature=0)), "forged"),
        "half a signature": (code_of(message(payload(), cut_signature=32)), "forged"),
        "signed, with a claim missing": (code_of(sign1_of(payload(name=None))), "unreadable"),
        "signed, with a claim added": (code_of(sign1_of(payload(nbf=0))), "unreadable"),
        "signed, with a time that is a text": (code_of(sign1_of(payload(exp="never"))), "unreadable"),
        "signed, with a time that is a fraction": (code_of(sign1_of(payload(exp=1.5e9))), "unreadable"),
        "signed, with a time that is true": (code_of(sign1_of(payload(iat=True))), "unreadable"),
        "signed, ending before it begins": (code_of(sign1_of(payload(exp=1795564800))), "unreadable"),
        "signed, with a time beyond any calendar": (
            code_of(sign1_of(payload(exp=2**53))),
            "unreadable",
        ),
        "signed, with an id of 15 bytes": (code_of(sign1_of(payload(cti=bytes(15)))), "unreadable"),
        "signed, with an id that is a text": (code_of(sign1_of(payload(ent="a" * 16))), "unreadable"),
        "signed, without a reference": (code_of(sign1_of(payload(ref=""))), "unreadable"),
        "signed, with a name too long": (code_of(sign1_of(payload(name="名" * 65))), "unreadable"),
        "signed, with bytes behind the claims": (code_of(sign1_of(payload() + b"\x00")), "unreadable"),
        "signed, with a claim twice": (
            code_of(sign1_of(b"\xaa\x04\x00" + payload()[1:])),
            "unreadable",
        ),
        "signed, with an indefinite map": (
            code_of(sign1_of(b"\xbf" + payload()[1:] + b"\xff")),
            "unreadable",
        ),
        "signed, with a broken name": (
            code_of(sign1_of(payload().replace("张".encode(), b"\xe5\xbc\x28"))),
            "unreadable",
        ),
        "signed, but nested four hundred deep": (code_of(sign1_of(bomb)), "unreadable"),
        "signed, but a list": (code_of(sign1_of(b"\x80")), "unreadable"),
        "signed, but nothing": (code_of(sign1_of(b"")), "unreadable"),
    }


def sign1_of(data: bytes) -> bytes:
    return sign1(OURS, data, repeatable=True)


def main() -> None:
    keys = {OURS.kid: OURS.public}
    vectors = {
        "about": "Made by make_codes.py; the keys are test keys.",
        "base45": [{"bytes": data.encode().hex(), "text": text} for data, text in RFC_9285]
        + [
            {"bytes": data.hex(), "text": base45.encode(data)}
            for data in (b"", b"\x00", b"\xff", b"\x00\x00", b"\xff\xff", bytes(range(256)))
        ],
        "not_base45": NOT_BASE45,
        "keys": [OURS.public.jwk()],
        "codes": [
            {"name": name, "code": code, "says": facts(read_pass(code, keys))}
            for name, code in good().items()
        ]
        + [{"name": name, "code": code, "error": error} for name, (code, error) in bad().items()],
    }
    text = json.dumps(vectors, ensure_ascii=False, indent=1)
    (HERE / "codes.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
