"""How a task's fields for its picture and videos are resolved."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar, cast

import strawberry

from gql.schema.context import Info
from gql.schema.scalars import URL
from gql.storage.proof import doubted
from gql.tasks import details, model
from gql.tasks.links.links import Links
from gql.tasks.pictures import WIDTHS, Facts, NotOffered
from gql.tasks.scope import require_admin

ParentTask = strawberry.Parent[model.Task]
Value = TypeVar("Value")
WIDTH = 320
OFFERED = ", ".join(map(str, WIDTHS))
Width = Annotated[int, strawberry.argument(description=f"In pixels, one of {OFFERED}.")]


def image_url(root: ParentTask, info: Info) -> URL | None:
    """Give the picture's address."""
    return _linked(info, lambda links: _url(links.image_url(root)))


def image_link(links: Links, root: model.Task) -> str | None:
    """Give it by links that are there."""
    return links.image_url(root) or None


def thumbnail_url(root: ParentTask, info: Info, width: Width = WIDTH) -> URL | None:
    """Give the address of a smaller copy.

    Raises:
        NotOffered: none is made of this width.
    """
    if width not in WIDTHS:
        raise NotOffered("width", offered=OFFERED)
    return _linked(info, lambda links: _url(links.thumbnail_url(root, width)))


def video_url(root: ParentTask, info: Info) -> URL | None:
    """Give the video's address."""
    return _linked(info, lambda links: _url(links.video_url(root)))


def video_link(links: Links, root: model.Task) -> str | None:
    """Give it by links that are there."""
    return links.video_url(root) or None


def video_urls(root: ParentTask, info: Info) -> list[URL]:
    """Give the addresses of all videos."""
    return _linked(info, lambda links: [*map(URL, links.video_urls(root))])


async def source_image_url(root: ParentTask, info: Info) -> URL | None:
    """Give the picture's address at the upstream.

    Raises:
        Forbidden: the viewer is no admin.
    """
    require_admin(await info.context.viewer())
    return _url(root.image_url)


async def source_video_urls(root: ParentTask, info: Info) -> list[URL] | None:
    """Give the addresses of all videos at the upstream.

    Raises:
        Forbidden: the viewer is no admin.
    """
    require_admin(await info.context.viewer())
    single = [root.video_url] if root.video_url else []
    return [URL(address) for address in (*single, *details.video_urls(root))]


async def blurhash(root: ParentTask, info: Info) -> str | None:
    """Give the picture's BlurHash."""
    return (await _facts(root, info)).blurhash


async def image_width(root: ParentTask, info: Info) -> int | None:
    """Give the picture's width."""
    return (await _facts(root, info)).width


async def image_height(root: ParentTask, info: Info) -> int | None:
    """Give the picture's height."""
    return (await _facts(root, info)).height


async def _facts(root: model.Task, info: Info) -> Facts:
    if not root.image_url:
        return Facts()
    doubted()  # they are kept beside the pictures
    return await info.context.facts.load(root) or Facts()


def _url(address: str | None) -> URL | None:
    return URL(address) if address else None


def _linked(info: Info, give: Callable[[Links], Value]) -> Value:
    """Give at once what links make, as to wait costs more than to make it; graphql-core may get it later."""
    links = info.context.links
    return give(links) if isinstance(links, Links) else cast("Value", _later(links, give))


async def _later(links: Awaitable[Links], give: Callable[[Links], Value]) -> Value:
    return give(await links)
