"""Credentials as a request carries them, over HTTP or in a WebSocket's first message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gql.errors import CredentialsMissing, TokenInvalid, UserHeaderMalformed, UserHeaderMissing

BEARER = re.compile(r"bearer(?: (.*))?", re.IGNORECASE | re.DOTALL)
TOKEN = re.compile(r"[\x21-\x7e]{1,128}")
USER_ID = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True)
class Credentials:
    """The two values that say who asks, as they were sent."""

    authorization: str | None = None
    new_api_user: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Credentials":
        """Take them from headers, whose names are compared without case."""
        return cls(headers.get("authorization"), headers.get("new-api-user"))

    def or_else(self, other: "Credentials") -> "Credentials":
        """Take each value that was not sent from others."""
        return Credentials(self.authorization or other.authorization, self.new_api_user or other.new_api_user)

    def token(self) -> str:
        """Give the access token: the value of `Authorization`, with or without `Bearer `.

        Raises:
            CredentialsMissing: no header, or an empty one.
            TokenInvalid: blank or padded: no user has such a token.
        """
        return self._token

    def user_id(self, *, required: bool) -> int | None:
        """Give the id of `New-Api-User`: `3`, or `Bearer 3` as the public documentation writes it.

        Raises:
            UserHeaderMissing: not sent, where it is required.
            UserHeaderMalformed: no whole number.
        """
        if not self.new_api_user and required:
            raise UserHeaderMissing
        return self._user_id

    @cached_property
    def _token(self) -> str:
        if not self.authorization:
            raise CredentialsMissing
        scheme = BEARER.fullmatch(self.authorization)
        token = (scheme.group(1) or "") if scheme else self.authorization
        if not TOKEN.fullmatch(token):
            raise TokenInvalid
        return token

    @cached_property
    def _user_id(self) -> int | None:
        if not self.new_api_user:
            return None
        scheme = BEARER.fullmatch(self.new_api_user)
        number = (scheme.group(1) or "") if scheme else self.new_api_user.strip(" \t")
        if not USER_ID.fullmatch(number):
            raise UserHeaderMalformed
        return int(number)
