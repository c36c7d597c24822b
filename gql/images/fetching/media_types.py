"""Which media types are forwarded, told by the first bytes of a file: what servers declare proves nothing."""

import re
from typing import Final

from gql.images.fetching.model import Kind

# The brand of the box `ftyp` tells the members of ISO/IEC 14496-12's family apart; HEIF's lists AVIF later.
SIGNATURES: Final = {
    Kind.IMAGE: {
        "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
        "image/jpeg": re.compile(rb"\xff\xd8\xff"),
        "image/webp": re.compile(rb"RIFF....WEBPVP8", re.DOTALL),
        "image/gif": re.compile(rb"GIF8[79]a"),
        "image/avif": re.compile(rb"....ftyp(?:(?:mif1|msf1)(?:....){1,12}?)?avi[fs]", re.DOTALL),
    },
    Kind.VIDEO: {
        "video/mp4": re.compile(
            rb"....ftyp(?:isom|iso[2-9]|mp4[12]|avc1|dash|MSNV|M4V[ PH]|f4v |3gp.)", re.DOTALL
        ),
        "video/quicktime": re.compile(rb"....ftypqt  ", re.DOTALL),
        "video/webm": re.compile(rb"\x1a\x45\xdf\xa3.{0,40}\x42\x82\x84webm", re.DOTALL),
    },
}
# As many bytes as any of them looks at.
HEAD_BYTES: Final = 64


def sniff(head: bytes, kind: Kind) -> str | None:
    """Tell the media type of a file that begins so; None where it is none that is forwarded."""
    return next((name for name, signature in SIGNATURES[kind].items() if signature.match(head)), None)


def declared(content_type: str, kind: Kind) -> str | None:
    """Read the header `Content-Type`; None where it names none that is forwarded."""
    name = content_type.partition(";")[0].strip().lower()
    return name if name in SIGNATURES[kind] else None
