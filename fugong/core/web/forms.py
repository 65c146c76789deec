"""Forms of every door: faults of rooms and packs land at their field, and again at the top of the page."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fugong.core.errors import Fault
from fugong.core.identifiers import IdentifierError, check_mobile


class PlainForm(forms.Form):
    """A form whose page is shown by `fugong/phone_form.html` or a door's own template.

    Nothing typed is ever lost: a bound form is shown again with its values. `required_css_class`
    is left alone; what is optional says so in its label.
    """

    use_required_attribute = False

    def take(self, fault: Fault) -> None:
        """Put a room's fault, and those found with it, where they belong: at the field if the form has it, else on top."""
        for one in getattr(fault, "every", (fault,)):
            self.add_error(one.field if one.field in self.fields else None, one.text)

    @property
    def summary(self) -> list[dict[str, str]]:
        """Every fault in the order of the fields: `{id, label, text}`; `id` is empty for the form's own."""
        rows = [{"id": "", "label": "", "text": text} for text in map(str, self.non_field_errors())]
        for bound in self:
            rows += [
                {"id": bound.id_for_label or bound.auto_id or "", "label": str(bound.label), "text": text}
                for text in map(str, bound.errors)
            ]
        return rows


def plain_digits(text: str) -> str:
    """What was typed with spaces, dashes and full-width digits taken out: １３８ 0013-8000 → 13800138000."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if not character.isspace() and character not in "-—–_.")


class DigitsField(forms.CharField):
    """A number people type as a row of digits (a phone, an ID), cleaned of spaces and full-width forms."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return plain_digits(super().to_python(value) or "")


class MobileField(DigitsField):
    """A mainland mobile number."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("widget", numeric(type="tel", autocomplete="tel-national", maxlength="20"))
        super().__init__(error_messages={"required": _("请填写手机号。")}, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            if value:
                check_mobile(value)
        except IdentifierError as error:
            text = gettext("“{given}”不是手机号，请填写 11 位手机号，例如 13800138000。")
            raise forms.ValidationError(text.format(given=value), code="phone") from error


def numeric(**attrs: str) -> forms.TextInput:
    """A text box that opens the number keys."""
    return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", **attrs})


REQUIRED = _("请填写这一项。")
"""What a form says of a field left empty."""
