"""Files of archived tasks: a row is a mapping of columns to what is stored."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from gql.errors import ConfigurationError

try:
    import pyarrow as pa
    from pyarrow import parquet as pq
except ImportError:  # 150 MB that only this needs
    pa = None

WINDOW: Final = 1_000
Row = Mapping[str, Any]


class Writer(Protocol):
    """An archive that is being written."""

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows."""


class Format(Protocol):
    """A kind of file."""

    def writing(self, path: Path, columns: Mapping[str, type]) -> Any:  # noqa: ANN401 - a context manager of a Writer
        """Open a new file; it is complete when the block has ended."""

    def read(self, path: Path) -> Iterator[list[Row]]:
        """Read a file, a window of rows at a time.

        Raises:
            ConfigurationError: it is no such file.
        """


class JsonLines:
    """One JSON object on each line."""

    @contextmanager
    def writing(self, path: Path, _: Mapping[str, type]) -> Iterator[Writer]:
        """Open a new file."""
        with path.open("wb") as file:

            class Lines:
                """The lines of the file."""

                def add(self, rows: Sequence[Row]) -> None:
                    """Write a line for each row."""
                    file.writelines(line_of(row) for row in rows)

            yield Lines()

    def read(self, path: Path) -> Iterator[list[Row]]:
        """Read the lines."""
        with path.open("rb") as file:
            try:
                while window := [orjson.loads(line) for line in islice(file, WINDOW)]:
                    yield window
            except orjson.JSONDecodeError as error:
                raise ConfigurationError(f"{path} is no file of JSON Lines") from error


class Parquet:
    """Columns, compressed; for DuckDB, Spark and the like."""

    @contextmanager
    def writing(self, path: Path, columns: Mapping[str, type]) -> Iterator[Writer]:
        """Open a new file."""
        types = {int: pa.int64(), str: pa.string()}
        schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
        with pq.ParquetWriter(path, schema, compression="zstd") as file:

            class Columns:
                """The columns of the file."""

                def add(self, rows: Sequence[Row]) -> None:
                    """Write a group of rows."""
                    try:
                        file.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema))
                    except (pa.ArrowException, TypeError) as error:
                        raise ConfigurationError(
                            "A value is of another kind than its column; archive to .jsonl instead"
                        ) from error

            yield Columns()

    def read(self, path: Path) -> Iterator[list[Row]]:
        """Read the rows."""
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(WINDOW):
                    yield batch.to_pylist()
        except pa.ArrowException as error:
            raise ConfigurationError(f"{path} is no Parquet file") from error


def line_of(row: Row) -> bytes:
    """Give a row as a line of JSON, the same for the same values."""
    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError as error:
        raise ConfigurationError(f"Task {row['id']} has a value that is neither number nor text") from error


def format_of(path: Path) -> Format:
    """Choose the format by the name of the file.

    Raises:
        ConfigurationError: it is neither, or the package for it is missing.
    """
    if path.suffix == ".jsonl":
        return JsonLines()
    if path.suffix != ".parquet":
        raise ConfigurationError(f"The name of the archive must end in .jsonl or .parquet: {path}")
    if pa is None:
        raise ConfigurationError("Parquet needs pyarrow: pip install 'mj-gateway[parquet]'")
    return Parquet()
