"""The limits with their values, and what happens where one is exceeded."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from structlog import get_logger

from gql.execution.limits.errors import LimitExceeded
from gql.settings import Settings

log = get_logger(__name__)


class Mode(StrEnum):
    """What happens to an operation that exceeds a limit."""

    ENFORCE = "enforce"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Limits:
    """The highest values that are allowed; `docs/limits.md` says what each is for."""

    mode: Mode
    tokens: int
    characters: int
    depth: int
    introspection_depth: int
    fields: int
    aliases: int
    directives: int
    root_fields: int
    same_names: int
    list_size: int
    nodes: int
    cost: int
    errors: int
    seconds: float

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the limits from settings."""
        return cls(
            Mode(settings.limits),
            **{name: getattr(settings, f"limit_{name}") for name in cls.__slots__ if name != "mode"},
        )

    @property
    def enforced(self) -> bool:
        """Whether an operation is refused, rather than logged or let through."""
        return self.mode is Mode.ENFORCE

    def check(self, name: str, found: int, highest: int | None = None) -> None:
        """Hold a figure against the limit of its name, or against `highest`.

        Raises:
            LimitExceeded: it is higher, and limits are enforced; otherwise that is logged, or not.
        """
        highest = getattr(self, name) if highest is None else highest
        if found <= highest or self.mode is Mode.OFF:
            return
        if self.enforced:
            raise LimitExceeded(name, highest=highest, found=found)
        log.warning("limit_exceeded", limit=name, highest=highest, found=found)
