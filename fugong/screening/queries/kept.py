"""What screening keeps about one worker beside the history: rows for the worker's own copy (PIPL 45)."""

from django.db.models import QuerySet

from fugong.directory.models import Person
from fugong.screening.models import Consent, Standing


def standings(person: Person) -> QuerySet[Standing]:
    """Where the worker stands; one row at most."""
    return Standing.objects.filter(person=person)


def consents_given(person: Person) -> QuerySet[Consent]:
    """Every consent that was ever given, the withdrawn ones too, the latest first."""
    return Consent.objects.filter(person=person).order_by("-pk")
