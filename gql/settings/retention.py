"""Settings of how long tasks are kept."""

from pydantic import BaseModel, Field


class Retention(BaseModel):
    """How long tasks stay in a standalone database."""

    retention_days: int = Field(
        0, ge=0, le=36_500, description="days after which archive takes tasks out; 0 has no such limit"
    )
