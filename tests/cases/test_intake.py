"""What may be attached to a case: real files, files that lie, bombs, and photos that tell too much."""

import contextlib
import hashlib
import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from fugong.cases.intake import DEFAULT, LONGEST, check_attachment
from fugong.cases.intake.names import LONGEST_NAME, clean_name
from fugong.core.errors import Fault, Invalid, TooLarge

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def code_of(name, data, **options):
    with pytest.raises(Fault) as refused:
        check_attachment(name, data, **options)
    assert refused.value.field == "file"
    assert refused.value.text
    return refused.value.code


def text_of(name, data, **options):
    with pytest.raises(Fault) as refused:
        check_attachment(name, data, **options)
    return refused.value.text


def picture(size=(64, 32), mode="RGB"):
    """Red on the left, blue on the right."""
    made = Image.new("RGB", size, "blue")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="red")
    return made.convert(mode)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(orientation=1, size=(64, 32)):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 14.0, 24.0), 3: "E", 4: (113.0, 14.0, 31.0)})
    return saved(picture(size), "JPEG", exif=exif, comment=b"secret comment", quality=90)


def word(**parts):
    document = docx.Document()
    document.add_paragraph("复工方案")
    file = io.BytesIO()
    document.save(file)
    return with_parts(file.getvalue(), **parts)


def sheet():
    book = openpyxl.Workbook()
    book.active["A1"] = "口罩"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def with_parts(data, **parts):
    return zipped({**parts_of(data), **parts}) if parts else data


def compound(*top, inside=()):
    """A compound file of [MS-CFB]: streams at the top, and a storage with others inside, all empty."""
    none = 0xFFFFFFFF

    def entry(name, kind, left=none, right=none, child=none):
        encoded = (name + "\0").encode("utf-16-le")
        return struct.pack("<64sHBBIII", encoded, len(encoded), kind, 1, left, right, child).ljust(128, b"\0")

    names = [*top, *(["Store"] if inside else [])]
    entries = [entry("Root Entry", 5, child=1)]
    for place, name in enumerate(names, 1):
        right = place + 1 if place < len(names) else none
        child = len(names) + 1 if name == "Store" else none
        entries.append(entry(name, 1 if name == "Store" else 2, right=right, child=child))
    for place, name in enumerate(inside, len(entries)):
        entries.append(entry(name, 2, right=place + 1 if name != inside[-1] else none))
    directory = b"".join(entries).ljust(2048, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<IIIIIIIII", 1, 1, 0, 4096, none - 1, 0, none - 1, 0, 0)
    header += struct.pack("<109I", *([none] * 108), none)[4:]
    fat = struct.pack("<128I", none - 2, 2, 3, 4, none - 1, *([none] * 123))
    return header.ljust(512, b"\0")[:512] + fat + directory


BASES = [word(), sheet(), compound("WordDocument"), photo(), saved(picture(), "PNG"), PDF]


# What is taken


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("方案.pdf", PDF, "application/pdf"),
        ("方案.PDF", b"\n" + PDF + b"\r\n\0\0", "application/pdf"),
        ("照片.jpg", photo(), "image/jpeg"),
        ("照片.JPEG", photo(), "image/jpeg"),
        ("图.png", saved(picture(), "PNG"), "image/png"),
        ("a.docx", word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", sheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.doc", compound("WordDocument", "1Table"), "application/msword"),
        ("a.xls", compound("Workbook"), "application/vnd.ms-excel"),
        ("b.xls", (SAMPLES / "roster_2003.xls").read_bytes(), "application/vnd.ms-excel"),
        ("b.xlsx", (SAMPLES / "roster_a.xlsx").read_bytes(),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value and "/" not in value else "",
)  # fmt: skip
def test_what_people_have_is_taken(name, data, media_type):
    checked = check_attachment(name, data)

    assert (checked.name, checked.media_type) == (name, media_type)
    assert checked.sha256 == hashlib.sha256(checked.data).hexdigest()
    if not media_type.startswith("image/"):
        assert checked.data == data


def test_a_file_without_an_extension_is_given_the_one_of_its_content():
    assert check_attachment("复工方案", PDF).name == "复工方案.pdf"
    assert check_attachment("IMG_20200224.1030", photo()).name == "IMG_20200224.1030.jpg"


def test_a_document_with_a_chart_and_its_table_inside_is_taken():
    assert check_attachment("a.docx", word(**{"word/embeddings/table.xlsx": sheet()})).data


# What is not


def test_an_empty_file_is_refused():
    assert code_of("a.pdf", b"") == "file_empty"


def test_a_file_that_is_too_large_is_told_both_sizes():
    data = PDF.replace(b"endobj", b" " * LONGEST + b"endobj")

    with pytest.raises(TooLarge) as refused:
        check_attachment("a.pdf", data)

    assert (refused.value.code, refused.value.status, refused.value.field) == ("file_too_large", 413, "file")
    assert "20 MB" in refused.value.text
    assert code_of("a.pdf", PDF, longest=20) == "file_too_large"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"<!DOCTYPE html><html><script>1</script></html>", "网页"),
        ("a.pdf", b"MZ\x90\0" + bytes(200), "程序"),
        ("a.jpg", saved(picture(), "PNG"), "PNG"),
        ("a.png", photo(), "JPEG"),
        ("a.jpg", b"\0\0\0\x18ftypheic" + bytes(60), "HEIC"),
        ("a.docx", sheet(), "Excel"),
        ("a.doc", word(), ".docx"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("a.docx", zipped({"a.txt": "x"}), "压缩包"),
        ("a.xls", compound("WordDocument"), "Word"),
        ("a.exe", PDF, "PDF"),
        ("报告\u202efdp.exe", PDF, ".exe"),
        ("a.pdf", bytes(range(256)) * 4, "认不出"),
    ],
)
def test_a_name_that_lies_about_the_content_is_refused_naming_both(name, data, said):
    text = text_of(name, data)

    assert code_of(name, data) == "file_name_mismatch"
    assert said in text
    assert f"文件名是 .{name.rpartition('.')[2]}，内容却是" in text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x"/>', "SVG"),
        ("a.html", b"\xef\xbb\xbf  <HTML><body>", "网页"),
        ("a", '<html lang="zh">'.encode("utf-16"), "网页"),
        ("a.zip", zipped({"a.txt": "x"}), "解压"),
        ("a.rar", b"Rar!\x1a\x07\0" + bytes(50), "解压"),
        ("a.exe", b"MZ\x90\0" + bytes(200), "程序"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(60), "JPEG"),
        ("a.webp", saved(picture(), "WEBP"), "JPEG"),
        ("a.gif", saved(picture(), "GIF"), "JPEG"),
        ("a.txt", "复工方案".encode("gb18030"), "纯文本"),
        ("a.ppt", compound("PowerPoint Document"), "演示文稿"),
        ("a.odt", zipped({"mimetype": "x", "META-INF/manifest.xml": "x"}), "OpenDocument"),
        ("a.zip", zipped({}), "压缩包"),
    ],
)
def test_other_kinds_are_refused_with_what_to_send_instead(name, data, said):
    assert code_of(name, data) in ("file_kind", "file_damaged")
    assert said in text_of(name, data)


def test_a_case_may_take_fewer_kinds():
    assert check_attachment("a.pdf", PDF, kinds=("pdf",)).data == PDF
    assert code_of("a.png", saved(picture(), "PNG"), kinds=("pdf",)) == "file_kind"
    assert "只收：PDF" in text_of("a.png", saved(picture(), "PNG"), kinds=("pdf",))


@pytest.mark.parametrize("data", [PDF[:40], b"%PDF-x" + PDF[6:]])
def test_a_pdf_that_ends_too_early_is_refused(data):
    assert code_of("a.pdf", data) == "file_damaged"


# Office files


MACROS = {
    "a vbaProject": {"word/vbaProject.bin": b"x"},
    "a vbaProject by another name": {
        "word/x.bin": b"x",
        "[Content_Types].xml": parts_of(word())["[Content_Types].xml"].replace(
            b"</Types>",
            b'<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
    },
    "a document that says it has macros": {
        "[Content_Types].xml": parts_of(word())["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    },
    "macros in a file inside": {"word/embeddings/a.xlsx": with_parts(sheet(), **{"xl/vbaProject.bin": b"x"})},
    "macros in an old file inside": {"word/embeddings/a.bin": compound("Workbook", inside=("VBA",))},
}


@pytest.mark.parametrize("parts", MACROS.values(), ids=MACROS)
def test_macros_are_refused_with_the_reason(parts):
    data = word(**parts)

    assert code_of("a.docx", data) == "file_macros"
    assert "宏" in text_of("a.docx", data)


@pytest.mark.parametrize("inside", ["VBA", "_VBA_PROJECT", "Macros"])
def test_macros_in_old_files_are_refused(inside):
    assert code_of("a.doc", compound("WordDocument", inside=(inside,))) == "file_macros"
    assert code_of("a.xls", compound("Workbook", "_VBA_PROJECT_CUR")) == "file_macros"


def test_a_file_with_a_password_is_refused_because_nobody_could_read_it():
    assert code_of("a.xlsx", (SAMPLES / "roster_password.xlsx").read_bytes()) == "file_protected"


def test_a_program_or_an_archive_inside_a_document_is_refused():
    assert code_of("a.docx", word(**{"word/media/image1.png": b"MZ\x90\0" + bytes(100)})) == "file_kind"
    assert code_of("a.docx", word(**{"word/embeddings/a.bin": zipped({"a": "x"})})) == "file_kind"


def test_files_inside_files_inside_files_are_refused():
    inside = word(**{"word/embeddings/a.docx": word()})

    assert code_of("a.docx", word(**{"word/embeddings/b.docx": inside})) == "file_bomb"


def test_entities_in_an_office_file_are_refused():
    types = parts_of(word())["[Content_Types].xml"].decode()
    start = types.index("<Types")
    evil = f'{types[:start]}<!DOCTYPE x [<!ENTITY a "aaaa">]>{types[start:]}'

    assert code_of("a.docx", word(**{"[Content_Types].xml": evil})) == "file_damaged"


def test_a_document_without_its_main_part_is_refused():
    parts = parts_of(word())
    del parts["word/document.xml"]

    assert code_of("a.docx", zipped(parts)) == "file_damaged"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_a_document_that_is_cut_off_is_refused(keep):
    data = word()

    assert code_of("a.docx", data[: int(len(data) * keep)]) == "file_damaged"


def bomb(size, part="word/bomb.xml"):
    """A document with a part of `size` zeros, made without ever holding them."""
    file = io.BytesIO(word())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as out:
        for _ in range(size // 2**20):
            out.write(bytes(2**20))
    return file.getvalue()


@pytest.fixture(scope="module")
def large_bomb():
    return bomb(400 * 2**20)


def lying(data):
    """The same with headers that say its part is ten bytes long."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("word/bomb.xml").file_size
    return data.replace(struct.pack("<I", size), struct.pack("<I", 10))


@pytest.mark.parametrize("make", [bytes, lying])
def test_a_zip_bomb_is_refused_quickly_and_in_little_memory(large_bomb, make):
    data = make(large_bomb)
    tracemalloc.start()
    started = time.monotonic()

    code = code_of("a.docx", data)

    took, peak = time.monotonic() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "file_bomb"
    assert peak < 8 * 2**20
    assert took < 3


def test_many_parts_that_are_each_small_are_a_bomb_in_sum():
    noise = b"".join(zlib.crc32(bytes([one & 255])).to_bytes(4, "big") for one in range(2048)) * 2
    parts = {
        f"word/part{one}.xml": noise * 450 for one in range(24)
    }  # 7 MB each: below what is asked about its ratio

    assert code_of("a.docx", word(**parts)) == "file_bomb"


def test_more_parts_than_any_document_has_are_refused():
    assert code_of("a.docx", word(**{f"word/{one}": b"" for one in range(3001)})) == "file_bomb"


def test_a_directory_of_a_hundred_thousand_lines_is_not_even_read():
    line = b"PK\x01\x02" + bytes(42)
    data = b"PK\x03\x04" + line * 100_000
    data += struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 5, 5, len(line) * 100_000, 4, 0)
    tracemalloc.start()

    code = code_of("a.docx", data)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "file_bomb"
    assert peak < 2**20


def test_parts_that_share_bytes_are_a_bomb():
    data = bytearray(word())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    third = data.index(b"PK\x01\x02", second + 4)
    data[third + 42 : third + 46] = data[second + 42 : second + 46]

    assert code_of("a.docx", bytes(data)) in ("file_bomb", "file_damaged")


@settings(max_examples=150)
@given(st.data())
def test_a_document_with_any_byte_changed_is_taken_or_refused_but_never_breaks(data):
    make = data.draw(st.sampled_from(BASES))
    changed = bytearray(make)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Fault):  # whatever else is raised fails the test
        check_attachment("a", bytes(changed[: data.draw(st.integers(1, len(changed)))]))


@given(
    st.binary(max_size=600),
    st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"%PDF-",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
        ]
    ),
)
def test_any_bytes_are_taken_or_refused_but_never_break(data, beginning):
    with pytest.raises(Invalid):
        check_attachment("a", beginning + data)


# Pictures


def test_a_photo_keeps_its_picture_and_loses_its_place_and_its_phone():
    data = photo() + b"....ftypmp42 GPS film of a live photo"
    assert b"SecretPhoneMaker" in data

    checked = check_attachment("a.jpg", data)

    kept = Image.open(io.BytesIO(checked.data))
    assert not kept.getexif()
    assert not kept.getexif().get_ifd(0x8825)
    assert "comment" not in kept.info
    for secret in (b"Exif", b"Secret", b"secret", b"GPS", b"film"):
        assert secret not in checked.data
    assert kept.size == (64, 32)
    assert kept.getpixel((5, 5))[0] > 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_afterwards(orientation):
    from PIL import ImageOps

    data = photo(orientation)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))

    kept = Image.open(io.BytesIO(check_attachment("a.jpg", data).data))

    assert kept.size == upright.size
    for place in ((2, 2), (kept.width - 3, kept.height - 3)):
        assert all(
            abs(a - b) < 40 for a, b in zip(kept.getpixel(place), upright.getpixel(place), strict=True)
        )


def test_texts_times_and_description_leave_a_png_and_transparency_stays():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Secret Author")
    texts.add_itxt("Place", "Secret Place", zip=True)
    exif = Image.Exif()
    exif[0x010F] = "Secret Maker"
    image = picture(mode="RGBA")
    image.putpixel((0, 0), (1, 2, 3, 0))
    data = saved(image, "PNG", pnginfo=texts, exif=exif)

    checked = check_attachment("a.png", data)

    kept = Image.open(io.BytesIO(checked.data))
    assert set(kept.info) <= {"transparency"}
    for chunk in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"Secret"):
        assert chunk not in checked.data
    assert kept.convert("RGBA").tobytes() == image.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_is_kept_exactly(mode):
    image = Image.new("I;16", (9, 7), 3000) if mode == "I;16" else picture((9, 7), mode)
    options = {"transparency": 1} if mode == "P" else {}

    kept = Image.open(io.BytesIO(check_attachment("a.png", saved(image, "PNG", **options)).data))

    assert kept.mode == mode
    assert kept.tobytes() == image.tobytes()
    assert kept.info == options or mode != "P"


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_mode_of_jpeg_is_taken(mode):
    kept = Image.open(io.BytesIO(check_attachment("a.jpg", saved(picture(mode=mode), "JPEG")).data))

    assert kept.size == (64, 32)


def test_writing_anew_does_not_bloat_a_photo():
    noisy = Image.effect_noise((600, 400), 60).convert("RGB")
    data = saved(noisy, "JPEG", quality=75)

    assert len(check_attachment("a.jpg", data).data) < 1.1 * len(data)


def test_a_photo_whose_description_is_broken_is_taken_as_it_lies():
    data = saved(picture(), "JPEG", exif=b"Exif\0\0broken")

    assert check_attachment("a.jpg", data).data


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_is_cut_off_is_refused_with_what_to_do(kind):
    data = saved(Image.effect_noise((200, 200), 50), kind)

    assert code_of("a", data[: len(data) // 2]) == "file_damaged"
    assert "重新" in text_of("a", data[: len(data) // 2])


@pytest.mark.parametrize("side", [7100, 12_000, 30_000])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_bomb_is_refused_before_it_is_unpacked(side):
    data = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    header = b"IHDR" + struct.pack(">II", side, side) + data[24:29]
    data[12:33] = header + struct.pack(">I", zlib.crc32(header))
    tracemalloc.start()

    code = code_of("a.png", bytes(data))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "picture_too_large"
    assert peak < 2**20
    assert "7000 × 7000" in text_of("a.png", bytes(data))


# Names


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/方案.pdf", "方案.pdf"),
        ("C:\\Users\\li\\方案.pdf", "方案.pdf"),
        ("..", "附件"),
        ("", "附件"),
        ("a/", "附件"),
        (".htaccess", "htaccess"),
        ("...a.pdf", "a.pdf"),
        ("a.pdf. . ", "a.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ('a"; filename=b.exe".pdf', "a_; filename=b.exe_.pdf"),
        ("报告\u202efdp.pdf", "报告fdp.pdf"),
        ("a\0b\x1b.pdf", "ab.pdf"),
        ("a\u200bb\ufeff.pdf", "ab.pdf"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL"),
        ("lpt1.txt.pdf", "_lpt1.txt.pdf"),
        ("console.pdf", "console.pdf"),
        ("复工  方案　终稿.pdf", "复工 方案 终稿.pdf"),
    ],
)
def test_a_name_is_made_harmless(given, cleaned):
    assert clean_name(given) == cleaned


def test_a_long_name_is_cut_before_its_extension():
    checked = check_attachment("复" * 300 + ".pdf", PDF)

    assert checked.name.endswith("复.pdf")
    assert len(checked.name) <= LONGEST_NAME
    assert len(check_attachment("a" * 300, PDF).name) == LONGEST_NAME


@given(st.text(max_size=400))
def test_any_name_comes_out_safe_and_stays_what_it_is(name):
    cleaned = clean_name(name)

    assert 0 < len(cleaned) <= LONGEST_NAME
    assert len(cleaned.encode()) <= 255
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\0')
    assert not cleaned.startswith((".", " "))
    assert not cleaned.endswith((".", " "))
    assert clean_name(cleaned) == cleaned


def test_the_kinds_taken_by_default_are_the_ones_promised():
    assert DEFAULT == ("pdf", "jpeg", "png", "docx", "xlsx", "doc", "xls")
