"""What can go wrong with an upstream.

    UpstreamError
    ├── Misconfigured   the channel's address, key or proxy can't be used
    ├── Unreachable     no connection, or one that broke
    ├── TimedOut        no answer in time
    ├── Refused         401 or 403: not the right key
    ├── Unexpected      another status, a redirect too
    └── Unreadable      500, or a body that is no list of tasks: one task of the batch may be to blame

None of them tells an address, a key or what the upstream wrote; they may go into logs and to admins.
"""

from gql.channels.upstreams.model import Upstream


class UpstreamError(Exception):
    """An upstream that gave no answer; the text names the channel and says why in `reason`."""

    def __init__(self, upstream: Upstream, reason: str) -> None:
        self.channel_id = upstream.channel_id
        self.reason = reason
        super().__init__(f"Channel {upstream.channel_id} ({upstream.name}): {reason}")


class Misconfigured(UpstreamError):
    """Nothing was sent: the channel's address, key or proxy can't be used."""


class Unreachable(UpstreamError):
    """No connection to the upstream or its proxy, or one that broke before the answer's end."""


class TimedOut(UpstreamError):
    """No connection, or no whole answer, in time."""


class Refused(UpstreamError):
    """The upstream does not take the channel's key: 401 or 403."""


class Unexpected(UpstreamError):
    """A status that an upstream has no reason to give, redirects and gateways' errors among them."""


class Unreadable(UpstreamError):
    """The upstream failed on the batch: 500, or a body that is too large or no list of tasks."""
