"""The file of an SQLite database."""

from pathlib import Path

from sqlalchemy import URL

from gql.errors import ConfigurationError, Unavailable

Identity = tuple[int, int]


class File:
    """The database file: where it is, and which file stands there."""

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise ConfigurationError(
                "MJ_DATABASE_URL must name a SQLite file; a database in memory has no readers"
            )
        self.path = Path(url.database).absolute()
        self._kept: Identity | None = None

    def is_blank(self) -> bool:
        """Whether there is nothing yet: no file, or an empty one.

        The file itself only SQLite may open: to close a file of an open database drops SQLite's locks on it
        in the whole process (POSIX).

        Raises:
            ConfigurationError: there is no such folder, or none that this process may look into.
        """
        try:
            if not self.path.parent.is_dir():
                raise ConfigurationError(
                    f"The folder of the database file does not exist: {self.path.parent}"
                )
            return not self.path.exists() or (self.path.is_file() and self.path.stat().st_size == 0)
        except OSError as error:
            raise ConfigurationError(
                f"The database can't be opened: {self.path} ({error.strerror})"
            ) from None

    def create(self) -> None:
        """Make the empty file where there is none; connections never do, as it may only have been moved away.

        Raises:
            ConfigurationError: the folder can't be written.
        """
        try:
            if not self.path.exists():
                self.path.touch(mode=0o600)  # it will hold access tokens and channel keys
        except OSError as error:
            raise ConfigurationError(f"The database can't be made: {self.path} ({error.strerror})") from None

    def keep(self) -> None:
        """Take no other file in this one's place: SQLite would apply our write-ahead log to it."""
        self._kept = self.identity()

    def identity(self) -> Identity:
        """Tell which file stands there now.

        Raises:
            Unavailable: none, or not the one to keep; SQLite would go on with the one that was deleted.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            raise Unavailable from error
        identity = (status.st_dev, status.st_ino)
        if self._kept is not None and self._kept != identity:
            raise Unavailable
        return identity
