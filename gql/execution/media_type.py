"""The media type of an answer, by the client's `Accept` (GraphQL over HTTP, section 6.2)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from gql.accept import weight_of

EVENTS = "text/event-stream"
INCREMENTAL = "multipart/mixed"
FORMATS = {"v0.2", ""}


class MediaType(StrEnum):
    """What answers are written as."""

    JSON = "application/json"
    GRAPHQL_RESPONSE = "application/graphql-response+json"


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One part of `Accept`: a type or a wildcard, in lower case, and its parameters."""

    media_type: str
    parameters: dict[str, str]

    @property
    def quality(self) -> float:
        """Give its weight, 0 to 1; 0 where it is no number."""
        return weight_of(self.parameters.get("q", "1"))


def parse(header: str) -> MediaRange:
    """Read a media type or range with its parameters."""
    media_type, *parameters = header.lower().split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    return MediaRange(media_type.strip(), {name.strip(): value.strip(' \t"') for name, _, value in pairs})


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a client takes.

    Attributes:
        media_type: what it prefers for an answer in one piece; None where it takes none.
        events: whether it can read server-sent events.
        prefers_events: whether it would rather have those.
        parts: whether it takes deferred parts.
    """

    media_type: MediaType | None
    events: bool
    prefers_events: bool
    parts: bool


@lru_cache(maxsize=256)
def accepted(accept: str) -> Accepted:
    """Read `Accept`, which most clients send alike."""
    ranges = parse_accept(accept)
    return Accepted(negotiate(ranges), takes_events(ranges), prefers_events(ranges), takes_parts(ranges))


def parse_accept(accept: str) -> list[MediaRange]:
    """Read `Accept`; nothing sent is anything wanted."""
    return [parse(part) for part in accept.split(",") if part.strip()] or [MediaRange("*/*", {})]


def negotiate(accept: list[MediaRange]) -> MediaType | None:
    """Choose the type that the client prefers, None where it takes neither.

    Plain JSON wins where only a wildcard decides, as old clients expect (section 6.1); named alike, the
    modern type does.
    """
    named = {media_range.media_type: media_range.quality for media_range in accept}
    anything = named.get("application/*", named.get("*/*", 0.0))
    modern = named.get(MediaType.GRAPHQL_RESPONSE, 0.0)
    plain = named.get(MediaType.JSON, anything)
    if modern > 0 and modern >= plain:
        return MediaType.GRAPHQL_RESPONSE
    return MediaType.JSON if plain > 0 or takes_parts(accept) else None


def takes_events(accept: list[MediaRange]) -> bool:
    """Whether the client names server-sent events, so that it can read them."""
    return _weight_of_events(accept) > 0


def prefers_events(accept: list[MediaRange]) -> bool:
    """Whether the client would rather have events than an answer in one piece, in a type that it names."""
    named = {media_range.media_type: media_range.quality for media_range in accept}
    in_one_piece = max(named.get(media_type, 0.0) for media_type in MediaType)
    events = _weight_of_events(accept)
    return events > in_one_piece and events >= named.get("*/*", 0.0)


def _weight_of_events(accept: list[MediaRange]) -> float:
    return max((each.quality for each in accept if each.media_type == EVENTS), default=0.0)


def takes_parts(accept: list[MediaRange]) -> bool:
    """Whether the client takes deferred parts in the format that we write.

    `incrementalSpec=v0.2` names it; `deferSpec` names an older one, with paths where the present has ids.
    """
    return any(
        media_range.media_type == INCREMENTAL
        and media_range.quality > 0
        and "deferspec" not in media_range.parameters
        and media_range.parameters.get("incrementalspec", "") in FORMATS
        for media_range in accept
    )
