"""What the directory keeps about one worker beside the roster's row: rows for the worker's own copy (PIPL 45)."""

from django.db.models import QuerySet

from fugong.directory.models import (
    Account,
    Appointment,
    Certificate,
    Membership,
    Person,
    PhoneSession,
    ReturnJourney,
)


def memberships(person: Person) -> QuerySet[Membership]:
    """Teams and workshops, the latest first."""
    return Membership.objects.filter(person=person).select_related("group__parent").order_by("-since", "-pk")


def journeys(person: Person) -> QuerySet[ReturnJourney]:
    """The way back; one row at most."""
    return ReturnJourney.objects.filter(person=person)


def certificates(person: Person) -> QuerySet[Certificate]:
    """Health certificates, the newest first."""
    return Certificate.objects.filter(person=person).order_by("-pk")


def accounts_of(person: Person) -> QuerySet[Account]:
    """Accounts by which the worker signs in."""
    return Account.objects.filter(person=person).order_by("pk")


def appointments_of(person: Person) -> QuerySet[Appointment]:
    """The roles that these accounts hold."""
    rows = Appointment.objects.filter(account__person=person)
    return rows.select_related("enterprise", "group__parent", "authority").order_by("pk")


def phones_of(person: Person) -> QuerySet[PhoneSession]:
    """Phones on which the worker was recognised, the latest first."""
    return PhoneSession.objects.filter(person=person).order_by("-pk")
