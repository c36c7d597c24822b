"""Where a window on a connection begins and ends."""

import strawberry

from gql.schema.fields import reads


@strawberry.type(description="Whether there is more, and from where (Relay Cursor Connections, section 5).")
class PageInfo:
    """Stands on `gql.keyset.window.Slice`."""

    has_next_page: bool = reads("has_next", "Whether there are nodes after these.")
    has_previous_page: bool = reads("has_previous", "Whether there are nodes before these.")
    start_cursor: str | None = reads(lambda part: part.cursor(0), "The cursor of the first of these nodes.")
    end_cursor: str | None = reads(lambda part: part.cursor(-1), "The cursor of the last of these nodes.")
