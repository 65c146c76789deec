"""What the terminals' pages call the settings of a terminal."""

from django.utils.translation import gettext_lazy

DIRECTIONS = {
    "event": gettext_lazy("由设备说明，没说就算进厂"),
    "in": gettext_lazy("只用于进厂"),
    "out": gettext_lazy("只用于出厂"),
}
MEANINGS = {
    "passage": gettext_lazy("识别人员并放行（记为通行）"),
    "reading": gettext_lazy("只测体温（归到同一门岗的扫码）"),
}
GROUNDS = {
    "emergency": gettext_lazy("应对突发公共卫生事件（第13条第1款第4项）"),
    "consent": gettext_lazy("每个人单独同意（第29条）"),
}
UNITS = {
    "celsius": gettext_lazy("摄氏度 ℃"),
    "fahrenheit": gettext_lazy("华氏度 ℉"),
    "kelvin": gettext_lazy("开尔文 K"),
    "tenths": gettext_lazy("十分之一摄氏度（365 即 36.5）"),
}
