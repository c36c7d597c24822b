"""Bodies: JSON in UTF-8, compressed or not, of a bounded size."""

import zlib
from collections.abc import Callable
from functools import lru_cache

import brotli  # type: ignore[import-untyped]
import zstandard
from starlette.requests import Request

from gql.execution.envelope import Envelope
from gql.execution.media_type import parse
from gql.execution.refusals import (
    BodyMangled,
    BodyTooLarge,
    CharsetUnknown,
    ContentTypeUnknown,
    EncodingUnknown,
)
from gql.operations.bodies import LIMIT_BYTES, received

# What RFC 9659 lets a compressor use.
ZSTD_WINDOW_BYTES = 8 * 1024 * 1024


async def read_body(request: Request, envelope: Envelope) -> bytes:
    """Read a body that is JSON by its envelope, and undo its encoding.

    Raises:
        Refused: another content type, charset or encoding, or more than `LIMIT_BYTES` before or after.
    """
    _check_content_type(envelope.content_type)
    encoding = envelope.content_encoding
    decode = DECODERS.get(encoding)
    if decode is None:
        raise EncodingUnknown
    try:
        body = decode(await received(request, _too_large))
    except (zlib.error, brotli.error, zstandard.ZstdError):
        raise BodyMangled(encoding=encoding) from None
    if len(body) > LIMIT_BYTES:
        raise _too_large()
    return body


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(limit=LIMIT_BYTES)


@lru_cache(maxsize=64)
def _check_content_type(header: str) -> None:
    content_type = parse(header)
    if content_type.media_type != "application/json":
        raise ContentTypeUnknown
    if content_type.parameters.get("charset", "utf-8") not in {"utf-8", "utf8"}:
        raise CharsetUnknown


def _identity(body: bytes) -> bytes:
    return body


# Each stops soon after the limit, however much the body would unfold to.
def _gunzip(body: bytes) -> bytes:
    return zlib.decompressobj(wbits=31).decompress(body, LIMIT_BYTES + 1)


def _unbrotli(body: bytes) -> bytes:
    return bytes(brotli.Decompressor().process(body, output_buffer_limit=LIMIT_BYTES + 1))


def _unzstd(body: bytes) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES)
    return decompressor.stream_reader(body).read(LIMIT_BYTES + 1)


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": _identity,
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "br": _unbrotli,
    "zstd": _unzstd,
}
