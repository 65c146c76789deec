"""What a case type is: one declaration of states, moves, time limits and form. Pure; the engine does the rest.

Who takes part is a *party*: the enterprise, or a kind of authority (bureau, health, cluster). A *work item* is what a
party has to do, with its time limit; a state names the one that is open while the case is in it, moves may open and
close others beside it, so that several departments work on one case at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from fugong.cases.working_time import Span

if TYPE_CHECKING:
    from fugong.cases.official import OfficialDocument

Text = str | Promise
FieldType = Literal["text", "integer", "number", "date", "boolean", "choice", "rows", "file"]
Phase = Literal["draft", "open", "done"]

ENTERPRISE = "enterprise"
BUREAU = "bureau"
HEALTH = "health"
CLUSTER = "cluster"
ENTERPRISE_ROLES = ("epidemic_officer", "principal")


C = TypeVar("C", bound=Callable[..., Any])
Named: TypeAlias = str | C
"""A function, or its dotted name: with names a declaration is plain data that loads without models."""


def called(named: "Named[C]") -> C:
    """The function itself."""
    return cast(C, import_string(named) if isinstance(named, str) else named)


@dataclass(frozen=True)
class Option:
    """One answer of a choice: `value` as stored."""

    value: str
    label: Text


@dataclass(frozen=True)
class Field:
    """One field of a form. `longest` counts characters of a text, or rows; `lines` above 1 is a text area.

    A `file` is an attachment of the kind `name`; it is no part of the case's data.
    """

    name: str
    label: Text
    type: FieldType = "text"
    required: bool = True
    hint: Text = ""
    article: str = ""
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()
    lines: int = 1
    longest: int = 2000
    least: Decimal | None = None
    most: Decimal | None = None
    unit: Text = ""


@dataclass(frozen=True)
class Section:
    """A page of the form, with the article it answers. `template` names a text of the pack's plans (一企一策)."""

    name: str
    label: Text
    fields: tuple[Field, ...]
    article: str = ""
    hint: Text = ""
    part: Text = ""

    def has(self, place: str) -> bool:
        """Whether a place in the form (`site`, `origins[1].city`) stands on this page."""
        return any(one.name == place.partition("[")[0] for one in self.fields)


@dataclass(frozen=True)
class Sourced:
    """A value that the system knows, and where it comes from: nothing is typed twice."""

    value: Any
    source: Text
    url: str = ""


@dataclass(frozen=True)
class Finding:
    """What is missing or weak before a case is handed in. One that `blocks` refuses the move."""

    field: str
    text: Text
    article: str = ""
    blocks: bool = True


@dataclass(frozen=True)
class Work:
    """A party's work on a case. The pack's clocks give the time limit by this name, else `span`; neither: no limit."""

    name: str
    label: Text
    party: str
    span: Span | None = None


@dataclass(frozen=True)
class State:
    """A state. `work` is open while the case is in it; the form may be changed by the enterprise where `editable`."""

    name: str
    label: Text
    phase: Phase = "open"
    work: str = ""
    editable: bool = False


@dataclass(frozen=True)
class Move:
    """A move from some states to one. *Who*: a role, at a kind of authority (`at`), in the case's jurisdiction.

    *When*: the state, and `when` (returns why not, or None). `requires` names fields and kinds of attachment, all
    required fields of the form where `whole_form`. `comment`: a reason must, may or can't be given (what is written all
    the same is kept as a remark). `fields` are asked for this move alone and kept with its step. `keeps` makes a version
    of the form. `opens` names work to begin beside the state's own, `opens_by` finds more by the case. `effects` run in
    the move's transaction. `page` is the URL name of a page made for this move, where the common one does not do.
    """

    name: str
    label: Text
    frm: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    at: str = ""
    requires: tuple[str, ...] = ()
    whole_form: bool = False
    comment: Literal["no", "may", "must"] = "may"
    fields: tuple[Field, ...] = ()
    when: "Named[Callable[[Any], Text | None]] | None" = None
    opens: tuple[str, ...] = ()
    opens_by: "Named[Callable[[Any], Sequence[str]]] | None" = None
    closes: tuple[str, ...] = ()
    keeps: bool = False
    effects: "tuple[Named[Callable[[Any], None]], ...]" = ()
    tells: tuple[str, ...] = ()
    tone: Literal["main", "plain", "grave"] = "plain"
    ask: Text = ""
    bulk: bool = False
    page: str = ""


@dataclass(frozen=True)
class AttachmentKind:
    """A kind of attachment and who may add one: parties."""

    name: str
    label: Text
    parties: tuple[str, ...] = (ENTERPRISE,)
    hint: Text = ""


@dataclass(frozen=True)
class CaseType:
    """A kind of case. `openers` may create one; `several` open ones an enterprise may have, else the second is refused.

    `prefill` gives what the system knows of an enterprise, `check` what is missing beyond required fields, `document`
    the official paper, `stands` the form that counts while another is written (None: none yet), `public` the lines that
    the lookup by QR shows.
    """

    kind: str
    label: Text
    states: tuple[State, ...]
    initial: str
    moves: tuple[Move, ...]
    sections: tuple[Section, ...]
    works: tuple[Work, ...] = ()
    attachments: tuple[AttachmentKind, ...] = ()
    openers: tuple[str, ...] = ENTERPRISE_ROLES
    readers: tuple[str, ...] = ()
    several: bool = False
    intro: Text = ""
    article: str = ""
    prefill: "Named[Callable[[Any], Mapping[str, Sourced]]] | None" = None
    check: "Named[Callable[[Any, Mapping[str, Any]], Sequence[Finding]]] | None" = None
    document: "Named[Callable[[Any, Mapping[str, Any]], OfficialDocument]] | None" = None
    public: "Named[Callable[[Any, Mapping[str, Any]], Sequence[tuple[Text, Text]]]] | None" = None
    stands: "Named[Callable[[Any], Mapping[str, Any] | None]] | None" = None
    templates: "Named[Callable[[str], Mapping[str, Mapping[str, str]]]] | None" = None
    _by_name: dict[str, dict[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name["states"] = {one.name: one for one in self.states}
        self._by_name["moves"] = {one.name: one for one in self.moves}
        self._by_name["works"] = {one.name: one for one in self.works}
        self._by_name["fields"] = {one.name: one for one in self.fields()}
        self._by_name["attachments"] = {one.name: one for one in self.attachments}
        if faults := list(self.faults()):
            raise ValueError(f"case type {self.kind}: {'; '.join(faults)}")

    def fields(self) -> Iterator[Field]:
        """Every field of the form, in order."""
        for section in self.sections:
            yield from section.fields

    def state(self, name: str) -> State:
        """The state of this name; KeyError where there is none."""
        state: State = self._by_name["states"][name]
        return state

    def move(self, name: str) -> Move | None:
        """The move of this name, or None."""
        return self._by_name["moves"].get(name)

    def work(self, name: str) -> Work:
        """The work of this name; KeyError where there is none."""
        work: Work = self._by_name["works"][name]
        return work

    def field(self, name: str) -> Field | None:
        """The form's field of this name, or None."""
        return self._by_name["fields"].get(name)

    def attachment(self, name: str) -> AttachmentKind | None:
        """The kind of attachment of this name, or None."""
        return self._by_name["attachments"].get(name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves declared from a state, in order."""
        return tuple(one for one in self.moves if state in one.frm)

    def required(self, move: Move) -> tuple[str, ...]:
        """The fields and kinds of attachment that a move needs."""
        form = tuple(one.name for one in self.fields() if one.required) if move.whole_form else ()
        return form + tuple(name for name in move.requires if name not in form)

    def roles(self) -> frozenset[str]:
        """Everybody who has something to do with such a case."""
        return frozenset(role for move in self.moves for role in move.roles) | {*self.readers, *self.openers}

    def faults(self) -> Iterator[str]:
        """What does not fit in the declaration itself."""
        states, moves, works = (self._by_name[one] for one in ("states", "moves", "works"))
        for what, listed in (("state", self.states), ("move", self.moves), ("work", self.works)):
            names = [one.name for one in listed]
            yield from (f"two {what}s {name!r}" for name in sorted({n for n in names if names.count(n) > 1}))
        if self.initial not in states:
            yield f"no initial state {self.initial!r}"
        known = {*self._by_name["fields"], *self._by_name["attachments"]}
        for move in moves.values():
            yield from (f"{move.name}: no state {one!r}" for one in (*move.frm, move.to) if one not in states)
            named = {*move.opens, *move.closes}
            yield from (f"{move.name}: no work {one!r}" for one in sorted(named) if one not in works)
            own = {one.name for one in move.fields}
            yield from (f"{move.name}: requires {one!r}" for one in move.requires if one not in known | own)
        yield from (
            f"{one.name}: no work {one.work!r}" for one in self.states if one.work and one.work not in works
        )
        reached = {self.initial} | {move.to for move in self.moves}
        yield from (f"{name}: no move leads there" for name in sorted(set(states) - reached))
