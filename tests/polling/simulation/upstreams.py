"""Upstreams with a truth of their own, and a way there that loses, repeats, delays and garbles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from gql.channels.upstreams.model import Upstream
from gql.demo.timeline import timeline_of
from gql.polling.answer import Answer
from gql.polling.errors import TimedOut, Unreachable, Unreadable
from gql.tasks.progress import Report
from tests.polling.world import World

# How often each fault happens while there are any, of a hundred requests.
FAULTS: Final = {"drop": 8, "hang": 4, "repeat": 6, "delay": 8, "torn": 4, "forget": 5, "unread": 5}


@dataclass(frozen=True, slots=True)
class Truth:
    """What really becomes of a task: it ends as its timeline says, goes on for ever, or is forgotten."""

    seed: int
    action: str
    born: float
    fate: str

    def report(self, mj_id: str, now: float) -> Report | None:
        """Tell how the task stands; None where nobody knows it any more."""
        moment = timeline_of(self.seed, self.action).at(round((now - self.born) * 1000))
        if self.fate == "lost" and now > self.born + 3:
            return None
        if self.fate == "stuck" and moment.is_final:
            return Report(mj_id, status="IN_PROGRESS", progress="93%")
        return Report(
            mj_id, status=moment.status, progress=moment.progress or "", fail_reason=moment.fail_reason or ""
        )

    @property
    def ends(self) -> tuple[str, float]:
        """Give the status that the upstream tells at the end, and when."""
        end = timeline_of(self.seed, self.action).end
        return end.status, self.born + end.at_ms / 1000


class Network:
    """The upstreams, and the way there for one updater."""

    def __init__(self, world: World, rng: Random, trace: list[str], truths: dict[str, Truth]) -> None:
        self.faulty = True
        self.faults = Counter[str]()
        self.frozen_until = 0.0
        self._world = world
        self._rng = rng
        self._trace = trace
        self._truths = truths
        self._forgotten = Counter[str]()
        self._last: dict[int, dict[str, Report]] = {}

    async def reports(self, upstream: Upstream, mj_ids: Sequence[str]) -> Answer:
        """Answer as a real upstream does on a bad day."""
        fault = self._fault()
        self._trace.append(f"{self._world.clock.seconds:.3f} ask {upstream.channel_id} {len(mj_ids)} {fault}")
        said = self._said(mj_ids)
        await self._wait({"hang": 15.0, "delay": self._rng.uniform(2, 14)}.get(fault, 0.0))
        if fault in {"drop", "hang", "torn"}:
            kind = {"drop": Unreachable, "hang": TimedOut, "torn": Unreadable}[fault]
            raise kind(upstream, fault)
        if fault == "repeat":
            older = self._last.get(upstream.channel_id, {})
            said |= {mj_id: older[mj_id] for mj_id in mj_ids if mj_id in older}
        self._last[upstream.channel_id] = said
        left_out = frozenset(self._rng.sample(list(mj_ids), k=min(2, len(mj_ids))))
        if fault == "forget":
            # Three times in a row would rightly be taken for lost.
            left_out = frozenset(mj_id for mj_id in left_out if self._forgotten[mj_id] < 2)
            self._forgotten.update(left_out)
        known = {mj_id: said[mj_id] for mj_id in self._rng.sample(sorted(said), k=len(said))}
        if fault in {"forget", "unread"}:
            known = {mj_id: report for mj_id, report in known.items() if mj_id not in left_out}
        unread = left_out if fault == "unread" else frozenset()
        return Answer(known, missing=frozenset(mj_ids) - known.keys() - unread, unreadable=unread)

    def _fault(self) -> str:
        if not self.faulty:
            return ""
        names = [*FAULTS, ""]
        (fault,) = self._rng.choices(names, [*FAULTS.values(), 100 - sum(FAULTS.values())])
        self.faults[fault] += 1
        return fault

    def _said(self, mj_ids: Sequence[str]) -> dict[str, Report]:
        now = self._world.clock.seconds
        reports = {mj_id: self._truths[mj_id].report(mj_id, now) for mj_id in mj_ids if mj_id in self._truths}
        return {mj_id: report for mj_id, report in reports.items() if report}

    async def _wait(self, seconds: float) -> None:
        """Wait for the answer, and for this updater to be woken where it was stopped."""
        await self._world.wait(seconds + self._rng.uniform(0.01, 0.5))
        while self._world.clock.seconds < self.frozen_until:
            await self._world.wait(self.frozen_until - self._world.clock.seconds)
