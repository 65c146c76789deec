"""What this door calls things."""

from django.utils.translation import gettext_lazy as _

STATUSES = {
    "suspended": _("应停工整改"),
    "not_filed": _("未备案"),
    "filing": _("备案中"),
    "on_file": _("已备案"),
    "may_start": _("可以开工"),
    "started": _("已开工"),
}
"""How far an enterprise has come."""

SIZES = {
    "large": _("大型"),
    "medium": _("中型"),
    "small": _("小型"),
    "micro": _("微型"),
}

AUTHORITIES = {
    "bureau": _("工信部门"),
    "health": _("卫健部门"),
    "cluster": _("产业集聚区"),
    "headquarters": _("指挥部"),
}
