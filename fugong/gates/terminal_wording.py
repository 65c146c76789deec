"""What could not be read of a terminal, in words: for the terminal's own answer and for the desk."""

from django.utils.translation import gettext_lazy

UNREAD = {
    "charset": gettext_lazy("文字编码不认识"),
    "json": gettext_lazy("不是 JSON"),
    "xml": gettext_lazy("不是 XML，或带有不接受的声明"),
    "multipart": gettext_lazy("各部分里没有事件"),
    "no_events": gettext_lazy("里面没有事件"),
    "too_many": gettext_lazy("一次的事件太多"),
    "map": gettext_lazy("字段对应表不能用"),
    "line": gettext_lazy("这一行的列数不对"),
    "at": gettext_lazy("时间读不出来"),
    "number": gettext_lazy("流水号读不出来"),
    "person": gettext_lazy("工号读不出来"),
    "temperature": gettext_lazy("体温读不出来"),
}
