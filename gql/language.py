"""The languages that messages are written in, and the choice among them."""

from enum import StrEnum
from functools import lru_cache

from gql.accept import weighted

WILDCARD = "*"


class Language(StrEnum):
    """A language that every user-facing message has."""

    ZH = "zh"
    ZH_TW = "zh-TW"
    EN = "en"


@lru_cache(maxsize=256)
def negotiate(accept_language: str | None, default: Language) -> Language:
    """Choose the language of a message by RFC 9110, section 12.5.4; most clients wish alike.

    Args:
        accept_language: the value of `Accept-Language`, or None where none was sent.
        default: what is spoken where the client says nothing.

    Returns:
        The first language of the client's order that we have; English where we have none of them.
    """
    wishes = weighted(accept_language or "")
    if not wishes:
        return default
    for tag, quality in sorted(wishes, key=lambda wish: -wish[1]):
        language = default if tag == WILDCARD else _spoken(tag)
        if language and quality > 0:
            return language
    return Language.EN


def _spoken(tag: str) -> Language | None:
    if tag.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant")):
        return Language.ZH_TW
    primary = tag.split("-", 1)[0]
    return Language(primary) if primary in {"zh", "en"} else None
