"""Settings of how tasks are followed, and their updates told."""

from pydantic import BaseModel, Field, SecretStr

from gql.settings.values import Switch


class Following(BaseModel):
    """How tasks are followed."""

    poll: Switch = Field("auto", description="follow unfinished tasks at their upstream")
    poll_interval: float = Field(
        15, ge=0.1, le=86_400, description="seconds between polls of a task, at most"
    )
    poll_lost_rounds: int = Field(
        10, gt=0, description="polls in a row that don't name a task, after which it is lost"
    )
    task_timeout: float = Field(3600, gt=0, description="seconds after which a task has failed")
    notify_secret: SecretStr = Field(
        SecretStr(""), description="secret of the webhook /mj/notify, which is closed without one"
    )
    live_connections: int = Field(
        5000, gt=0, description="WebSockets and event streams that one viewer may hold open"
    )
