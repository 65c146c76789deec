"""Pictures written anew: upright, and without what a camera tells of place, time and owner.

Only pixels pass. The colour profile, comments, texts, previews and whatever hangs behind the end
of the picture (the film of a "live" photo with its position) stay behind.
"""

import io
import math
import struct
import threading
import zlib

from django.utils.translation import gettext as _
from PIL import Image, JpegImagePlugin

from fugong.core.errors import Invalid

MOST_PIXELS = 50_000_000  # what telephones take at most in ordinary use; 200 MB unpacked
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
    AttributeError, struct.error, zlib.error,
)  # fmt: skip  # whatever a decoder may stumble over in a damaged picture; said as damage, never hidden
_one_at_a_time = threading.Lock()  # each may need hundreds of megabytes for a moment


def without_metadata(data: bytes, kind: str) -> bytes:
    """The picture ("jpeg" or "png") anew; raises Invalid for a damaged one or one of too many pixels."""
    try:
        with _one_at_a_time, Image.open(io.BytesIO(data), formats=(kind.upper(),)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large()
            picture.load()
            return _written(picture, kind)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except _BROKEN:
        raise Invalid(
            "file_damaged",
            _("这张图片不完整或已损坏，可能没有传完。请重新拍照或重新保存后再上传。"),
            field="file",
        ) from None


def _written(picture: Image.Image, kind: str) -> bytes:
    options: dict[str, object] = {}
    if kind == "jpeg":
        # The camera's own tables, so that writing anew neither blurs nor bloats.
        options["qtables"] = getattr(picture, "quantization", None)
        if (sampling := JpegImagePlugin.get_sampling(picture)) >= 0:
            options["subsampling"] = sampling
    else:
        options["compress_level"] = 4
    turn = _UPRIGHT.get(_orientation(picture))
    upright = picture if turn is None else picture.transpose(turn)
    if upright.mode == "CMYK":
        upright, options = upright.convert("RGB"), {"quality": 90}
    upright.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    made = io.BytesIO()
    upright.save(made, kind.upper(), exif=b"", **options)
    return made.getvalue()


def _orientation(picture: Image.Image) -> int:
    try:
        said = picture.getexif().get(_ORIENTATION, 1)
    except _BROKEN:
        return 1  # a picture may be good where its description is not
    return said if isinstance(said, int) else 1


def _too_large() -> Invalid:
    side = math.isqrt(MOST_PIXELS) // 100 * 100
    return Invalid(
        "picture_too_large",
        _("图片的像素太多。请缩小到大约 %(side)s × %(side)s 像素以内再上传。") % {"side": side},
        field="file",
    )
