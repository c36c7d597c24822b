"""The viewer's allowance, as an operation may ask for it."""

from typing import cast

import strawberry

from gql.allowance.allowance import Reservation, reservation
from gql.schema.context import Info
from gql.schema.fields import reads
from gql.storage.proof import doubted


@strawberry.type(description="The viewer's allowance of points, from which every operation is paid.")
class RateLimit:
    """Stands on `gql.allowance.allowance.Reservation`."""

    cost: int = reads("points", "What this operation costs at most; the rest is given back.")
    limit: int = reads(
        lambda paid: paid.balance.limit, "The points of a full allowance; a minute restores as many."
    )
    remaining: int = reads(
        lambda paid: paid.balance.remaining, "The points that are left, without those of this operation."
    )
    full_in_seconds: int = reads(
        lambda paid: paid.balance.full_in_seconds, "Seconds until the allowance is full again."
    )


async def rate_limit(info: Info) -> RateLimit | None:
    """Tell how the viewer stands; null where nothing is counted."""
    doubted()
    await info.context.viewer()
    paid: Reservation | None = reservation.get()
    return cast("RateLimit", paid) if paid and paid.balance else None


RATE_LIMIT = strawberry.field(
    resolver=rate_limit, description="The viewer's allowance; null where this gateway sets no rate limit."
)
