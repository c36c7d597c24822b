"""Whether pictures and videos are forwarded, and what their addresses begin with."""

from collections.abc import Hashable
from dataclasses import replace
from functools import cached_property, lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from gql.clock import Clock, SystemClock
from gql.errors import Unavailable
from gql.settings import Settings
from gql.settings.listening import WEB_ADDRESS
from gql.storage.database import Database
from gql.storage.proof import doubted
from gql.tasks.links.keys import signing_keys
from gql.tasks.links.links import Links
from gql.tasks.links.medium import Medium
from gql.tasks.links.repository import Options, OptionsRepository
from gql.tasks.links.signer import DAY_SECONDS, Signer

# So much later than its owner the gateway may hear of an option that was changed.
OPTIONS_SECONDS = 60
# By the origins that requests come to, which clients can make up.
LINKS_KEPT = 64


class Forwarding:
    """Makes links for the origin that a request came to."""

    def __init__(self, settings: Settings, database: Database, clock: Clock | None = None) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock or SystemClock()
        self._repository = OptionsRepository(database)
        forwards = settings.forward_images or settings.forward_videos
        self._asks = forwards and self._repository.there
        self._options = None if self._asks else Options()
        self._due = self._clock.monotonic()
        self._links = lru_cache(maxsize=LINKS_KEPT)(self._made)

    @cached_property
    def signer(self) -> Signer:
        """What signs addresses, and verifies them; its key is made at the first use.

        Raises:
            ConfigurationError: see `signing_keys`.
        """
        keys = signing_keys(self._settings, self._database.engine.file)
        return Signer(keys, self._settings.image_link_days, self._clock)

    def at_once(self, origin: str) -> Links | None:
        """Give the links for an origin; None where new-api's options must be read first."""
        if self._options is None or (self._asks and self._clock.monotonic() >= self._due):
            return None
        return self._links(self._options, origin)

    def made_by(self, origin: str) -> Hashable:
        """Give what links for an origin depend on besides the rows: the last options too, where they hold."""
        return origin, self.at_once(origin), self._clock.now_ms() // (DAY_SECONDS * 1000)

    async def links(self, origin: str = "") -> Links:
        """Give the links for an origin, such as `https://mj.example.com`; "" where there is no request.

        Raises:
            Unavailable: new-api's options can't be read, and never could.
        """
        return self.at_once(origin) or self._links(await self._read(), origin)

    async def _read(self) -> Options:
        doubted()
        # Whoever comes while they are read takes the last ones.
        self._due = self._clock.monotonic() + OPTIONS_SECONDS
        try:
            self._options = await self._repository.read()
        except Unavailable:
            if self._options is None:
                raise
        return self._options

    def _made(self, options: Options, origin: str) -> Links:
        links = unsigned_links(self._settings, options, origin)
        return links if self._settings.image_public or not links.base else replace(links, signer=self.signer)


def unsigned_links(settings: Settings, options: Options, origin: str = "") -> Links:
    """Give links that open where `MJ_IMAGE_PUBLIC` is on."""
    media = {Medium.IMAGE: settings.forward_images, Medium.VIDEO: settings.forward_videos}
    wanted = frozenset(medium for medium, on in media.items() if on and options.forwards)
    address = "" if _is_local(options.server_address) else options.server_address
    base = (settings.public_url or address or origin).rstrip("/")
    return Links(base if wanted else "", media=wanted)


def _is_local(address: str) -> bool:
    """Whether an address is of no use to clients elsewhere: of the machine itself, or no web address."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return True
    if not WEB_ADDRESS.fullmatch(address) or f".{host}".endswith(".localhost"):
        return True
    try:
        ip = ip_address(host)
    except ValueError:
        return False
    return ip.is_loopback or ip.is_unspecified
