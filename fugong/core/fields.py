"""Columns for personal values. What is read from them shows itself masked; opening it is a visible call."""

import json
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from fugong.core import masking, secrets

_MASKS: dict[str, Callable[[str], str]] = {
    "name": masking.mask_name,
    "id_number": masking.mask_id_number,
    "phone": masking.mask_phone,
    "plate": masking.mask_plate,
    "text": masking.mask_text,
    "json": masking.mask_text,
}


class Sealed:
    """A personal value: `str()` is its masked form, `reveal()` the plain one. It is opened only when asked."""

    __slots__ = ("_plain", "_sealed", "context", "kind")

    def __init__(
        self, kind: str, context: str, *, plain: str | None = None, sealed: str | None = None
    ) -> None:
        self.kind = kind
        self.context = context
        self._plain = plain
        self._sealed = sealed

    def reveal(self) -> str:
        """The plain text. Who calls this has checked the permission and records the opening."""
        if self._plain is None:
            self._plain = secrets.ring().open(self._sealed, self.context) if self._sealed else ""
        return self._plain

    def document(self) -> Any:
        """The plain value of a column of kind json."""
        return json.loads(self.reveal() or "null")

    def sealed(self) -> str:
        """The form that is stored: the one read, as long as nothing changed."""
        if self._sealed is None:
            self._sealed = secrets.ring().seal(self._plain, self.context) if self._plain else ""
        return self._sealed

    def __str__(self) -> str:
        return _MASKS[self.kind](self.reveal())

    def __repr__(self) -> str:
        return f"<Sealed {self.context}>"

    def __bool__(self) -> bool:
        return bool(self._plain if self._plain is not None else self._sealed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.kind == other.kind and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash((self.kind, self.reveal()))


class _SealedAttribute(DeferredAttribute):
    """Wraps what is assigned, so that an unsaved object masks itself too."""

    field: "SealedField"

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text column sealed at rest. `kind` chooses the mask: name, id_number, phone, plate, text or json."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, kind: str = "text", **kwargs: Any) -> None:
        self.kind = kind
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "kind": self.kind}

    @property
    def context(self) -> str:
        """The column's name, authenticated with each value."""
        return f"{self.model._meta.app_label}.{self.model._meta.model_name}.{self.name}"

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, (Sealed, models.Expression)):
            return value
        plain = (
            json.dumps(value, ensure_ascii=False, sort_keys=True)
            if self.kind == "json" and value != ""
            else str(value)
        )
        return Sealed(self.kind, self.context, plain=plain)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(self.kind, self.context, sealed=value)

    def get_prep_value(self, value: Any) -> Any:
        value = self.to_python(value)
        return value.sealed() if isinstance(value, Sealed) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """A value taken from another column is sealed anew, for its context differs."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, Sealed) and value.context != self.context:
            value = Sealed(self.kind, self.context, plain=value.reveal())
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


def seal_now(*records: models.Model | None) -> None:
    """Encrypt the sealed columns of records that are about to be stored, before their transaction opens."""
    for record in records:
        if record is not None:
            for column in record._meta.concrete_fields:
                if isinstance(column, SealedField):
                    column.get_prep_value(getattr(record, column.attname))
