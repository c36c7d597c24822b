"""Channels, for admins."""

from typing import Any

import strawberry

from gql.channels import model
from gql.schema.fields import reads
from gql.schema.measured import summarizes
from gql.schema.nodes import Node, global_id
from gql.schema.task_connection import TaskConnection, connects
from gql.schema.task_summary import TaskSummary
from gql.tasks.scope import of_channel


@strawberry.type(
    description="An upstream account: a midjourney-proxy and the secret for it, which is never shown."
)
class Channel(Node):
    """Stands on `gql.channels.model.Channel`."""

    id: strawberry.ID = reads(
        lambda channel: global_id("Channel", channel.id), "Unique among all nodes; opaque."
    )
    database_id: int = reads("id", "The id in the table `channels`.")
    name: str = reads("name", "The name that admins gave it.")
    enabled: bool = reads("enabled", "Whether new tasks may go through it.")
    tasks: TaskConnection = connects(
        lambda viewer, channel: of_channel(viewer, channel.id), "The tasks that went through it."
    )
    task_summary: TaskSummary = summarizes(
        lambda viewer, channel: of_channel(viewer, channel.id),
        "What the tasks that went through it are together.",
    )

    @classmethod
    def is_type_of(cls, value: Any, _: object) -> bool:  # noqa: ANN401 - graphql-core's own signature
        """Tell graphql-core which objects this type stands on."""
        return isinstance(value, model.Channel)
