"""What the demonstration's enterprises said of themselves, what was decided of them, and what they applied for."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from fugong.cases import actions as cases
from fugong.cases import queries as case_queries
from fugong.casetypes.application.opening import apply
from fugong.core import clock
from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import choices
from fugong.doors.cli.demo.filings import moment_of, officer, told_at
from fugong.doors.cli.demo.invented import FEW, HELD_IN_SHORT, InventedEnterprise
from fugong.policies import actions, queries

SAID = 0.85
"""What share of the enterprises has confirmed its facts."""
SILENT = 0.06
"""What share of the facts one of these does not know."""
ONE_OF = 3
"""Every so-many-th has applied for something; of a whole city fewer: cases are most of the time it takes to make one."""
ONE_OF_CITY = 30
WAYS = (("submitted", 30), ("accepted", 20), ("granted", 35), ("refused", 8), ("returned", 7))
"""How far an application has come, and how many of a hundred."""
REQUEST = {
    "statement": "受疫情影响，订单减少，流动资金紧张，申请享受这项政策。",
    "contact_person": "郑专员",
    "contact_phone": "0391-0000000",
}
REFUSED = (("conditions_not_met", "经核实裁员率超过规定。"), ("evidence_missing", "没有提供缴费凭证。"))


def fill(enterprise: Any, one: InventedEnterprise) -> None:
    """Facts, decisions and applications of one enterprise; what is there already is passed over.

    Of the first one only what it knows by heart, so that whoever tries the demonstration has the rest to confirm.
    """
    chance = random.Random(f"policies {one.number}")
    if queries.has_sheet(enterprise) or (one.number and chance.random() > SAID):
        return
    facts = facts_of(one, chance)
    if one.number == 0:
        facts = {fact: value for fact, value in facts.items() if fact in BY_HEART}
    said = max(1, chance.randrange(2, 12))
    with told_at(moment_of(said, chance)):
        actions.confirm_facts(enterprise=enterprise, by=SYSTEM, version=0, facts=facts)
    if one.number == 0:
        return
    decide(enterprise, one, chance)
    if one.number % (ONE_OF if one.number < FEW else ONE_OF_CITY) == 0:
        _apply(enterprise, chance, said)


BY_HEART = ("revenue", "total_assets", "affected_by_epidemic", "operating_difficulty", "recovery_expected")


def facts_of(one: InventedEnterprise, chance: random.Random) -> dict[str, Any]:
    """Invented facts that fit together: money goes with the people, supplies with the trade."""
    people = max(1, one.headcount)
    today = clock.today()
    supplies = any(trade in one.name for trade in HELD_IN_SHORT)
    revenue = Decimal(people * chance.randrange(300_000, 900_000))
    facts: dict[str, Any] = {
        "revenue": revenue,
        "total_assets": Decimal(people * chance.randrange(250_000, 700_000)),
        "affected_by_epidemic": chance.random() < 0.85,
        "operating_difficulty": chance.random() < 0.6,
        "recovery_expected": chance.random() < 0.8,
        "operating_normally": chance.random() < 0.4,
        "layoff_rate": Decimal(chance.choice(("0", "0", "0.012", "0.03", "0.049", "0.05", "0.055", "0.056", "0.12"))),
        "insured_staff": max(1, people * chance.randrange(70, 100) // 100),
        "unemployment_premium_paid": Decimal(people * chance.randrange(200, 420)),
        "receives_employment_subsidy": chance.random() < 0.1,
        "recruiting": chance.random() < 0.4,
        "talks_with_staff": chance.random() < 0.5,
        "leases_state_owned_premises": chance.random() < 0.25,
        "monthly_rent": Decimal(chance.randrange(8, 90) * 1000),
        "makes_epidemic_supplies": supplies,
        "makes_medical_supplies": supplies and chance.random() < 0.6,
        "expanding_capacity": supplies and chance.random() < 0.7,
        "capacity_equipment_cost": Decimal(chance.randrange(20, 300) * 10_000),
        "makes_daily_necessities": "食品" in one.name,
        "makes_medicine": "医药" in one.name or "怀药" in one.name,
        "surplus_conforming_products": supplies and chance.random() < 0.3,
        "epidemic_related_industry": supplies,
        "directly_in_epidemic_control": supplies and chance.random() < 0.5,
        "tax_payment_difficulty": chance.random() < 0.35,
        "tax_due_date": today + timedelta(days=chance.randrange(-40, 40)),
        "tax_filing_difficulty": chance.random() < 0.15,
        "property_tax_difficulty": chance.random() < 0.3,
        "major_loss": chance.random() < 0.2,
        "vat_credit_now": Decimal(chance.randrange(0, 400) * 1000),
        "vat_credit_2019_12": Decimal(chance.randrange(0, 200) * 1000),
        "revenue_key_transport": Decimal(chance.randrange(1, 60) * 10_000 if "物流" in one.name else 0),
        "revenue_exempt_services": Decimal(0),
        "social_insurance_difficulty": chance.random() < 0.25,
        "contribution_due_date": date(today.year, today.month, 15),
        "housing_fund_difficulty": chance.random() < 0.25,
        "monthly_fund_base": Decimal(people * 3200),
        "fund_rate": Decimal(chance.choice(("0.05", "0.08", "0.1", "0.12"))),
        "monthly_pension_base": Decimal(people * 3400),
        "utility_payment_difficulty": chance.random() < 0.2,
        "days_suspended": 0 if one.is_back else chance.randrange(5, 30),
        "basic_electricity_fee_per_day": Decimal(chance.randrange(200, 2000)),
        "exports": chance.random() < 0.2,
        "foreign_contract_broken": chance.random() < 0.08,
        "loan_principal": Decimal(chance.randrange(50, 900) * 10_000),
        "loan_rate": Decimal(chance.choice(("0.0435", "0.0479", "0.052", "0.06"))),
        "special_relending_loan": supplies and chance.random() < 0.4,
        "special_relending_interest": Decimal(chance.randrange(5, 60) * 1000),
        "guarantee_amount": Decimal(chance.randrange(100, 900) * 10_000),
        "guarantee_fee_rate": Decimal(chance.choice(("0.008", "0.01", "0.015", "0.02"))),
        "supplies_government_or_soe": chance.random() < 0.3,
        "worked_spring_festival_for_supplies": supplies and chance.random() < 0.7,
        "tech_sme": chance.random() < 0.15,
        "biomedicine": "医药" in one.name,
        "new_project": chance.random() < 0.1,
        "epidemic_supply_project": supplies and chance.random() < 0.4,
        "emergency_vehicles": "物流" in one.name or chance.random() < 0.1,
        "carries_fresh_produce": "冷链" in one.name,
        "human_resources_agency": False,
        "training_body": False,
        "spends_fiscal_funds": False,
    }  # fmt: skip
    return {fact: value for fact, value in facts.items() if chance.random() > SILENT or fact in BY_HEART}


def decide(enterprise: Any, one: InventedEnterprise, chance: random.Random) -> None:
    """Key lists for who makes what is short, and some of what only an authority decides."""
    by = officer(enterprise.region_id, choices.BUREAU)
    supplies = any(trade in one.name for trade in HELD_IN_SHORT)
    found: list[tuple[str, bool, str]] = []
    if supplies and chance.random() < 0.7:
        found.append(("city_key_list", True, "列入市疫情防控重点物资生产企业名单"))
    if supplies and chance.random() < 0.4:
        found.append(("supply_assurance_task", True, "承担口罩、消毒用品等保供任务"))
    if supplies and chance.random() < 0.5:
        found.append(("Y18-spring", True, "春节期间开工，考勤和配送记录齐全"))
    if chance.random() < 0.1:
        found.append(("Y19-hours", chance.random() < 0.8, "综合计算工时申请材料已核"))
    for subject, value, reason in found:
        with told_at(moment_of(chance.randrange(0, 9), chance)):
            actions.determine(enterprise=enterprise, by=by, subject=subject, value=value, reason=reason)


def _apply(enterprise: Any, chance: random.Random, said: int) -> None:
    """One or two applications for what fits, each somewhere on its way."""
    if case_queries.latest(enterprise.pk, "application").exists():
        return
    staff = Actor("account", None, frozenset({choices.EPIDEMIC_OFFICER}), enterprise.pk)
    bureau = officer(enterprise.region_id, choices.BUREAU)
    seen = queries.answered(enterprise)
    fitting = [
        one for one in seen.answer.measures if one.status == "eligible" and one.measure.force != "encouraged"
    ]
    for matched in chance.sample(fitting, min(len(fitting), chance.randrange(1, 3))):
        way = chance.choices([name for name, _n in WAYS], [n for _name, n in WAYS])[0]
        back = max(1, said - 1)
        with told_at(moment_of(back, chance)):
            case = apply(enterprise=enterprise, by=staff, measure_id=matched.measure.id)
        case = _move(case, "submit", staff, moment_of(back, chance), data=REQUEST)
        if way == "returned":
            _move(case, "return", bureau, moment_of(back - 1, chance), comment="请补充上年度缴费凭证。")
        elif way != "submitted":
            case = _move(case, "accept", bureau, moment_of(back - 1, chance))
            decided = moment_of(max(0, back - chance.randrange(1, 6)), chance)
            if way == "refused":
                reason, why = chance.choice(REFUSED)
                _move(case, "refuse", bureau, decided, comment=why, data={"reason": reason})
            elif way == "granted":
                money = matched.measure.amount is not None and matched.measure.amount.unit != "rate"
                given = {"granted_amount": str(matched.amount or 0)} if money else {}
                _move(case, "grant", bureau, decided, data=given)


def _move(case: Any, name: str, by: Actor, at: datetime, **given: Any) -> Any:
    """A move at that moment, or a minute after the last one."""
    with told_at(max(at, case.updated_at + timedelta(minutes=1))):
        return cases.move(case=case, by=by, name=name, version=case.version, **given)
