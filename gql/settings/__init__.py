"""The gateway's settings: environment variables with the prefix `MJ_`, or lines of `.env`."""

from gql.settings.answers import RestProfile
from gql.settings.loading import load, names, sources
from gql.settings.settings import PREFIX, Settings

__all__ = ["PREFIX", "RestProfile", "Settings", "load", "names", "sources"]
