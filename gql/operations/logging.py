"""The log: structured entries on stderr, one line each, for people or as JSON, with secrets masked."""

import logging
import sys
from typing import Any, Literal

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from gql.operations.masking import masked

# What structlog and logging hand on to their own formatters.
UNTOUCHED = frozenset({"_record", "_from_structlog", "exc_info"})
LogFormat = Literal["auto", "console", "json"]


class Stderr:
    """Writes to whatever `sys.stderr` is at that moment, as a test runner replaces it."""

    def write(self, text: str) -> None:
        """Write a text."""
        sys.stderr.write(text)

    def flush(self) -> None:
        """Write out what is buffered."""
        sys.stderr.flush()


class Lines:
    """Writes one logger's lines, which the standard library's logger would take twice as long for."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def write(self, line: str) -> None:
        """Write a whole entry at once, as others write to the same file."""
        sys.stderr.write(f"{line}\n")

    debug = info = warning = error = exception = critical = write


def configure(log_format: LogFormat = "auto", level: str = "warning") -> None:
    """Set structlog and the standard library's logging up; a second call replaces the first.

    Args:
        log_format: `auto` is `console` at a terminal and `json` elsewhere.
        level: the least that is logged: `debug`, `info`, `warning` or `error`; of libraries, warnings.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _mask,
    ]
    form = _form(log_format)
    structlog.configure(
        processors=[*shared, *form],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=Lines,
    )
    handler = logging.StreamHandler(Stderr())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *form],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(least, logging.WARNING), force=True)
    logging.getLogger("gql").setLevel(least)


def _form(log_format: LogFormat) -> list[Processor]:
    terminal = sys.stderr.isatty()
    if log_format == "console" or (log_format == "auto" and terminal):
        # The renderer's own choice shows the local variables of every frame: tokens, and seconds of work.
        traceback = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=terminal, exception_formatter=traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]


def _json(entry: EventDict, **_: Any) -> str:  # noqa: ANN401 - structlog's own signature
    return orjson.dumps(entry, default=str).decode()


def _mask(_: WrappedLogger, __: str, entry: EventDict) -> EventDict:
    return {name: entry[name] if name in UNTOUCHED else value for name, value in masked(entry).items()}
