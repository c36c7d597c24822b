"""Strawberry as its documentation shows it: typed objects, an ORM session a request, its own application."""

import os
from typing import Any

import strawberry
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import Field, SQLModel, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

ENGINE = create_async_engine(f"sqlite+aiosqlite:///{os.environ['BENCH_DATABASE']}")


class Midjourney(SQLModel, table=True):
    """A task, as an ORM entity."""

    __tablename__ = "midjourneys"
    id: int = Field(primary_key=True)
    user_id: int
    mj_id: str
    action: str
    status: str
    progress: str
    prompt: str
    image_url: str
    submit_time: int


class User(SQLModel, table=True):
    """A user, as an ORM entity."""

    __tablename__ = "users"
    id: int = Field(primary_key=True)
    access_token: str


@strawberry.type
class Task:
    """A task, as an object of the schema."""

    mj_id: str
    action: str
    status: str
    progress: str
    prompt: str
    image_url: str | None


@strawberry.type
class TaskPage:
    """A page of tasks."""

    items: list[Task]
    total: int


@strawberry.type
class Query:
    """The root."""

    @strawberry.field
    async def my_tasks(self, info: strawberry.Info[dict[str, Any], None], page_size: int = 20) -> TaskPage:
        """List the viewer's tasks."""
        token = info.context["request"].headers["authorization"].removeprefix("Bearer ")
        async with AsyncSession(ENGINE) as session:
            user = (await session.execute(select(User).where(User.access_token == token))).scalar_one()
            own = col(Midjourney.user_id) == user.id
            total = (
                await session.execute(select(func.count()).select_from(Midjourney).where(own))
            ).scalar_one()
            newest = select(Midjourney).where(own).order_by(col(Midjourney.id).desc()).limit(page_size)
            rows = (await session.execute(newest)).scalars()
            items = [
                Task(
                    mj_id=row.mj_id,
                    action=row.action,
                    status=row.status,
                    progress=row.progress,
                    prompt=row.prompt,
                    image_url=row.image_url or None,
                )
                for row in rows
            ]
        return TaskPage(items=items, total=total)


class Application(GraphQL[dict[str, Any], None]):
    """Strawberry's application, on one path."""

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> dict[str, Any]:
        """Give the resolvers the request."""
        return {"request": request, "response": response}


app = Application(strawberry.Schema(query=Query), graphql_ide=None)
