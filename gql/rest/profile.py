"""What a profile is: whose parameters, items and envelopes the REST paths have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

from gql.errors import GatewayError
from gql.language import Language
from gql.rest.fields import Item
from gql.tasks.filters import FILTERS, TaskFilters
from gql.tasks.links.links import Links
from gql.tasks.model import Task
from gql.tasks.records import Columns

Body = Mapping[str, Any]

# The filters that are numbers; the others are texts.
NUMBERS = frozenset(part.name for part in fields(TaskFilters) if part.type == int | None)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a request asks for; `named_page` is the page as the answer names it."""

    page: int
    page_size: int
    filters: TaskFilters
    named_page: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a body."""

    status: int
    body: Body


class Profile(Protocol):
    """One way to serve the REST paths. `admin` says which of both: everybody's tasks, or the viewer's own."""

    name: str
    """The value of `MJ_REST_PROFILE` that chooses it."""
    language: Language
    """The language of messages where the client names none."""
    domain: str
    """The folder whose unknown paths are answered here too, such as `/api/mj`."""
    methods: tuple[str, ...]
    """The methods that a listing answers."""
    lenient: bool
    """Whether every parameter is taken, as far as it can be read."""
    page_size: int
    """The size of a page where the client names none."""

    def parse(self, query: bytes, *, admin: bool) -> Listing:
        """Read the query string as it stands in the address, without `?`.

        Raises:
            BadUserInput: a parameter that can't be taken, by its name in the address.
        """

    def columns(self, *, admin: bool) -> Columns:
        """Give the columns that items are made of."""

    def item(self, task: Task, links: Links, *, admin: bool) -> Item:
        """Make the item of a task, with addresses that open for the client at hand."""

    def success(self, listing: Listing, items: Sequence[Item], total: int) -> Body:
        """Put items into the envelope."""

    def failure(self, error: GatewayError, language: Language) -> Answer:
        """Tell an error."""

    def no_route(self, error: GatewayError, language: Language, method: str, path: str) -> Answer:
        """Tell that there is nothing here, or nothing for this method."""


def filter_names(*, admin: bool) -> list[str]:
    """Give the parameters that are filters."""
    return [name for name, filter_ in FILTERS.items() if admin or not filter_.admins_only]
