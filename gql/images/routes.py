"""`/mj/image/{mj_id}` and `/mj/video/{mj_id}[/{n}]`: address -> task -> content -> answer."""

from contextlib import AsyncExitStack
from functools import partial

from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gql.errors import GatewayError, MethodNotAllowed, NotFound, Unavailable
from gql.images.address import Address
from gql.images.delivery.answer import answer
from gql.images.delivery.client import while_there
from gql.images.delivery.conditions import RANGE, Validators
from gql.images.delivery.headers import GUARDED, caching, disposition
from gql.images.delivery.refusal import METHODS, refusal
from gql.images.errors import NoPicture
from gql.images.gallery import Gallery
from gql.images.images import Images
from gql.images.sources.wanted import Variant, Wanted
from gql.images.thumbnails.offered import chosen, tile_of, width_of
from gql.operations.incidents import incident
from gql.tasks.links.links import PATHS
from gql.tasks.links.medium import Medium


def routes(images: Images) -> list[BaseRoute]:
    """Make the routes; where nothing is forwarded, they answer that there is nothing."""
    return [Route(f"{path}{{name:path}}", Door(images, medium)) for medium, path in PATHS.items()]


class Door:
    """ASGI: answers what an address of ours leads to."""

    def __init__(self, images: Images, medium: Medium) -> None:
        self._images = images
        self._medium = medium

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless its client goes away."""
        request = Request(scope)
        async with AsyncExitStack() as stack, while_there(receive):
            try:
                told = await self._answer(request, stack)
            except GatewayError as error:
                told = refusal(request, error)
            except Exception as defect:  # noqa: BLE001 - logged, and told by its incident
                told = refusal(request, incident("image_defect", defect, path=scope["path"]))
            await told(scope, receive, send)

    async def _answer(self, request: Request, stack: AsyncExitStack) -> ASGIApp:
        """Make the answer, the signature first: who has none is told nothing else.

        Raises:
            MethodNotAllowed, NotFound, LinkRefused, BadUserInput: checked in this order.
            GatewayError: why there is no picture.
        """
        if request.method not in METHODS:
            raise MethodNotAllowed
        gallery = self._gallery()
        address = Address.of(request, self._medium)
        task = await self._images.linked.task(address)
        wanted = Wanted.of(task, address.medium, address.number, _variant(request, address))
        if wanted is None:
            raise NoPicture
        content = await gallery.open(wanted, _part(request, wanted), stack)
        is_final = wanted.is_final and content.is_current
        caches = caching(self._images.linked.seconds(address), is_final=is_final)
        headers = {
            **GUARDED,
            "Cache-Control": caches,
            "Content-Disposition": disposition(task.mj_id, content.media_type),
            **({"Vary": "Accept"} if wanted.variant else {}),
        }
        modified = wanted.modified if content.is_current else None
        return answer(request, content, headers, modified, partial(self._images.metrics.sent, self._medium))

    def _gallery(self) -> Gallery:
        if not self._images.forwards(self._medium):
            raise NotFound
        if self._images.gallery is None:
            raise Unavailable
        return self._images.gallery


def _variant(request: Request, address: Address) -> Variant | None:
    """Read which copy is asked for; None for the whole.

    Raises:
        NotOffered: a width or a tile that is none of the few.
    """
    if address.medium is not Medium.IMAGE:
        return None
    width, tile = width_of(address.query.get("w")), tile_of(address.query.get("tile"))
    if width is None and tile is None:
        return None
    return Variant(width, tile, chosen(",".join(request.headers.getlist("accept"))))


def _part(request: Request, wanted: Wanted) -> str | None:
    """Give the range that the source may be asked for."""
    text = request.headers.get("range", "")
    may_cut = request.method == "GET" and Validators(None, wanted.modified).lets_cut(request.headers)
    return text if may_cut and RANGE.fullmatch(text) else None
