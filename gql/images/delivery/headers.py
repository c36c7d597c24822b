"""The headers of an answer with a picture or a video."""

import re
from typing import Final

PREVIEW_SECONDS: Final = 5
# What is no picture or video is not forwarded; should a browser take one for a page, nothing in it runs.
# A browser's own page around a video is of an origin too, and has styles.
GUARDED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin"
    ),
}
EXTENSIONS: Final = {"image/jpeg": "jpg", "video/quicktime": "mov"}
UNSAFE: Final = re.compile("[^A-Za-z0-9_-]+")


def caching(seconds: int, *, is_final: bool) -> str:
    """Give the header `Cache-Control`.

    Args:
        seconds: for which the address goes on to open; nothing is kept for longer.
        is_final: whether the content never changes.
    """
    if is_final:
        return f"public, max-age={max(seconds, 0)}, immutable"
    return f"public, max-age={PREVIEW_SECONDS}, must-revalidate"


def disposition(mj_id: str, media_type: str) -> str:
    """Give the header `Content-Disposition`, with a name that is safe on every system."""
    extension = EXTENSIONS.get(media_type) or media_type.rpartition("/")[2]
    name = UNSAFE.sub("_", mj_id)[:64].strip("_") or "task"
    return f'inline; filename="{name}.{extension}"'
