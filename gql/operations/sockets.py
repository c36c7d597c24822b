"""WebSockets as the server reads and writes them: uvicorn's, with bounds on what one client costs the others.

uvicorn takes all that the network brings, up to 256 KB, at once: 40,000 pings keep everybody waiting for 0.4
seconds. And what a client never reads stays in memory for as long as the client likes.
"""

import asyncio
from typing import Any

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import CloseCode, Frame

from gql.waiting import Bell

# Some 700 of the shortest frames, which take 5 ms.
PIECE_BYTES = 4096
# Pings, pongs and fragments: in a second, and of one message.
FRAMES_MAX = 1000
FRAMES_SECONDS = 1
# Written and not yet taken by the system: what comes then waits as updates, of which the newest count.
WAITING_BYTES = 16 * 1024
# For a client to take what was written before the end, and to answer the close frame.
LINGER_SECONDS = 15


class Inbox:
    """What came and was not read yet, for one reader; each `asyncio.Queue` would take 3 KB."""

    def __init__(self) -> None:
        self._messages: list[ASGIReceiveEvent] = []
        self._bell = Bell()

    def put_nowait(self, message: ASGIReceiveEvent) -> None:
        """Have a message read after those before it."""
        self._messages.append(message)
        self._bell.ring()

    def empty(self) -> bool:
        """Tell whether all have been read."""
        return not self._messages

    async def get(self) -> ASGIReceiveEvent:
        """Wait for the next message."""
        while not self._messages:
            await self._bell.heard()
        return self._messages.pop(0)


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """Reads piece by piece, one message at a time; ends clients that flood, and those that don't read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's own signature
        super().__init__(*args, **kwargs)
        self.queue = Inbox()  # type: ignore[assignment] # all of a queue that uvicorn uses
        self._unread = bytearray()
        self._turn: asyncio.Handle | None = None
        self._frames_since = 0.0
        self._frames = 0
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let little wait for a client that does not read."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(WAITING_BYTES)

    def data_received(self, data: bytes) -> None:
        """Read a piece of the data now, and leave the rest for later turns of the loop."""
        self._unread += data
        if self._turn is None:
            self._read()

    async def receive(self) -> ASGIReceiveEvent:
        """Hand the application a message, and go on reading when it has taken all."""
        message = await self.queue.get()
        if self.handshake_complete and self.request.headers:
            # Nobody looks at them any more, and connections stay open for long.
            self.request.headers.clear()
            self.response.headers.clear()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._turn = self._turn or self.loop.call_soon(self._read)
        return message

    def handle_ping(self) -> None:
        """Answer; but to whom does not read the answers, the last is enough (RFC 6455, section 5.5.3)."""
        if not self._floods():
            super().handle_ping() if self.writable.is_set() else self.conn.data_to_send()

    def handle_pong(self, event: Frame) -> None:
        """Take the answer to a ping of ours."""
        if not self._floods():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Take a fragment."""
        if not self._floods(len(self.frames)):
            super().handle_cont(event)

    def keepalive_timeout(self) -> None:
        """Give a client up that answers no pings."""
        super().keepalive_timeout()
        self._linger()

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        """Give a client a moment to read what was written."""
        super().on_task_complete(task)
        self._linger()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        super().connection_lost(exc)
        for handle in (self._turn, self._end):
            if handle:
                handle.cancel()

    def _read(self) -> None:
        self._turn = None
        if self.read_paused:  # `receive` goes on
            self.transport.pause_reading()
            return
        piece = bytes(self._unread[:PIECE_BYTES])
        del self._unread[:PIECE_BYTES]
        try:
            super().data_received(piece)
        except InvalidState:  # a frame after the end, which uvicorn answers all the same
            self.transport.close()
        if self.transport.is_closing():
            self._unread.clear()
        elif self._unread:
            self.transport.pause_reading()
            self._turn = self.loop.call_soon(self._read)
        elif not self.read_paused:
            self.transport.resume_reading()

    def _floods(self, fragments: int = 0) -> bool:
        if self.close_sent:
            return True
        now = self.loop.time()
        if now - self._frames_since > FRAMES_SECONDS:
            self._frames_since, self._frames = now, 0
        self._frames += 1
        if max(self._frames, fragments) <= FRAMES_MAX:
            return False
        self.conn.fail(CloseCode.POLICY_VIOLATION, "Too many frames")
        self.handle_parser_exception()
        return True

    def _linger(self) -> None:
        if self._end is None and not self.disconnected:
            self._end = self.loop.call_later(LINGER_SECONDS, self.transport.abort)
