"""A channel's upstream: its address, its secret, and the way there."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Upstream:
    """The midjourney-proxy behind a channel; nothing of it is sure to be usable.

    Attributes:
        channel_id: the channel's id.
        name: the channel's name, for people.
        base_url: without a slash at the end; "" where the channel has none.
        secret: what `mj-api-secret` is to be.
        proxy: address of the proxy to go through; it may hold a password.
    """

    channel_id: int
    name: str
    base_url: str = field(repr=False)
    secret: str = field(repr=False)
    proxy: str | None = field(default=None, repr=False)
