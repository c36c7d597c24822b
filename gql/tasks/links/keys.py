"""The keys that sign addresses: those that are set, or one that is kept beside the database file."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile

from structlog import get_logger

from gql.errors import ConfigurationError
from gql.settings import Settings
from gql.settings.images import KEY_CHARACTERS_MIN

KEY_BYTES = 32

log = get_logger(__name__)


def signing_keys(settings: Settings, database: Path | None) -> Sequence[str]:
    """Give the keys that are set; without one, that of a database file, made where there is none yet.

    Where none can be kept it lives as long as the process, which the log is told.

    Raises:
        ConfigurationError: there is a file, but no key in it.
    """
    if settings.image_keys:
        return settings.image_keys
    if not database:
        return [_passing("the database is no file")]
    file = key_file(database)
    if not file.exists():
        try:
            _make(file)
        except OSError as error:
            return [_passing(error.strerror)]
    return [_read(file)]


def _passing(reason: str | None) -> str:
    log.warning(
        "The key that signs image addresses is in memory only: addresses don't open after a restart, "
        "or at another gateway; set MJ_IMAGE_SIGNING_KEY",
        reason=reason,
    )
    return token_urlsafe(KEY_BYTES)


def key_file(database: Path) -> Path:
    """Give the file that keeps the key of a database file."""
    return database.with_name(f"{database.name}.image-key")


def _make(file: Path) -> None:
    """Make the file whole and at once; of several processes one makes it, and all read what it made."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=f".{file.name}-") as fresh:
        fresh.write(token_urlsafe(KEY_BYTES))
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, file)


def _read(file: Path) -> str:
    try:
        key = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"The key that signs image addresses can't be read: {file}") from None
    if len(key) < KEY_CHARACTERS_MIN:
        raise ConfigurationError(
            f"{file} has no key of at least {KEY_CHARACTERS_MIN} characters; without the file one is made"
        )
    return key
