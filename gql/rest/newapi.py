"""The profile of the real program, as it was recorded: lenient parameters, its statuses, 22 fields."""

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from gql.checks import INT64_MAX, INT64_MIN, may_be_stored
from gql.errors import Forbidden, GatewayError, TokenInvalid, UserDisabled
from gql.language import Language
from gql.rest.affinity import equal_to, largest_not_after, smallest_not_before
from gql.rest.errors import ListingFailed, UsersUnavailable
from gql.rest.fields import MEANINGS, Item, columns_of, items_of
from gql.rest.profile import Answer, Body, Listing, filter_names
from gql.tasks.filters import TaskFilters
from gql.tasks.links.links import PATHS, Links
from gql.tasks.links.medium import Medium
from gql.tasks.model import Task
from gql.tasks.records import Columns
from gql.tasks.resolvers import PAGE_MAX, PAGE_SIZE_MAX

PAGE_SIZES = ("page_size", "ps", "size")
# The program says these with status 200.
TOLD_AS_SUCCESS = (TokenInvalid, UserDisabled, Forbidden)
# Go's `net/url` drops a pair with a semicolon or a broken escape.
PAIR = re.compile(rb"(?:[^%;]|%[0-9a-fA-F]{2})*")
# Go's `strconv.Atoi`; no number of more than 20 digits is an int64, so the rest of them need not be read.
INTEGER = re.compile(r"([+-]?)(?=[0-9])0*+([0-9]{0,20}+)[0-9]*+")


class NewApi:
    """Answers as the real program does."""

    name = "newapi"
    language = Language.EN
    domain = "/api"
    methods: tuple[str, ...] = ("GET",)
    lenient = True
    page_size = 10

    def __init__(self) -> None:
        # The program forwards no videos.
        self._item = items_of(tuple(MEANINGS), {"image_url": _image_url})

    def parse(self, query: bytes, *, admin: bool) -> Listing:
        """Read the parameters; what can't be read is not given, or selects what it would select in SQLite."""
        given = _given(query)
        page = _int64(given.get("p", "")) or 1
        page_size = self._page_size(given)
        offset = _wrapped((page - 1) * page_size)
        served = min(max(offset, 0) // page_size + 1, PAGE_MAX)
        filters = {name: given[name] for name in filter_names(admin=admin) if given.get(name)}
        return Listing(served, page_size, _filters(filters), named_page=page)

    def columns(self, *, admin: bool) -> Columns:  # noqa: ARG002 - both paths have the same
        """Give the columns that items are made of."""
        return columns_of(MEANINGS)

    def item(self, task: Task, links: Links, *, admin: bool) -> Item:  # noqa: ARG002 - both paths have the same
        """Make the item of a task."""
        return self._item(task, links)

    def success(self, listing: Listing, items: Sequence[Item], total: int) -> Body:
        """Put items into the envelope."""
        page = {"page": listing.named_page, "page_size": listing.page_size, "total": total, "items": items}
        return {"data": page, "message": "", "success": True}

    def failure(self, error: GatewayError, language: Language) -> Answer:
        """Tell an error with the status and the words of the program, where it has any for it."""
        if isinstance(error, UsersUnavailable):
            return _told(HTTPStatus.INTERNAL_SERVER_ERROR, error, language)
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _told(error.status, ListingFailed(), language)
        return _told(200 if isinstance(error, TOLD_AS_SUCCESS) else error.status, error, language)

    def no_route(self, error: GatewayError, language: Language, method: str, path: str) -> Answer:  # noqa: ARG002
        """Tell it as the program tells every path and method that it does not have."""
        message = f"Invalid URL ({method} {path})"
        return Answer(
            404, {"error": {"message": message, "type": "invalid_request_error", "param": "", "code": ""}}
        )

    def _page_size(self, given: dict[str, str]) -> int:
        sizes = (_int64(given.get(name, "")) for name in PAGE_SIZES)
        return min(next((size for size in sizes if 0 < size < INT64_MAX), self.page_size), PAGE_SIZE_MAX)


def _told(status: int, error: GatewayError, language: Language) -> Answer:
    return Answer(status, {"message": error.message(language), "success": False})


def _image_url(links: Links, task: Task) -> str:
    """Give a picture's address; unsigned as the program does, to the letter and where there is none too."""
    if links.signer or not links.forwards(Medium.IMAGE):
        return links.image_url(task)
    return f"{links.base}{PATHS[Medium.IMAGE]}{task.mj_id}"


def _given(query: bytes) -> dict[str, str]:
    sound = b"&".join(pair for pair in query.split(b"&") if PAIR.fullmatch(pair))
    text = sound.decode("utf-8", "surrogateescape")
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    return dict(reversed(pairs))


def _int64(text: str) -> int:
    written = INTEGER.fullmatch(text)
    return min(max(int(f"{written[1]}0{written[2]}"), INT64_MIN), INT64_MAX) if written else 0


def _wrapped(number: int) -> int:
    return (number - INT64_MIN) % 2**64 + INT64_MIN


def _filters(given: dict[str, str]) -> TaskFilters:
    values = {name: READERS[name](text) for name, text in given.items()}
    return TaskFilters(**values, as_stored=True, nothing=None in values.values())


def _text(text: str) -> str | None:
    return text if may_be_stored(text) else None


# Each gives the value of a filter, or None where no task can be selected.
READERS: dict[str, Callable[[str], Any]] = {
    "mj_id": _text,
    "channel_id": equal_to,
    "start_timestamp": smallest_not_before,
    "end_timestamp": largest_not_after,
}
