"""The profile of the public documentation: strict parameters, HTTP's own statuses, 15 fields."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from gql.checks import check_number
from gql.errors import GatewayError, NotANumber, Repeated
from gql.language import Language
from gql.rest.errors import ListingFailed
from gql.rest.fields import Item, columns_of, items_of
from gql.rest.profile import NUMBERS, Answer, Body, Listing, filter_names
from gql.tasks.filters import TaskFilters
from gql.tasks.links.links import Links
from gql.tasks.model import Task
from gql.tasks.records import Columns
from gql.tasks.resolvers import PAGE_MAX, PAGE_SIZE_MAX

OWN = (
    "id", "mj_id", "action", "prompt", "prompt_en", "status", "progress", "image_url", "video_url",
    "video_urls", "submit_time", "start_time", "finish_time", "fail_reason", "quota",
)  # fmt: skip
EVERYBODYS = (*OWN, "user_id", "channel_id")
PAGE = "p"
PAGE_SIZES = ("page_size", "ps", "size")
# No number of more than 20 digits is within any limit, so the rest of them need not be read.
WHOLE_NUMBER = re.compile(r"(-?)(?=[0-9])0*+([0-9]{0,20}+)[0-9]*+")


class Documented:
    """Answers as the documentation says."""

    name = "documented"
    language = Language.ZH
    domain = "/api/mj"
    methods: tuple[str, ...] = ("GET", "HEAD")
    lenient = False
    page_size = 20

    def __init__(self) -> None:
        self._own = items_of(OWN)
        self._everybodys = items_of(EVERYBODYS)

    def parse(self, query: bytes, *, admin: bool) -> Listing:
        """Read the parameters; an empty one is as good as none, and unknown ones are ignored.

        Raises:
            NotANumber, OutOfRange, Repeated: naming the parameter as it is in the address.
        """
        filters = filter_names(admin=admin)
        given = given_parameters(query, {PAGE, *PAGE_SIZES, *filters})
        size_name = next((name for name in PAGE_SIZES if name in given), PAGE_SIZES[0])
        page = _within(PAGE, given.get(PAGE, "1"), PAGE_MAX)
        page_size = _within(size_name, given.get(size_name, str(self.page_size)), PAGE_SIZE_MAX)
        wanted = TaskFilters(**{name: _value(name, given[name]) for name in filters if name in given})
        return Listing(page, page_size, wanted, named_page=page)

    def columns(self, *, admin: bool) -> Columns:
        """Give the columns that items are made of."""
        return columns_of(EVERYBODYS if admin else OWN)

    def item(self, task: Task, links: Links, *, admin: bool) -> Item:
        """Make the item of a task."""
        return self._everybodys(task, links) if admin else self._own(task, links)

    def success(self, listing: Listing, items: Sequence[Item], total: int) -> Body:
        """Put items into the envelope."""
        page = {"items": items, "total": total, "page": listing.named_page, "page_size": listing.page_size}
        return {"success": True, "message": "", "data": page}

    def failure(self, error: GatewayError, language: Language) -> Answer:
        """Tell an error; what failed on our side is told in the documentation's words alone."""
        told = ListingFailed() if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR else error
        body = {"success": False, "message": told.message(language), "code": error.rest_code}
        return Answer(error.status, body)

    def no_route(self, error: GatewayError, language: Language, method: str, path: str) -> Answer:  # noqa: ARG002
        """Tell it in the same envelope."""
        return self.failure(error, language)


def given_parameters(query: bytes, names: Set[str]) -> dict[str, str]:
    """Read the parameters with these names that are given and not empty.

    Raises:
        Repeated: naming the parameter.
    """
    text = query.decode("utf-8", "surrogateescape")
    pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
    known = [(name, value) for name, value in pairs if name in names]
    for name, count in Counter(name for name, _ in known).items():
        if count > 1:
            raise Repeated(name)
    return {name: value for name, value in known if value}


def _within(name: str, text: str, highest: int) -> int:
    number = _number(name, text)
    check_number(name, number, 1, highest)
    return number


def _value(name: str, text: str) -> Any:  # noqa: ANN401 - of the filter's type
    return _number(name, text) if name in NUMBERS else text


def _number(name: str, text: str) -> int:
    written = WHOLE_NUMBER.fullmatch(text)
    if not written:
        raise NotANumber(name)
    return int(f"{written[1]}0{written[2]}")
