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
    federation: bool = Field(False, description="the GraphQL schema is a subgraph of a federated graph")
    introspection: bool = Field(True, description="whether clients may ask for the GraphQL schema")
