"""The process that opens strangers' pictures.

It reads one request a line, `[function, *arguments]` as JSON, and answers each with a line, `outcome size`,
and so many bytes. It ends with its input. It imports Pillow, and nothing that knows a database or a socket;
its answers are bytes, not pickles, as a picture may have taken it over.
"""

import json
import signal
import sys
import warnings
from collections.abc import Callable
from typing import BinaryIO, Final

from PIL.Image import DecompressionBombError

from gql.images.thumbnails import drawing
from gql.images.thumbnails.protocol import Outcome

if sys.platform == "linux":
    import resource

# A tile of 50 megapixels of transparent WebP takes 850 MB; a thumbnail of 2048 x 2048 pixels less than 100.
MEMORY_BYTES: Final = 1 << 30


def main() -> None:
    """Serve requests from standard input until it ends."""
    # A terminal and a service manager signal the whole group; the server decides when its workers end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # What decoders warn of is for those who made the picture.
    warnings.simplefilter("ignore")
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Say that requests are taken, and answer each."""
    _send(answers, Outcome.READY, b"")
    for line in requests:
        _send(answers, *answer(line))


def answer(line: bytes) -> tuple[Outcome, bytes]:
    """Do what a request asks for, and say how it went."""
    name, *arguments = json.loads(line)
    try:
        return Outcome.DONE, FUNCTIONS[name](*arguments)
    except (DecompressionBombError, MemoryError):
        return Outcome.TOO_LARGE, b""
    except Exception:  # noqa: BLE001  # Decoders raise whatever a damaged file leads them to.
        return Outcome.BROKEN, b""


def _measured(path: str) -> bytes:
    return json.dumps(drawing.measure(path)).encode()


def _send(answers: BinaryIO, outcome: Outcome, content: bytes) -> None:
    answers.write(b"%s %d\n" % (outcome.encode(), len(content)))
    answers.write(content)
    answers.flush()


FUNCTIONS: Final[dict[str, Callable[..., bytes]]] = {"thumbnail": drawing.thumbnail, "measure": _measured}
