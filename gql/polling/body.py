"""A response's body, read up to a limit that counts what it unpacks to."""

import zlib
from typing import Final

import httpx

ACCEPTED_ENCODINGS: Final = "gzip"
# zlib's number for a gzip header before the data.
GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Read a streamed response to its end.

    httpx would unpack a whole piece before anybody could count it; here a bomb is stopped at the limit.

    Raises:
        ValueError: the body is larger than `limit` bytes, or packed in a way that was not asked for.
        httpx.TransportError: the connection broke.
    """
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", ACCEPTED_ENCODINGS}:
        raise ValueError("the answer is packed in a way that was not asked for")
    unpacker = zlib.decompressobj(GZIP_WINDOW) if encoding == ACCEPTED_ENCODINGS else None
    body = bytearray()
    async for piece in response.aiter_raw():
        body += _unpacked(unpacker, piece, limit + 1 - len(body)) if unpacker else piece
        if len(body) > limit:
            body.clear()  # the traceback would keep it until a full garbage collection
            raise ValueError(f"the answer is larger than {limit} bytes")
    return bytes(body)


def _unpacked(unpacker: "zlib._Decompress", piece: bytes, most: int) -> bytes:
    try:
        return unpacker.decompress(piece, most)
    except zlib.error:
        raise ValueError("the answer can't be unpacked") from None
