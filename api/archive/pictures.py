"""Pictures that tools send: known by their content, never by what they are said to be."""

from __future__ import annotations

from io import BytesIO
from types import MappingProxyType

from PIL import Image, UnidentifiedImageError

from api.errors import TooLargeError, invalid
from api.language import _

FORMATS = MappingProxyType({"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"})
MOST_PIXELS = 50_000_000


def media_type_of(body: bytes, limit: int) -> str:
    """The picture's media type. Raises TooLargeError, InvalidError for anything but a picture."""
    if len(body) > limit:
        raise TooLargeError(_("En skärmdump får vara högst %(limit)s byte.", limit=limit))
    try:
        # The size stands in the header; nothing is unpacked before it is known.
        with Image.open(BytesIO(body), formats=list(FORMATS)) as picture:
            width, height = picture.size
            name = picture.format or ""
            if width * height > MOST_PIXELS:
                raise TooLargeError(_("Skärmdumpen har för många bildpunkter."))
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise invalid("", _("Skärmdumpen ska vara en bild: PNG, JPEG eller WebP.")) from error
    except Image.DecompressionBombError as error:
        raise TooLargeError(_("Skärmdumpen har för många bildpunkter.")) from error
    return FORMATS[name]
