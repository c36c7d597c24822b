"""Every section of the settings as one."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from gql.settings.answers import Answers
from gql.settings.following import Following
from gql.settings.images import Images
from gql.settings.limits import Limits
from gql.settings.listening import Listening
from gql.settings.operations import Operations
from gql.settings.retention import Retention
from gql.settings.storage import Storage
from gql.settings.watching import Watching

PREFIX = "MJ_"


# The last section comes first: in this order pydantic collects the fields.
class Settings(
    Images, Following, Limits, Watching, Operations, Answers, Listening, Retention, Storage, BaseSettings
):
    """What can be set, with its default and its meaning; `docs/settings.md` says more."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", env_ignore_empty=True, allow_inf_nan=False
    )

    @property
    def tells_cost(self) -> bool:
        """Whether answers say what an operation costs."""
        counted = self.rate_limit != "off"
        return counted if self.cost_in_answers == "auto" else self.cost_in_answers == "true"
