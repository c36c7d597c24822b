"""Users and the viewer."""

from typing import Any

import strawberry

from gql.identity import model
from gql.schema.cost import buckets
from gql.schema.fields import reads
from gql.schema.measured import summarizes
from gql.schema.nodes import Node, global_id
from gql.schema.task_connection import TaskConnection, connects
from gql.schema.task_facets import BUCKETS_ORDER, TaskBucket, TaskFacets
from gql.schema.task_summary import TaskSummary
from gql.tasks.scope import of_user, owned_by
from gql.tasks.summaries.limits import BUCKETS_MAX
from gql.tasks.summaries.measures import BUCKETS


@strawberry.type(description="A user of the installation.")
class User(Node):
    """Stands on `gql.identity.model.User`."""

    id: strawberry.ID = reads(lambda user: global_id("User", user.id), "Unique among all nodes; opaque.")
    database_id: int = reads("id", "The id in the table `users`.")
    username: str = reads("username", "The name that the user logs in with.")
    role: model.Role | None = reads("role", "What the user may do; null for guests, who may do nothing.")
    tasks: TaskConnection = connects(
        lambda viewer, user: of_user(viewer, user.id), "The user's tasks, for that user and for admins."
    )
    task_summary: TaskSummary = summarizes(
        lambda viewer, user: of_user(viewer, user.id),
        "What the user's tasks are together, for that user and for admins.",
    )

    @classmethod
    def is_type_of(cls, value: Any, _: object) -> bool:  # noqa: ANN401 - graphql-core's own signature
        """Tell graphql-core which objects this type stands on."""
        return isinstance(value, model.User)


@strawberry.type(description="The user that the request's credentials belong to.")
class Viewer:
    """Stands on `gql.identity.model.Viewer`."""

    user: User = reads("user", "The viewer as a user.")
    role: model.Role = reads("role", "What the viewer may do.")
    tasks: TaskConnection = connects(lambda _, viewer: owned_by(viewer), "The viewer's own tasks.")
    task_summary: TaskSummary = summarizes(
        lambda _, viewer: owned_by(viewer), "What the viewer's own tasks are together."
    )
    task_facets: TaskFacets = summarizes(
        lambda _, viewer: owned_by(viewer), "What the viewer's own tasks can be narrowed to."
    )
    task_buckets: list[TaskBucket] = summarizes(
        lambda _, viewer: owned_by(viewer),
        f"The viewer's own tasks by day. {BUCKETS_ORDER}",
        BUCKETS,
        *buckets(BUCKETS_MAX),
    )
