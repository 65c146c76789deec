"""One line of the results: our figure, the reference of the same run, the ratio, the target."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """`target` bounds our value ("<= 10" in its unit) or the ratio ("ratio >= 0.2"); `more` is printed, not stored."""

    name: str
    value: float
    unit: str
    reference: str
    reference_value: float
    target: str
    more: str = ""

    @property
    def ratio(self) -> float:
        return self.value / self.reference_value if self.reference_value else 0.0

    @property
    def met(self) -> bool:
        *what, operator, bound = self.target.split()
        value = self.ratio if what == ["ratio"] else self.value
        return value >= float(bound) if operator == ">=" else value <= float(bound)

    def stored(self) -> dict[str, Any]:
        kept = {key: value for key, value in asdict(self).items() if key != "more"}
        kept["value"], kept["reference_value"] = round(self.value, 3), round(self.reference_value, 3)
        target = kept.pop("target")
        return {**kept, "ratio": round(self.ratio, 3), "target": target, "met": self.met}

    def __str__(self) -> str:
        met = "met" if self.met else "MISSED"
        return (
            f"{self.name:<34} {self.value:>10,.2f} {self.unit:<8} {self.reference}: {self.reference_value:,.2f}"
            f"  ratio {self.ratio:.2f}  target {self.target}: {met}"
            + (f"\n{'':<36}{self.more}" if self.more else "")
        )
