"""Finding the few ids that an upstream fails on among those that it fails on together."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from gql.polling.answer import Answer
from gql.polling.errors import Unreadable
from gql.tasks.progress import Report

Ask = Callable[[Sequence[str]], Awaitable[dict[str, Report]]]

# Three unreadable records among 500 cost less; more of them are found in the rounds after.
MOST_REQUESTS: Final = 64
# No upstream gives a task this id, but to know that it has to look into its store.
NOBODYS_ID: Final = "0"


@dataclass(slots=True)
class Search:
    """One search for all of `ids`, by `ask`; what is known already outlives an error."""

    ask: Ask
    ids: Sequence[str]
    _reports: dict[str, Report] = field(default_factory=dict)
    _missing: set[str] = field(default_factory=set)
    _unreadable: set[str] = field(default_factory=set)

    @property
    def answer(self) -> Answer:
        """What is known so far."""
        known = self._reports.keys() | self._missing | self._unreadable
        return Answer(
            self._reports,
            frozenset(self._missing),
            frozenset(self._unreadable),
            frozenset(mj_id for mj_id in self.ids if mj_id not in known),
        )

    @property
    def has_learned(self) -> bool:
        """Whether anything is known."""
        return bool(self._reports or self._missing or self._unreadable)

    async def run(self) -> None:
        """Ask for all; where that fails for all once more, for its halves, their halves and so on.

        An upstream that fails on a batch is first asked for nobody's task: where it fails on that too, no
        record is to blame, and halves would only burden it more.

        Raises:
            UpstreamError: the upstream fails on everything, or what else there is but `Unreadable`.
        """
        if not self.ids:
            return
        try:
            await self._learn(self.ids)
        except Unreadable:
            await self.ask([NOBODYS_ID])
            await self._learn_in_parts()

    async def _learn_in_parts(self) -> None:
        parts = deque([self.ids])
        for _ in range(MOST_REQUESTS):
            if parts:
                await self._learn_or_split(parts)

    async def _learn_or_split(self, parts: deque[Sequence[str]]) -> None:
        part = parts.popleft()
        try:
            await self._learn(part)
        except Unreadable:
            if len(part) == 1:
                self._unreadable.update(part)
            else:
                middle = len(part) // 2
                parts.extend((part[:middle], part[middle:]))

    async def _learn(self, ids: Sequence[str]) -> None:
        reports = await self.ask(ids)
        for mj_id in ids:
            if mj_id in reports:
                self._reports[mj_id] = reports[mj_id]
            else:
                self._missing.add(mj_id)
