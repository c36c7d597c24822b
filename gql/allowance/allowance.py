"""What a viewer may spend: the price of a request is reserved before it runs, the rest given back after."""

from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from gql.allowance.bucket import Buckets, MemoryBuckets, Rate
from gql.errors import RateLimited
from gql.settings import Settings

if TYPE_CHECKING:
    from gql.allowance.shared import RedisBuckets

IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Balance:
    """How an account stands, in whole points.

    Attributes:
        limit: points of a full bucket, and points that a minute restores.
        remaining: points that are left.
        full_in_seconds: until the bucket is full again.
    """

    limit: int
    remaining: int
    full_in_seconds: int


@dataclass(slots=True)
class Visit:
    """One HTTP request or socket: who is there, how they stand, and when to come again after a refusal."""

    client: str = ""
    balance: Balance | None = None
    retry_in_seconds: int | None = None


visit: ContextVar[Visit] = ContextVar("visit")


class Reservation:
    """Points that are taken for what is about to run."""

    def __init__(self, allowance: "Allowance", account: str, points: int, balance: Balance | None) -> None:
        self._allowance = allowance
        self._account = account
        self.points = points
        self.balance = balance

    async def settle(self, used: int) -> None:
        """Give back what was not used."""
        if self.balance and used < self.points:
            await self._allowance.give_back(self._account, self.points - used)


reservation: ContextVar[Reservation | None] = ContextVar("reservation", default=None)


class Allowance:
    """The accounts of everybody, or nobody's where there is no rate."""

    def __init__(self, rate: Rate | None = None, buckets: Buckets | None = None) -> None:
        self._rate = rate
        self._buckets = buckets or (MemoryBuckets(rate) if rate else None)

    @classmethod
    def of(cls, settings: Settings) -> "Allowance":
        """Make the allowance that is set: none, one of this process, or one shared in Redis."""
        if settings.rate_limit == "off":
            return cls()
        rate, url = Rate(int(settings.rate_limit)), settings.redis_url.get_secret_value()
        if not url:
            return cls(rate, MemoryBuckets(rate))
        # Redis' client takes 18 MB, and a tenth of the start.
        shared: type[RedisBuckets] = import_module("gql.allowance.shared").RedisBuckets
        return cls(rate, shared(url, rate))

    @property
    def limited(self) -> bool:
        """Whether anything is counted."""
        return self._rate is not None

    async def reserve(self, viewer_id: int | None, points: int) -> Reservation:
        """Take points from a viewer, or from the client's address where nobody is known.

        What costs more than a full bucket takes all of it.

        Raises:
            RateLimited: there are not enough left.
        """
        if self._rate is None or self._buckets is None:
            return Reservation(self, "", points, None)
        here = visit.get(Visit())
        account = f"viewer:{viewer_id}" if viewer_id is not None else f"client:{_network(here.client)}"
        points = min(points, self._rate.points)
        outcome = await self._buckets.take(account, points)
        here.balance = self._balance(self._rate, outcome.left)
        if not outcome.granted:
            here.retry_in_seconds = seconds = self._rate.seconds(points - outcome.left)
            raise RateLimited(cost=points, remaining=int(outcome.left), seconds=seconds)
        return Reservation(self, account, points, here.balance)

    async def give_back(self, account: str, points: int) -> None:
        """Put points back into an account."""
        if self._rate and self._buckets:
            outcome = await self._buckets.take(account, -points)
            visit.get(Visit()).balance = self._balance(self._rate, outcome.left)

    async def close(self) -> None:
        """Give back what the accounts are kept with."""
        if self._buckets:
            await self._buckets.close()

    @staticmethod
    def _balance(rate: Rate, left: float) -> Balance:
        return Balance(rate.points, int(left), rate.seconds(rate.points - left))


def _network(client: str) -> str:
    """Give the address; of IPv6 the network, in which one client has all addresses (RFC 6177)."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)
