"""An answer as pages show it: what applies, why or why not, how much and how that comes about, until when, what to bring."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from fugong.core.web import say
from fugong.doors.policies import calculation, values
from fugong.doors.policies.words import (
    BASE_UNITS,
    BASES,
    BOUNDS,
    DAY_BOUNDS,
    EFFECTS,
    ELIGIBLE,
    FORCE_HINTS,
    FORCES,
    NOT_ELIGIBLE,
    NOT_IN_FORCE,
    RELATIONS,
    SIZES,
    STATUSES,
    UNITS,
    UNKNOWN,
    Status,
)
from fugong.packs.policies import Answer, Matched, Measure, PolicyBook
from fugong.packs.policies.matching import Judged, parameters_on
from fugong.packs.policies.overlaps import NearMiss, groups, near_misses, totals
from fugong.packs.policies.schema import DETERMINATIONS
from fugong.packs.policies.sizes import DECIDED, SIZE_FACTS
from fugong.rules import Formula, Value, facts_used
from fugong.rules.formulas import references
from fugong.rules.nodes import FactRef, Leaf, Literal

SHAPES = {True: "✓", False: "✕", None: "?"}


@dataclass(frozen=True)
class Condition:
    """One condition. `given`: what the enterprise said of it, (name, value) each; `parts`: its parts, where any will do."""

    text: str
    holds: bool | None
    article: str
    quote: str
    given: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, bool | None], ...] = ()
    decided: str = ""

    @property
    def shape(self) -> str:
        """✓ ✕ ?"""
        return SHAPES[self.holds]

    @property
    def word(self) -> str:
        """Whether it holds, in a word."""
        return {True: _("符合"), False: _("不符合"), None: _("还不知道")}[self.holds]


@dataclass(frozen=True)
class Missing:
    """Something that is not known: a fact to be asked, an authority's decision, or a figure that is not published."""

    fact: str
    name: str
    ask: str
    kind: str
    """fact, determination, event or parameter."""


@dataclass(frozen=True)
class Sum:
    """An amount in words, what it is, and the sum it comes from."""

    label: str
    text: str
    calculation: str
    is_base: bool = False
    """What the benefit is counted on (a contribution due, a cost, a loan): nobody is paid this."""

    @property
    def line(self) -> str:
        """It in a line with other things: a base is said to be one."""
        return base_words(self.text) if self.is_base and self.text else self.text


@dataclass(frozen=True)
class Relation:
    """Another measure that overlaps, and how."""

    words: str | Promise
    measure: Measure


@dataclass(frozen=True)
class Shown:
    """A measure with its answer, in the reader's language."""

    measure: Measure
    status: Status
    why: str
    conditions: tuple[Condition, ...]
    amount: Sum | None
    deadline: date | None
    deadline_calculation: str
    until: date | None
    missing: tuple[Missing, ...]
    documents: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    relations: tuple[Relation, ...]
    source: str = ""
    """豫政〔2020〕9号第17条."""
    once: str = ""
    """The other measures that apply of which only one can be had together with it, by their sources."""
    near: str = ""
    """How little is wanting, where one condition alone stands in the way."""

    @property
    def id(self) -> str:
        return self.measure.id

    @property
    def title(self) -> str:
        return say.text(self.measure.title)

    @property
    def benefit(self) -> str:
        return say.text(self.measure.benefit)

    @property
    def effect(self) -> str | Promise:
        return EFFECTS.get(self.measure.effect, self.measure.effect)

    @property
    def force(self) -> str | Promise:
        return FORCES.get(self.measure.force, self.measure.force)

    @property
    def force_hint(self) -> str | Promise:
        return FORCE_HINTS.get(self.measure.force, "")

    @property
    def failing(self) -> list[Condition]:
        """The conditions that do not hold."""
        return [one for one in self.conditions if one.holds is False]

    @property
    def asked(self) -> list[Missing]:
        """What the enterprise itself could still say."""
        return [one for one in self.missing if one.kind == "fact"]


@dataclass(frozen=True)
class Section:
    """All measures of one status."""

    status: Status
    measures: tuple[Shown, ...]


@dataclass(frozen=True)
class Results:
    """An answer as a page: sections in the order of what matters, and what it comes to."""

    on: date
    size: str
    sections: tuple[Section, ...]
    counts: Mapping[str, int]
    kinds: int = 0
    """How many different benefits the eligible measures are: one that several documents give is one."""
    totals: tuple[str, ...] = ()
    """What all eligible measures come to, by unit; what can be had once is counted once."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_repeated(self) -> bool:
        """Whether several of the eligible measures are the same benefit."""
        return self.kinds < self.counts[ELIGIBLE]

    @property
    def settled(self) -> int:
        """How many measures no further answer can change."""
        return self.total - self.counts[UNKNOWN]


def results(book: PolicyBook, answer: Answer, facts: Mapping[str, Any]) -> Results:
    """The whole answer. `facts` are those it was given for, as rules know them."""
    near = {
        one.measure.id: _near(book, one, _known(facts)) for one in near_misses(book, _known(facts), answer)
    }
    once = _once(book, answer)
    shown = [
        replace(
            measure(book, one, facts, answer.on, answer),
            near=near.get(one.measure.id, ""),
            once=once.get(one.measure.id, ""),
        )
        for one in answer.measures
    ]
    shown.sort(key=_first_things_first)
    sections = tuple(
        Section(status, tuple(one for one in shown if one.status is status)) for status in STATUSES.values()
    )
    return Results(
        answer.on,
        size_words(answer),
        tuple(one for one in sections if one.measures),
        counts(answer),
        len(groups(one.measure for one in answer.measures if one.status == ELIGIBLE)),
        tuple(amount_words(one.value, one.unit) for one in totals(answer) if one.value > 0),
    )


def _once(book: PolicyBook, answer: Answer) -> dict[str, str]:
    """Of measures that apply, the others of which only one can be had."""
    eligible = {one.measure.id for one in answer.measures if one.status == ELIGIBLE}
    found: dict[str, str] = {}
    for group in groups(one.measure for one in answer.measures):
        members = [one for one in group if one in eligible]
        for one in members:
            others = [source(book, book.measures[other]) for other in members if other != one]
            found[one] = _("、").join(others)
    return found


def _first_things_first(one: Shown) -> tuple[int, date]:
    """Within a status: what gives money, then the nearest deadline; of what may apply, what the least is wanting of."""
    if one.status.code == UNKNOWN:
        wanting = sum(condition.holds is None for condition in one.conditions)
        return wanting, one.deadline or date.max
    gives = one.amount is not None and bool(one.amount.text) and not one.amount.is_base
    return 0 if gives else 1, one.deadline or date.max


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _near(book: PolicyBook, one: NearMiss, facts: Mapping[str, Any]) -> str:
    """What the one condition in the way asks for, and how far off the answer is."""
    if one.by is None or one.fact is None or one.fact not in book.words.facts:
        return _("只差这一条")
    kind, value = book.words.facts[one.fact], facts.get(one.fact)
    node = one.condition.condition.node
    if not isinstance(node, Leaf) or value is None:
        return _("只差这一条")
    if kind.kind == "date":
        bound = values.value_words(kind, value - timedelta(days=int(one.by)))
        wanted = str(DAY_BOUNDS[node.op]).format(bound=bound)
        way = _("早 {by}") if one.by < 0 else _("晚 {by}")
        size = say.length(abs(int(one.by)) * 86400)
    else:
        wanted = str(BOUNDS[node.op]).format(bound=values.value_words(kind, Decimal(str(value)) - one.by))
        way = _("差 {by}") if one.by < 0 else _("高出 {by}")
        if values.is_share(kind):
            size = _("{n} 个百分点").format(n=values.say_number(abs(one.by) * 100))
        else:
            size = values.value_words(kind, abs(one.by))
    if not one.by:
        return _("只差这一条：{wanted}，现在刚好在线上").format(wanted=wanted)
    return _("只差这一条：{wanted}，{way}").format(wanted=wanted, way=way.format(by=size))


def counts(answer: Answer) -> dict[str, int]:
    """Status → how many measures."""
    found = dict.fromkeys(STATUSES, 0)
    for one in answer.measures:
        found[one.status] += 1
    return found


def size_words(answer: Answer) -> str:
    """小型企业; 中小微企业 where only that is known; empty where nothing is."""
    if answer.size.size_class is not None:
        return _("{size}企业").format(size=SIZES[answer.size.size_class])
    if answer.size.is_sme is not None:
        return _("中小微企业") if answer.size.is_sme else _("大型企业")
    return ""


def measure(
    book: PolicyBook, one: Matched, facts: Mapping[str, Any], on: date, answer: Answer | None = None
) -> Shown:
    """One measure with its answer."""
    known = _known(facts)
    conditions = tuple(_condition(book, judged, known, answer) for judged in one.conditions)
    if one.worthless:
        conditions = (*conditions, _worthless(book, one, known))
    missing = tuple(missing_fact(book, name, one.measure) for name in one.missing)
    return Shown(
        measure=one.measure,
        status=STATUSES[one.status],
        why=why(one, conditions, missing),
        conditions=conditions,
        amount=_sum(book, one, known, on),
        deadline=one.deadline,
        deadline_calculation=formula_words(book, one.measure.deadline, known, on),
        until=one.until,
        missing=missing,
        documents=documents(book, one.measure, known),
        readings=readings(book, one.measure),
        relations=relations(book, one.measure),
        source=source(book, one.measure),
    )


def source(book: PolicyBook, measure: Measure) -> str:
    """The document's number and the article's, so that measures of one title are told apart."""
    article = book.articles[measure.article]
    number = book.documents[article.document].number
    return _("{document}第{number}条").format(document=number, number=article.number)


def _condition(
    book: PolicyBook, judged: Judged, facts: Mapping[str, Any], answer: Answer | None
) -> Condition:
    condition = judged.condition
    parts = tuple((say.text(reason.text), reason.holds) for reason in judged.parts if reason.text is not None)
    return Condition(
        text=say.text(condition.text),
        holds=judged.holds,
        article=condition.article,
        quote=condition.quote,
        given=tuple(_given(book, condition.node, facts, answer, say.text(condition.text))),
        parts=parts if len(parts) > 1 else (),
        decided=condition.decided,
    )


def _given(
    book: PolicyBook, node: Any, facts: Mapping[str, Any], answer: Answer | None, text: str
) -> Iterator[tuple[str, str]]:
    """What the enterprise said of the facts a condition rests on, in the order asked; not what its `text` says already."""
    used = facts_used(node)
    if used & set(DECIDED) and answer is not None:
        size = size_words(answer)
        if size:
            yield _("划型"), size
        used = used | set(SIZE_FACTS)
    for fact in book.facts:
        if fact in used and fact in facts and say.text(book.words.facts[fact].text) != text:
            yield say.text(book.words.facts[fact].text), values.said(book, fact, facts[fact])


def _worthless(book: PolicyBook, one: Matched, facts: Mapping[str, Any]) -> Condition:
    formula = one.measure.amount.formula if one.measure.amount else None
    names = [part.name for part in references(formula) if isinstance(part, FactRef)] if formula else []
    given = tuple(
        (say.text(book.words.facts[name].text), values.said(book, name, facts[name]))
        for name in names
        if name in facts
    )
    return Condition(_("算出来有金额"), False, one.measure.article, "", given)


def why(one: Matched, conditions: Iterable[Condition], missing: Iterable[Missing]) -> str:
    """The one line under the title in a list: why not, or what is wanting."""
    if one.status == NOT_IN_FORCE:
        return _not_in_force(one)
    if one.status == NOT_ELIGIBLE:
        return _("；").join(each.text for each in conditions if each.holds is False)
    if one.status == UNKNOWN:
        wanting = {fact for each in one.conditions if each.holds is None for fact in each.missing}
        return _("、").join(each.name for each in missing if each.fact in wanting)
    return ""


def _not_in_force(one: Matched) -> str:
    since = say.day(one.measure.since, by_name=False, with_year=True)
    if one.until is None:
        return _("{since}起执行").format(since=since)
    until = say.day(one.until, by_name=False, with_year=True)
    return _("执行期 {since}至{until}").format(since=since, until=until)


def missing_fact(book: PolicyBook, name: str, measure: Measure) -> Missing:
    if name == DETERMINATIONS:
        who = _("、").join(measure.departments)
        return Missing(name, _("主管部门认定"), _("要由{who}认定。").format(who=who), "determination")
    if name in book.cards:
        kind = "event" if name == "epidemic_end" else "fact"
        return Missing(name, say.text(book.words.facts[name].text), say.text(book.cards[name].ask), kind)
    parameter = book.words.parameters.get(name)
    text = say.text(parameter.type.text) if parameter is not None else name
    return Missing(name, text, _("这一天的数值这里没有。"), "parameter")


def _sum(book: PolicyBook, one: Matched, facts: Mapping[str, Any], on: date) -> Sum | None:
    value = one.amount if one.amount is not None else one.potential
    given = one.measure.amount
    if given is None or one.status not in (ELIGIBLE, UNKNOWN):
        return None
    label = BASES["rate" if given.unit == "rate" else given.kind]
    text = amount_words(value, given.unit, given.kind) if value is not None else ""
    calculation = formula_words(book, given.formula, facts, on)
    return Sum(str(label), text, calculation, given.kind == "base" and given.unit != "rate")


def amount_words(value: Decimal, unit: str, kind: str = "benefit") -> str:
    """12,345.67 元, 每月 800 元, 3.15%; a base is 800 元/月."""
    plain = values.percent(value) if unit == "rate" else values.thousands(value)
    return str((BASE_UNITS if kind == "base" else UNITS)[unit]).format(value=plain)


def base_words(amount: str) -> str:
    """按 76,800 元/月 计 · 基数."""
    return _("按 {amount} 计 · 基数").format(amount=amount)


def formula_words(
    book: PolicyBook, formula: Formula | None, facts: Mapping[str, Value] | None, on: date
) -> str:
    """A formula in words with the facts' numbers (None: the rule alone); empty for one that computes nothing."""
    if formula is None or isinstance(formula, Literal):
        return ""
    return calculation.words(book, formula, facts, parameters_on(book, on))


def fixed_day(formula: Formula | None) -> date | None:
    """The day a formula is, where it is one and computes nothing."""
    value = formula.value if isinstance(formula, Literal) else None
    return value if isinstance(value, date) else None


def documents(book: PolicyBook, measure: Measure, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The papers that prove what the measure rests on; of conditions that any of several facts fulfils, only of those that do."""
    wanted: set[str] = set()
    for condition in measure.conditions:
        used = facts_used(condition.node)
        if used & set(DECIDED):
            used = used | set(SIZE_FACTS)
        answered = {fact for fact in used if facts.get(fact) not in (None, False)}
        wanted |= answered or used
    for formula in (measure.amount.formula if measure.amount else None, measure.deadline):
        if formula is not None:
            wanted |= {part.name for part in references(formula) if isinstance(part, FactRef)}
    found: dict[str, None] = {}
    for fact in book.facts:
        evidence = book.cards[fact].evidence
        if fact in wanted and evidence is not None:
            found[say.text(evidence)] = None
    return tuple(found)


def readings(book: PolicyBook, measure: Measure) -> tuple[tuple[str, str], ...]:
    """(R4, how the open text is read), of those the measure rests on."""
    return tuple((one, say.text(book.readings[one])) for one in measure.readings if one in book.readings)


def relations(book: PolicyBook, measure: Measure) -> tuple[Relation, ...]:
    """The measures that overlap with it; the more telling word for each."""
    found: dict[str, Relation] = {}
    for one in measure.relations:
        if one.id in book.measures and (one.id not in found or one.kind != "same_benefit_as"):
            found[one.id] = Relation(RELATIONS[one.kind], book.measures[one.id])
    for other in book.measures.values():
        for one in other.relations:
            if one.id == measure.id and one.kind == "more_favourable_than":
                found[other.id] = Relation(_("和本项是同一种好处，不重复享受；它更优惠"), other)
    return tuple(found.values())
