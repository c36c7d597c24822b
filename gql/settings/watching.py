"""Settings of what operators see."""

from typing import Literal

from pydantic import BaseModel, Field


class Watching(BaseModel):
    """What the log says."""

    log_format: Literal["auto", "console", "json"] = Field("auto", description="form of the log lines")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least that is logged"
    )
    debug: bool = Field(False, description="suggestions in GraphQL errors, and a log that says more")

    @property
    def logs_requests(self) -> bool:
        """Whether the log has a line of each request."""
        return self.debug or self.log_level in {"debug", "info"}
