"""The words of the guard's page about what the device keeps: storage, what waits, its export."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "state_unsaved": _("没存进手机"),
    "export": _("导出记录"),
    "share": _("发给防疫专员"),
    "exported": _("已存成文件：{name}。交给防疫专员，在“门岗 → 导入离线记录”收进系统。手机里的一份还留着。"),
    "export_empty": _("没有等着上传的记录，不用导出。"),
    "export_failed": _("没有导出成功。（{error}）"),
    "seen": _("知道了"),
    "keeping_unsaved": _("有 {n} 条没有存进手机：存储满了。"),
    "keeping_unsaved_1": _("不要关这个页面，也不要锁屏关机。"),
    "keeping_unsaved_2": _("马上连上网络：连上就自动上传。"),
    "keeping_unsaved_3": _("连不上就点“导出记录”，把文件交给防疫专员。"),
    "keeping_full": _("手机存储快满了，只剩 {n} MB。"),
    "keeping_full_1": _("不要关这个页面，删掉手机里不用的照片、视频。"),
    "keeping_full_2": _("尽快连上网络，把等着的 {waiting} 条传上去。"),
    "keeping_full_3": _("连不上就点“导出记录”，把文件交给防疫专员。"),
    "keeping_lost": _("浏览器清掉了这台设备上的门岗数据，清掉前还有 {n} 条没有上传。"),
    "keeping_lost_none": _("浏览器清掉了这台设备上的门岗数据。清掉前都已上传，没有少。"),
    "keeping_lost_1": _("先不要清理浏览器，也不要换手机。"),
    "keeping_lost_2": _("连上网络，请防疫专员重新生成二维码绑定。"),
    "keeping_lost_3": _("导出过的文件交给防疫专员；没有导出的，按纸质登记补记。"),
    "keeping_broken": _("这个浏览器现在存不了数据，不能当门岗用。"),
    "keeping_broken_1": _("不要用无痕窗口；关掉别的页面，重新打开这一页。"),
    "keeping_broken_2": _("还不行就换一个浏览器或一台手机，请防疫专员绑定。"),
    "keeping_broken_3": _("这段时间的进出先记在纸上。"),
    "keeping_newer": _("门岗页面有新版本，已在另一个窗口打开。"),
    "keeping_newer_1": _("关掉多余的门岗窗口，只留一个。"),
    "keeping_newer_2": _("在留下的窗口里刷新一次。"),
    "keeping_newer_3": _("等着上传的记录都还在。"),
}
