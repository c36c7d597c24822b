"""How settings are read, and where each was set."""

import os
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError

from gql.errors import ConfigurationError
from gql.settings.settings import PREFIX, Settings


def load(**overrides: Any) -> Settings:  # noqa: ANN401 - each is checked as the setting that it names
    """Read the settings; what the command line says goes before the environment, and that before `.env`.

    Raises:
        ConfigurationError: an unknown `MJ_` variable, a bad value or a `.env` that can't be read, in one
            sentence that names it.
    """
    if overrides.get("database_url"):
        overrides["database_url_file"] = ""  # the command line goes before it, too
    unknown = sorted(name for name in sources() if name not in names())
    if unknown:
        raise ConfigurationError(f"{unknown[0]} is no setting of mj-gateway; docs/settings.md lists them")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise ConfigurationError(_sentence(error)) from None


def names() -> dict[str, str]:
    """Map each variable to the field that it sets, such as `MJ_PORT` to `port`."""
    return {f"{PREFIX}{field.upper()}": field for field in Settings.model_fields}


def sources() -> dict[str, str]:
    """Map each `MJ_` variable that is set to where it was set: `environment` or `.env`.

    Raises:
        ConfigurationError: there is a `.env` that can't be read.
    """
    try:
        lines = dotenv_values(".env")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(".env can't be read as UTF-8 text") from None
    file = {name.upper(): ".env" for name in lines if name.upper().startswith(PREFIX)}
    environment = {name.upper(): "environment" for name in os.environ if name.upper().startswith(PREFIX)}
    return file | environment


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    reason = first["msg"].removeprefix("Value error, ")
    name = f"{PREFIX}{str(first['loc'][0]).upper()}: " if first["loc"] else ""
    return f"{name}{reason[0].lower() if name else reason[0]}{reason[1:]}"
