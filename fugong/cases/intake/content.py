"""What a file is, by its first bytes and its structure."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.cases.intake import compound, office
from fugong.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what people call it, the extensions it may bear (the first is the usual one) and,
    for kinds that are never taken, what to send instead."""

    code: str
    label: str | Promise
    extensions: tuple[str, ...] = ()
    media_type: str = ""
    remedy: str | Promise = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_AS_JPEG = gettext_lazy("请另存为 JPEG 图片再上传。")
_AS_PDF = gettext_lazy("请另存为 PDF 再上传。")
_KINDS = (
    Kind("pdf", "PDF", ("pdf",), "application/pdf"),
    Kind("jpeg", gettext_lazy("JPEG 图片"), ("jpg", "jpeg", "jpe", "jfif"), "image/jpeg"),
    Kind("png", gettext_lazy("PNG 图片"), ("png",), "image/png"),
    Kind("docx", gettext_lazy("Word 文档（.docx）"), ("docx",), f"{_OFFICE}.wordprocessingml.document"),
    Kind("xlsx", gettext_lazy("Excel 表格（.xlsx）"), ("xlsx",), f"{_OFFICE}.spreadsheetml.sheet"),
    Kind("doc", gettext_lazy("Word 97 文档（.doc）"), ("doc",), "application/msword"),
    Kind("xls", gettext_lazy("Excel 97 表格（.xls）"), ("xls",), "application/vnd.ms-excel"),
    Kind(
        "heic",
        gettext_lazy("HEIC 图片"),
        ("heic", "heif", "hif"),
        remedy=gettext_lazy(
            "苹果手机：在“设置—相机—格式”里选“兼容性最佳”再拍；已经拍好的，截一张屏或另存为 JPEG 再上传。"
        ),
    ),
    Kind(
        "picture",
        gettext_lazy("其他格式的图片"),
        ("gif", "webp", "bmp", "tif", "tiff", "avif", "ico", "psd"),
        remedy=_AS_JPEG,
    ),
    Kind("svg", gettext_lazy("SVG 图形"), ("svg",), remedy=_AS_PDF),
    Kind("web", gettext_lazy("网页"), ("html", "htm", "mht", "mhtml", "xhtml"), remedy=_AS_PDF),
    Kind("xml", gettext_lazy("XML 文件"), ("xml",), remedy=_AS_PDF),
    Kind("rtf", gettext_lazy("RTF 文档"), ("rtf",), remedy=_AS_PDF),
    Kind("slides", gettext_lazy("演示文稿"), ("pptx", "ppt"), remedy=_AS_PDF),
    Kind("opendocument", gettext_lazy("OpenDocument 文件"), ("odt", "ods", "odp"), remedy=_AS_PDF),
    Kind("other_office", gettext_lazy("其他办公文件"), ("wps", "et", "dps", "msg", "vsd"), remedy=_AS_PDF),
    Kind(
        "archive",
        gettext_lazy("压缩包"),
        ("zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "jar", "apk"),
        remedy=gettext_lazy("请解压后逐个上传。"),
    ),
    Kind("program", gettext_lazy("程序"), ("exe", "dll", "com", "scr", "msi", "bat", "sh", "ps1")),
    Kind("film", gettext_lazy("视频"), ("mp4", "mov", "m4v", "3gp", "avi", "mkv")),
    Kind("text", gettext_lazy("纯文本"), ("txt", "csv", "json", "md", "log", "js", "vbs"), remedy=_AS_PDF),
    Kind("unknown", gettext_lazy("认不出的内容")),
)  # fmt: skip
KINDS = {kind.code: kind for kind in _KINDS}

_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "picture"), (b"BM", "picture"), (b"II*\0", "picture"), (b"MM\0*", "picture"), (b"8BPS", "picture"),
    (b"\0\0\1\0", "picture"), (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"\x1f\x8b", "archive"), (b"BZh", "archive"),
    (b"\xfd7zXZ\0", "archive"), (b"MSCF", "archive"),
    (b"MZ", "program"), (b"\x7fELF", "program"), (b"#!", "program"), (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"), (b"\xce\xfa\xed\xfe", "program"), (b"dex\n", "program"),
    (b"\x1aE\xdf\xa3", "film"),
)  # fmt: skip
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_TAG = re.compile(rb"<[!?/]?([a-z][a-z0-9:]*)", re.IGNORECASE)
_BLANK = b"\xef\xbb\xbf \t\r\n\0"


def recognise(data: bytes) -> Kind:
    """The kind of these bytes; raises Invalid where it is clear what they are and that they are damaged,
    carry macros or are a bomb."""
    return KINDS[_code(data)]


def _code(data: bytes) -> str:
    head = data[:4096].lstrip(_BLANK)
    if head.startswith(b"%PDF-"):
        return _pdf(data, head)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return office.kind_of(data)
    if data.startswith(compound.MAGIC):
        return compound.kind_of(data)
    for beginning, code in _BEGINNINGS:
        if data.startswith(beginning):
            return code
    if data[4:8] == b"ftyp":
        brands = {data[at : at + 4] for at in (8, *range(16, 48, 4))}
        return "heic" if data[8:12] in _HEIC else "picture" if b"avif" in brands else "film"
    if data.startswith(b"RIFF"):
        return "picture" if data[8:12] == b"WEBP" else "film"
    if data[257:262] == b"ustar":
        return "archive"
    return _text(data, head)


def _pdf(data: bytes, head: bytes) -> str:
    end = data[-65536:].rstrip(b"\0 \t\r\n")[-2048:]
    if not re.match(rb"%PDF-[12]\.\d", head) or (b"%%EOF" not in end and b"startxref" not in end):
        raise Invalid(
            "file_damaged", _("这个 PDF 不完整，可能没有传完或没有保存好。请重新导出后再上传。"), field="file"
        )
    return "pdf"


def _text(data: bytes, head: bytes) -> str:
    start = head
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            start = data[2:4096].decode(encoding, "ignore").encode()
    if start.lstrip().startswith(b"<"):
        tags = {match.group(1).lower() for match in _TAG.finditer(start)}
        if b"svg" in tags:
            return "svg"
        if tags & {b"html", b"doctype", b"head", b"body", b"script", b"table", b"meta", b"div"}:
            return "web"
        return "xml"
    if start.startswith(b"MIME-Version:"):
        return "web"
    if b"\0" not in start and _is_text(start):
        return "text"
    return "unknown"


def _is_text(start: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the last character may be cut in two
            try:
                said = start[: len(start) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(one.isprintable() or one.isspace() for one in said)
    return False
