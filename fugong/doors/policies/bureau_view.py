"""What the officers' pages begin with: whose jurisdiction, which day and filters. The address holds all of it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fugong.core import audit, clock
from fugong.core.errors import NotAllowed, NotFound
from fugong.core.permissions import Actor
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import queries as directory
from fugong.directory import sectors
from fugong.doors.policies.reading import FIRST, LAST, public_pack
from fugong.doors.policies.words import EFFECTS
from fugong.packs.policies import Measure, PolicyBook
from fugong.policies.permissions import check_can_write_policy
from fugong.policies.queries import book as book_of

OFFICERS = ("bureau_officer",)
ALL = ("", gettext_lazy("全部"))


def region_names() -> dict[str, str]:
    """code → name of every reporting unit."""
    return {one.code: one.name for one in directory.reporting_units()}


def turned_back(request: HttpRequest, where: str, *args: str) -> HttpResponse | None:
    """A county's officer who would write what the city writes is told so, on a page that is open to them; None for others."""
    try:
        check_can_write_policy(actor_of(request))
    except NotAllowed as fault:
        messages.error(request, fault.text)
        return redirect(where, *args)
    return None


def enterprise_of(actor: Actor, uscc: str) -> Any:
    """The enterprise of that code in the officer's jurisdiction; of another one NotFound, and the try is recorded."""
    try:
        return directory.enterprise_in_jurisdiction(actor, uscc)
    except NotFound:
        other = directory.enterprise_by_uscc(uscc)
        if other is not None:
            audit.note(
                by=actor,
                action="directory.refused",
                subject="enterprise",
                subject_id=other.pk,
                owner_id=actor.authority_id,
            )
        raise


def day_input(**attrs: str) -> forms.DateInput:
    """A box for a day with the browser's calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


class CityForm(PlainForm):
    """The filter row."""

    on = forms.DateField(
        required=False,
        label=gettext_lazy("哪一天（不填为今天）"),
        widget=day_input(min="2020-01-01", max="2099-12-31"),
    )
    document = forms.ChoiceField(required=False, label=gettext_lazy("政策文件"))
    effect = forms.ChoiceField(required=False, label=gettext_lazy("类别"), choices=[ALL, *EFFECTS.items()])
    county = forms.ChoiceField(required=False, label=gettext_lazy("县（市、区）"))
    sector = forms.ChoiceField(required=False, label=gettext_lazy("行业"))

    def __init__(self, data: Any, *, actor: Actor, book: PolicyBook) -> None:
        super().__init__(data)
        used = {book.articles[one.article].document for one in book.measures.values()}
        documents = [(name, one.number) for name, one in book.documents.items() if name in used]
        self._offer("document", documents)
        self._offer("sector", sectors.choices())
        self._offer("county", list(region_names().items()))
        if len(actor.region_codes) < 2:  # an officer of one county has nothing to choose
            del self.fields["county"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        """The day, where measures are kept for it."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(gettext_lazy("请写2020年以后的一天。"))
        return day


class CityView:
    """What one address shows: the day, the filters, and how it is sent on."""

    def __init__(self, request: HttpRequest, **more: str) -> None:
        self.actor = actor_of(request)
        self.pack = public_pack()
        self.form = CityForm(request.GET, actor=self.actor, book=book_of(self.pack))
        self.form.is_valid()
        data = self.form.cleaned_data
        self.on: date = data.get("on") or clock.today()
        self.is_today = self.on == clock.today()
        self.narrowed = {"county": data.get("county", ""), "sector": data.get("sector", "")}
        self.document: str = data.get("document", "")
        self.effect: str = data.get("effect", "")
        self.book = book_of(self.pack, self.on)
        names = {*self.form.fields}
        self.asked = {name: request.GET[name] for name in names if request.GET.get(name)} | more

    def query(self, **changes: str) -> str:
        """The address of this view with these changes; a value left empty is taken out."""
        query = QueryDict(mutable=True)
        for name, value in {**self.asked, **changes}.items():
            if value:
                query[name] = str(value)
        return query.urlencode()

    def place(self) -> dict[str, str]:
        """What of the view a list of enterprises goes on with: the day, the county, the sector."""
        return {name: self.asked.get(name, "") for name in ("on", "county", "sector")}

    def shows(self, measure: Measure) -> bool:
        """Whether document and kind let a measure through."""
        document = self.book.articles[measure.article].document
        return self.document in ("", document) and self.effect in ("", measure.effect)

    def chosen(self) -> list[tuple[str | Promise, str]]:
        """The filters in words, for paper."""
        found: list[tuple[str | Promise, str]] = []
        for field in self.form.visible_fields():
            value = self.asked.get(field.name, "")
            if value and field.name != "on":
                words = dict(getattr(field.field, "choices", [])).get(value, value)
                found.append((str(field.label), str(words)))
        return found
