"""What a request asks for, read from its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from gql.errors import NotFound
from gql.tasks.links.medium import Medium

NUMBER: Final = re.compile(rb"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of ours as it was asked for.

    Attributes:
        medium: what it leads to.
        mj_id: the upstream's id of the task, decoded.
        number: which video of a task's list, from 1; 0 for the one picture or video.
        query: its parameters.
    """

    medium: Medium
    mj_id: str
    number: int
    query: Mapping[str, str]

    @classmethod
    def of(cls, request: Request, medium: Medium) -> Self:
        """Read the path as it was sent: an id may hold a slash, which is `%2F` there.

        Raises:
            NotFound: it is no address that the gateway gives.
        """
        *_, name = request.scope["raw_path"].split(b"/", 3)
        number = b"0"
        if medium is Medium.VIDEO and b"/" in name:
            name, _, number = name.partition(b"/")
            if not NUMBER.fullmatch(number):
                raise NotFound
        return cls(medium, unquote_to_bytes(name).decode(errors="replace"), int(number), request.query_params)
