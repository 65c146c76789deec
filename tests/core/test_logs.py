import pytest

from fugong.core.logs import redact, redact_event


@pytest.mark.parametrize(
    "secret",
    [
        "410802198501010012",
        "41080219850101001X",
        "13800138000",
        "Bearer fgd_Zm9vYmFyYmF6cXV4",
        "fga_Zm9vYmFyYmF6cXV4",
        "FG1:6BF+70790T9WJWG.FKY*4GO0.O1CV2",
        "/p/Zm9vYmFyYmF6/",
        "/gate/bind/Zm9vYmFyYmF6/",
        "/policies/mine/Zm9vYmFyYmF6/",
        "/policies/check/Zm9vYmFyYmF6/",
        "/api/v1/policies/checks/Zm9vYmFyYmF6",
        "/c/Zm9vYmFyYmF6/",
    ],
)
def test_no_line_holds_a_personal_value_or_a_secret(secret: str) -> None:
    value = secret.strip("/").rsplit("/", 1)[-1].removeprefix("Bearer ")

    assert value not in redact(f"before {secret} after")


def test_values_inside_lists_and_mappings_are_redacted_too() -> None:
    event = {
        "event": "x",
        "people": [{"phone": "13800138000"}],
        "count": 3,
        "error": ValueError("410802198501010012"),
    }

    shown = str(redact_event(None, "info", event))

    assert "13800138000" not in shown
    assert "410802198501010012" not in shown
    assert "'count': 3" in shown


def test_ordinary_numbers_stay_readable() -> None:
    assert redact("took 123 ms, 20200224 rows 18000000") == "took 123 ms, 20200224 rows 18000000"


def test_answers_in_an_address_are_not_told() -> None:
    said = redact("Internal Server Error: /policies/mine/Zm9vYmFyYmF6/what-if/headcount/?value=57")

    assert "57" not in said
    assert "/policies/mine/[secret]/what-if/headcount/" in said
