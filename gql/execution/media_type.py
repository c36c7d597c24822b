"""The media type of an answer, by the client's `Accept` (GraphQL over HTTP, section 6.2)."""

from enum import StrEnum


class MediaType(StrEnum):
    """What answers are written as."""

    JSON = "application/json"
    GRAPHQL_RESPONSE = "application/graphql-response+json"


def negotiate(accept: str) -> MediaType:
    """Choose the type that the client prefers; plain JSON where it names neither, as old clients expect."""
    qualities = dict(_range(part) for part in accept.lower().split(","))
    modern = qualities.get(MediaType.GRAPHQL_RESPONSE, 0.0)
    return (
        MediaType.GRAPHQL_RESPONSE
        if modern > 0 and modern >= qualities.get(MediaType.JSON, 0.0)
        else MediaType.JSON
    )


def _range(part: str) -> tuple[str, float]:
    media_type, *parameters = (piece.strip() for piece in part.split(";"))
    quality = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        return media_type, float(quality)
    except ValueError:
        return media_type, 0.0
