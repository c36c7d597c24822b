"""What fields cost, said in the schema itself (IBM's GraphQL Cost Directives specification).

A field is annotated where it is declared, by `directives=[PAGE]`, `[assumed(25)]` or the like.
"""

import strawberry
from strawberry import UNSET
from strawberry.schema_directive import Location

from gql.keyset.window import WINDOW_DEFAULT

# Discord shows five rows of five buttons; more channels than this is more than new-api's own pages show.
BUTTONS = 25
CHANNELS = 100
# A bucket is a row that the database has put together, with nothing to resolve below it.
BUCKET_POINTS = "0.1"


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="cost",
    description="How many points the field costs, for each object that has it.",
)
class Cost:
    """Where it is not said, 1 for a field that has fields of its own, and 0 for others."""

    weight: str


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="How many items a list is taken to have.",
)
class ListSize:
    """The largest of the arguments in `slicing_arguments` that are given, or else `assumed_size`.

    It is the size of the field's own list, or that of the lists in `sized_fields` below it. An argument that
    is a list counts by its length.
    """

    # In the order of their names: Strawberry prints a directive twice if sorting changes it.
    assumed_size: int | None = UNSET
    require_one_slicing_argument: bool | None = False
    sized_fields: list[str] | None = UNSET
    slicing_arguments: list[str] | None = UNSET


PAGE = ListSize(slicing_arguments=["pageSize"], sized_fields=["items"])
CONNECTION = ListSize(
    assumed_size=WINDOW_DEFAULT, slicing_arguments=["first", "last"], sized_fields=["edges", "nodes"]
)
BY_IDS = ListSize(slicing_arguments=["ids"])


def assumed(size: int) -> ListSize:
    """Say how many items a list has at most."""
    return ListSize(assumed_size=size)


def buckets(most: int) -> tuple[Cost, ListSize]:
    """Say how many buckets come at most; more are an error."""
    return Cost(weight=BUCKET_POINTS), assumed(most)
