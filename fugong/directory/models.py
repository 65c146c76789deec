"""Regions, authorities, enterprises, groups and the people in them; who signs in, and with what."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from fugong.core.fields import SealedField
from fugong.core.ids import new_id
from fugong.core.models import Record
from fugong.directory import choices


class Region(models.Model):
    """A region of GB/T 2260, or a reporting unit beside it (410871 示范区)."""

    code = models.CharField(primary_key=True, max_length=6)
    name = models.CharField(max_length=40)
    parent_code = models.CharField(max_length=6, blank=True)
    is_reporting_unit = models.BooleanField(default=False)


class Authority(Record):
    """An office that supervises: a bureau or health office of a region, a cluster's (产业集聚区), a headquarters (指挥部).

    `contact_phone` and `contact_name` are what it publishes for enterprises to call (G2).
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="authorities")
    contact_name = SealedField(kind="name")
    contact_phone = models.CharField(max_length=20, blank=True)
    duty_hours = models.CharField(max_length=60, blank=True)
    published = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "kind", "name"], name="directory_authority_name"),
        ]


class Enterprise(Record):
    """An enterprise that goes back to work. `uscc` is its 统一社会信用代码 (GB 32100-2015).

    `settings` holds what it may set within its pack: the fever threshold, for one. `industry` is a GB/T 4754 code.
    `size`, `is_key` and `cluster` (the 产业集聚区 it sits in) are the authorities' to say.
    """

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="enterprises")
    industry = models.CharField(max_length=5, blank=True)
    size = models.CharField(max_length=10, blank=True)
    is_key = models.BooleanField(default=False)
    cluster = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="cluster_enterprises"
    )
    address = models.CharField(max_length=200, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    pack = models.CharField(max_length=40)
    settings = models.JSONField(default=dict, blank=True)
    poster_secret = models.CharField(max_length=32, unique=True)
    poster_rotated_at = models.DateTimeField()
    mark_secret = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["region", "name"], name="directory_enterprise_region"),
        ]


class Group(Record):
    """A named set of people of an enterprise: a workshop, a team in it; shifts, rooms and tables later."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "name"],
                condition=Q(parent=None),
                name="directory_group_top_name",
            ),
            models.UniqueConstraint(
                fields=["parent", "kind", "name"],
                condition=Q(parent__isnull=False),
                name="directory_group_name",
            ),
        ]

    @property
    def full_name(self) -> str:
        """With its workshop's; load `parent` along with it."""
        return choices.team_name(self.name, self.parent.name if self.parent else None)


class Person(Record):
    """A worker on an enterprise's roster (花名册, G4). One row per person and enterprise, found again by ID number.

    `reference` is the random name that pass codes and badges carry instead of anything personal.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="people")
    reference = models.CharField(max_length=16, unique=True)
    job_number = models.CharField(max_length=30)
    name = SealedField(kind="name")
    name_index = models.CharField(max_length=32, blank=True)
    id_number = SealedField(kind="id_number")
    id_index = models.CharField(max_length=32)
    id_last6_index = models.CharField(max_length=32)
    phone = SealedField(kind="phone")
    phone_index = models.CharField(max_length=32, blank=True)
    phone_last4_index = models.CharField(max_length=32, blank=True)
    address = SealedField(kind="text")
    job = models.CharField(max_length=60, blank=True)
    team = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    has_phone = models.BooleanField(default=True)
    status = models.CharField(max_length=10, default=choices.ACTIVE)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "id_index"], name="directory_person_id_number"),
            models.UniqueConstraint(fields=["enterprise", "job_number"], name="directory_person_job_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "status", "team", "job_number"], name="directory_person_list"),
            models.Index(fields=["enterprise", "phone_index"], name="directory_person_phone"),
            models.Index(fields=["enterprise", "name_index"], name="directory_person_name"),
            models.Index(fields=["enterprise", "updated_at"], name="directory_person_changed"),
        ]

    @property
    def team_name(self) -> str:
        """机加工车间·一班; empty without a team. Load `team__parent` along with it."""
        return self.team.full_name if self.team else ""


class Membership(Record):
    """Who was in which group, from which day to which (open end: still)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "since"], name="directory_membership_since")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="directory_membership_order",
            ),
        ]


class ReturnJourney(Record):
    """How a worker comes back (G4): from where, when, how; holiday travel and gatherings. Movement data is sealed."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="journey")
    left_city = models.BooleanField(null=True)
    destination = SealedField(kind="text")
    planned_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    transport = SealedField(kind="text")
    travel = SealedField(kind="text")
    gatherings = SealedField(kind="text")
    health_note = SealedField(kind="text")


class Certificate(Record):
    """A health certificate 健康证明 (G4). Without `valid_until` it has no end."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="certificates")
    number = SealedField(kind="text")
    number_index = models.CharField(max_length=32, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "number_index"], name="directory_certificate_number"),
        ]


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login; making them is an action."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login=username)


class Account(AbstractBaseUser):
    """Somebody who signs in at a desk or a gate with a name and a password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=60, unique=True)
    name = SealedField(kind="name")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts"
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Appointment(Record):
    """A role an account holds: for an enterprise, a team of it, an authority, or (all empty) the platform."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=30)
    enterprise = models.ForeignKey(
        Enterprise, null=True, blank=True, on_delete=models.CASCADE, related_name="appointments"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.CASCADE, related_name="appointments"
    )
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=Q(enterprise=None, authority=None),
                name="directory_appointment_platform",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "enterprise"],
                condition=Q(enterprise__isnull=False, group=None),
                name="directory_appointment_enterprise",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "group"],
                condition=Q(group__isnull=False),
                name="directory_appointment_group",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "authority"],
                condition=Q(authority__isnull=False),
                name="directory_appointment_authority",
            ),
            models.CheckConstraint(
                condition=Q(enterprise=None) | Q(authority=None), name="directory_appointment_one_side"
            ),
        ]


class Coverage(Record):
    """Which officer of an authority answers for which enterprise (专班)."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="coverage")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="coverage")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="coverage")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "account"], name="directory_coverage_once"),
        ]


class AccessToken(Record):
    """A bearer token of an account for the API; only its SHA-256 is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class PhoneSession(Record):
    """A phone on which a worker was recognised; the cookie's SHA-256 binds the session to that device.

    `browser` is the random number we left with that browser, empty where there was none. Where the worker was already
    bound to another one, `asked_at` says since when somebody responsible is asked whether it is the same person;
    `answer` is then yes or no, empty while it waits.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phone_sessions")
    digest = models.CharField(max_length=64, unique=True)
    device = models.CharField(max_length=120, blank=True)
    last_seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    browser = models.CharField(max_length=12, blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=3, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["browser"], name="directory_phone_browser")]


class Opening(Record):
    """Somebody opened masked values of a person, and why. Shown to that person; the audit holds no reason."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    by_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    reason = SealedField(kind="text")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "created_at"], name="directory_opening_person")]


class Attempt(models.Model):
    """A failed try to be recognised, counted per enterprise, address and device, so that a leaked poster opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "key", "at"], name="directory_attempt_recent")]


class ColumnMapping(Record):
    """How an enterprise's officer read a sheet of a given heading row, remembered for the next upload."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="column_mappings")
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "signature"], name="directory_mapping_signature"),
        ]


class RosterImport(Record):
    """An uploaded roster sheet on its way in. The sheet lies sealed under FUGONG_HOME until it is deleted."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="roster_imports")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, blank=True)
    mapping = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=20, default=choices.IMPORT_UPLOADED)
    by_account = models.UUIDField(null=True)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
