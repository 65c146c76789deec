"""Accounts that sign in, the roles they hold, and their tokens."""

import re
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.permissions import Actor
from fugong.core.tokens import digest, new_token
from fugong.directory import choices, permissions
from fugong.directory.models import (
    AccessToken,
    Account,
    Appointment,
    Authority,
    Coverage,
    Enterprise,
    Group,
    Person,
)

LOGIN_FORM = re.compile(r"(?=.*[a-z0-9])[a-z0-9._-]{1,60}", re.ASCII)
LONGEST_NAME = 60


@transaction.atomic
def create_account(
    *,
    by: Actor,
    login: str,
    name: str,
    password: str,
    role: str,
    enterprise: Enterprise | None = None,
    group: Group | None = None,
    authority: Authority | None = None,
    person: Person | None = None,
) -> Account:
    """An account with its first role. Raises Invalid with the field for a weak password or a role that does not fit."""
    permissions.check_can_manage_accounts(by, enterprise.pk if enterprise else None)
    login = login.strip().lower()
    if not LOGIN_FORM.fullmatch(login):
        raise Invalid("login", _("登录名只能用字母、数字和 . - _ ，最多60个。"), field="login")
    if person is not None and (enterprise is None or person.enterprise_id != enterprise.pk):
        raise Invalid("person", _("这个人不在该企业的花名册上。"), field="person")
    account = Account(login=login, name=name.strip()[:LONGEST_NAME], person=person)
    _set_password(account, password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as fault:
        raise Conflict("exists", _("这个登录名已经有人使用，请换一个。"), field="login") from fault
    _record(by, "directory.create_account", account, enterprise or authority)
    _appoint(account, by, role, enterprise, group, authority)
    return account


@transaction.atomic
def appoint(
    *,
    account: Account,
    by: Actor,
    role: str,
    enterprise: Enterprise | None = None,
    group: Group | None = None,
    authority: Authority | None = None,
) -> Appointment:
    """Give an account a role: for an enterprise, for a team (a leader's), at an authority, or for the platform."""
    permissions.check_can_manage_accounts(by, enterprise.pk if enterprise else None)
    account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    permissions.check_can_manage_account(by, account)
    return _appoint(account, by, role, enterprise, group, authority)


def _appoint(
    account: Account,
    by: Actor,
    role: str,
    enterprise: Enterprise | None,
    group: Group | None,
    authority: Authority | None,
) -> Appointment:
    if role not in choices.ACCOUNT_ROLES:
        raise Invalid("unknown_role", _("没有这个岗位。"), field="role")
    if (role in choices.ENTERPRISE_ROLES) != (enterprise is not None):
        raise Invalid("enterprise", _("这个岗位要指定企业；管理员不属于企业。"), field="enterprise")
    if (role in choices.AUTHORITY_ROLES) != (authority is not None):
        raise Invalid("authority", _("主管部门的岗位要指定部门，其他岗位不用。"), field="authority")
    if authority is not None and choices.ROLE_AT.get(authority.kind) != role:
        raise Invalid("authority", _("这个岗位不在这类部门。"), field="authority")
    if (role == choices.TEAM_LEADER) != (group is not None):
        raise Invalid("group", _("班组长要指定班组，其他岗位不用。"), field="group")
    if group is not None and enterprise is not None and group.enterprise_id != enterprise.pk:
        raise Invalid("group", _("这个班组不属于该企业。"), field="group")
    elsewhere = account.appointments.exclude(enterprise=enterprise, authority=authority)
    if elsewhere.exists():
        raise Conflict(
            "one_enterprise", _("一个账号只能属于一家企业或一个部门。请另建账号。"), field="enterprise"
        )
    appointment, made = Appointment.objects.get_or_create(
        account=account, role=role, enterprise=enterprise, group=group, authority=authority
    )
    if made:
        _record(by, "directory.appoint", account, enterprise or authority, role=role)
    return appointment


@transaction.atomic
def dismiss(*, appointment: Appointment, by: Actor) -> None:
    """Take a role back, and at an authority what its holder answered for. The last administrator stays."""
    permissions.check_can_manage_accounts(by, appointment.enterprise_id)
    if appointment.role == choices.ADMINISTRATOR:
        _check_not_last(appointment.account)
    where = appointment.enterprise or appointment.authority
    _record(by, "directory.dismiss", appointment.account, where, role=appointment.role)
    if appointment.authority_id is not None:
        Coverage.objects.filter(account=appointment.account, authority=appointment.authority_id).delete()
    appointment.delete()


@transaction.atomic
def switch_off(*, account: Account, by: Actor) -> None:
    """Nobody signs in with this account any more; its tokens end. The last administrator stays."""
    permissions.check_can_manage_account(by, account)
    if account.appointments.filter(role=choices.ADMINISTRATOR).exists():
        _check_not_last(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.tokens.filter(revoked_at=None).update(revoked_at=clock.now())
    _record(by, "directory.switch_off", account)


def _check_not_last(account: Account) -> None:
    """Somebody else must remain who administers; two who leave at once go one after the other."""
    administrators = Account.objects.select_for_update(no_key=True).filter(
        pk__in=Appointment.objects.filter(role=choices.ADMINISTRATOR).values("account_id")
    )
    others = [row for row in administrators.order_by("pk") if row.is_active and row.pk != account.pk]
    if not others:
        raise Conflict("last_administrator", _("这是最后一个管理员账号，不能停用。请先新建一个管理员。"))


@transaction.atomic
def switch_on(*, account: Account, by: Actor) -> None:
    """Let an account sign in again; its old tokens stay ended."""
    permissions.check_can_manage_account(by, account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _record(by, "directory.switch_on", account)


@transaction.atomic
def set_password(*, account: Account, by: Actor, password: str) -> None:
    """A new password, for oneself or by whoever manages the account."""
    if by.id != account.pk:
        permissions.check_can_manage_account(by, account)
    _set_password(account, password)
    account.save(update_fields=["password"])
    _record(by, "directory.set_password", account)


@transaction.atomic
def issue_token(*, account: Account, by: Actor, label: str) -> str:
    """A bearer token for the API. It is told once; only its digest is kept."""
    if by.id != account.pk:
        permissions.check_can_manage_account(by, account)
    if not account.is_active:
        raise NotAllowed("inactive", _("账号已停用，不能生成口令。"))
    token = new_token("fga")
    row = AccessToken.objects.create(account=account, digest=digest(token), label=label.strip()[:60] or "API")
    _record(by, "directory.issue_token", account, token_id=row.pk)
    return token


@transaction.atomic
def revoke_token(*, token: AccessToken, by: Actor) -> None:
    """End a token at once."""
    if by.id != token.account_id:
        permissions.check_can_manage_account(by, token.account)
    token.revoked_at = token.revoked_at or clock.now()
    token.save(update_fields=["revoked_at", "updated_at"])
    _record(by, "directory.revoke_token", token.account, token_id=token.pk)


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as fault:
        raise Invalid("weak_password", " ".join(fault.messages), field="password") from fault
    account.set_password(password)


def _record(
    by: Actor, action: str, account: Account, where: Enterprise | Authority | None = None, **details: object
) -> None:
    owner = where.pk if where else _owner(account)
    audit.record(by=by, action=action, subject="account", subject_id=account.pk, owner_id=owner, **details)


def _owner(account: Account) -> UUID | None:
    held = account.appointments.exclude(enterprise=None, authority=None).first()
    return (held.enterprise_id or held.authority_id) if held else None
