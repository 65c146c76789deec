import pytest

from fugong.packs import load
from fugong.screening.judging import Ground, Judged, gate_reason

PACK = load("jiaozuo_2020")


def judged(*grounds: tuple[str, str | None]) -> Judged:
    made = tuple(Ground(code, code, verdict, (), None) for code, verdict in grounds)
    return Judged(made[0].verdict, made[0].code, None, made)


@pytest.mark.article("G8", "G4")
@pytest.mark.parametrize(
    ("grounds", "reason"),
    [
        ([("no_certificate", "barred"), ("region", "observe")], "region"),
        ([("symptoms", "barred"), ("observation", "observe")], "observation"),
        ([("contact", "barred"), ("no_certificate", "barred")], "contact"),
        ([("no_report", None)], "no_report"),
        ([("ok", "clear")], "ok"),
    ],
)
def test_of_several_reasons_the_gate_gives_the_one_its_table_names_first(
    grounds: list[tuple[str, str | None]], reason: str
) -> None:
    assert gate_reason(PACK, judged(*grounds)) == reason
