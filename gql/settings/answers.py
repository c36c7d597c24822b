"""Settings of what answers say."""

from enum import StrEnum

from pydantic import BaseModel, Field


class RestProfile(StrEnum):
    """Whose answers the REST paths give."""

    DOCUMENTED = "documented"
    NEWAPI = "newapi"


class Answers(BaseModel):
    """What answers say."""

    rest_profile: RestProfile = Field(RestProfile.DOCUMENTED, description="whose answers /api/mj/* gives")
    cache_bytes: int = Field(
        4 * 1024**2, ge=0, description="GraphQL answers that are kept while no row changes; 0 keeps none"
    )
    federation: bool = Field(False, description="the GraphQL schema is a subgraph of a federated graph")
    introspection: bool = Field(True, description="whether clients may ask for the GraphQL schema")
