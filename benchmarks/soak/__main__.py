"""`make soak`: 10 minutes once it is warm, or SOAK_SECONDS; exit code 1 where something is wrong."""

import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles

import uvloop

from benchmarks.machine import RESULTS, machine
from benchmarks.soak.gateway import Sample
from benchmarks.soak.listeners import Listener, audience, missed_and_repeated
from benchmarks.soak.load import Readers, Submitter, truth
from benchmarks.soak.plan import Plan
from benchmarks.soak.scene import furnish, query, unfinished
from benchmarks.soak.verdict import Figures, judge_process, judged_tasks, wrong_quotas

START_SECONDS = 30
SETTLE_SECONDS = 20
KEPT_SECONDS = 600


@asynccontextmanager
async def process(
    *arguments: str, log: Path | None = None, environment: dict[str, str] | None = None
) -> AsyncIterator[Process]:
    """Run a module of the soak; whatever happens it ends with the block."""
    command = (sys.executable, "-m", *arguments)
    with log.open("w") if log else nullcontext() as stderr:
        started = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=stderr, env=environment
        )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            started.kill()
        await started.wait()


async def line(of: Process, seconds: float = START_SECONDS) -> str:
    """Wait for a line of a process."""
    if of.stdout is None:
        raise RuntimeError
    async with asyncio.timeout(seconds):
        return (await of.stdout.readline()).decode().strip()


@dataclass
class Soak:
    """One soak, in a folder of its own."""

    plan: Plan
    folder: Path

    def __post_init__(self) -> None:
        self.file = self.folder / "soak.db"
        self.log = self.folder / "gateway.log"
        self.samples_file = self.folder / "samples"
        self.figures = Figures()
        self.rng = Random()  # noqa: S311 - no secret

    async def run(self) -> bool:
        """Go through it, and tell whether all is well."""
        plan = self.plan
        shape = [str(plan.channels), str(plan.pace), str(plan.longest_fault_seconds)]
        noise = self.folder / "upstreams.log"
        async with process("benchmarks.soak.upstreams", *shape, log=noise) as upstreams:
            urls = (await line(upstreams)).split()
            await furnish(self.file, plan.users, urls)
            submitter = Submitter(plan, self.file, urls, self.rng)
            arguments = ("benchmarks.soak.gateway", self._url, str(self.samples_file))
            async with process(*arguments, log=self.log, environment=self._environment()) as gateway:
                await self._load((await line(gateway)).removeprefix("Listening on "), submitter, upstreams)
                gateway.terminate()
                async with asyncio.timeout(START_SECONDS):
                    code = await gateway.wait()
                self.figures.add("exit code of the gateway", code, good=code == 0)
            await self._look_at_tasks(urls, submitter)
        await self._audit()
        self._look_at_process()
        return self.figures.are_good

    @property
    def _url(self) -> str:
        return f"sqlite+aiosqlite:///{self.file}"

    def _environment(self) -> dict[str, str]:
        plan = self.plan
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("MJ_")},
            "MJ_LOG_LEVEL": "warning",
            "MJ_LOG_FORMAT": "json",
            "MJ_TASK_TIMEOUT": str(plan.timeout_seconds),
            "MJ_POLL_INTERVAL": str(plan.poll_interval_seconds),
        }

    def samples(self) -> list[Sample]:
        """Read the samples that have been taken so far."""
        lines = [json.loads(text) for text in self.samples_file.read_text(encoding="utf-8").splitlines()[:-1]]
        return [Sample(**taken) for taken in lines]

    async def _load(self, address: str, submitter: Submitter, upstreams: Process) -> None:
        """Make load and trouble, then wait for calm and the last task."""
        plan = self.plan
        await asyncio.sleep(3)
        rest = self.samples()[-1]
        listeners = audience(address, self.rng, max(plan.longest_fault_seconds * 2, 5))
        readers = Readers(plan, address, self.rng)
        await submitter.begin({one.user_id for one in listeners})
        running = [asyncio.create_task(one.run()) for one in listeners]
        async with asyncio.timeout(START_SECONDS):
            await asyncio.gather(*(one.came.wait() for one in listeners))
        self.begin = time.monotonic()
        running.append(asyncio.create_task(readers.run()))
        await submitter.run()
        if upstreams.stdin is None:
            raise RuntimeError
        upstreams.stdin.write(b"calm\n")
        faults = json.loads(await line(upstreams))
        self.figures.add(
            "faults, of so many kinds", f"{sum(faults.values())}, {len(faults)}", good=len(faults) > 0
        )
        await self._drain()
        self._look_at_listeners(listeners, await self._heard(listeners, submitter))
        broken = [task for task in running if task.done()]
        self.figures.add("listeners and readers that broke", len(broken), good=not broken)
        for task in running:
            task.cancel()
        for end in await asyncio.gather(*running, return_exceptions=True):
            if not isinstance(end, asyncio.CancelledError):
                self.figures.add("broke with", repr(end), good=False)
        self._look_at_readers(readers)
        await self._at_rest(rest)

    async def _drain(self) -> None:
        """Wait until no task is unfinished."""
        begin, left = time.monotonic(), 1
        while left and time.monotonic() - begin < self.plan.drain_seconds:
            await asyncio.sleep(0.5)
            left = await asyncio.to_thread(unfinished, self.file)
        self.figures.add("seconds until every task had ended", f"{time.monotonic() - begin:.0f}")
        self.figures.add("tasks that have not ended", left, good=left == 0)

    async def _heard(self, listeners: list[Listener], submitter: Submitter) -> dict[int, int]:
        """Wait until everybody has heard of every end, and give the tasks that ended with their users."""
        ended = {id_: one.user_id for id_, one in submitter.submitted.items() if not one.is_rejected}
        begin = time.monotonic()
        while time.monotonic() - begin < SETTLE_SECONDS:
            if not any(missed_and_repeated(listener, ended)[0] for listener in listeners):
                break
            await asyncio.sleep(0.2)
        return ended

    def _look_at_listeners(self, listeners: list[Listener], ended: dict[int, int]) -> None:
        heard = [(listener, *missed_and_repeated(listener, ended)) for listener in listeners]
        missed = [f"task {task} by {one.name}" for one, tasks, _ in heard for task in tasks]
        twice = [f"task {task} by {one.name}" for one, _, tasks in heard for task in tasks]
        refusals = [refusal for listener in listeners for refusal in listener.refusals]
        updates, visits = sum(one.updates for one in listeners), sum(one.visits for one in listeners)
        self.figures.add("updates heard, in so many visits", f"{updates}, {visits}", good=updates > 0)
        self.figures.none("ends that a listener missed", missed)
        self.figures.none("ends that one heard twice", twice)
        self.figures.none("subscriptions refused", refusals)

    def _look_at_readers(self, readers: Readers) -> None:
        p99_ms = quantiles(readers.seconds, n=100)[98] * 1000
        self.figures.add("requests, p99 ms", f"{len(readers.seconds)}, {p99_ms:.0f}")
        self.figures.none("requests refused", list(readers.refused.elements()))

    async def _at_rest(self, rest: Sample) -> None:
        """Wait until the gateway is as it was before the load."""
        begin, now = time.monotonic(), self.samples()[-1]
        while time.monotonic() - begin < SETTLE_SECONDS and now.tasks > rest.tasks:
            await asyncio.sleep(1)
            now = self.samples()[-1]
        self.figures.add(
            "asyncio tasks at rest, before and after",
            f"{rest.tasks}, {now.tasks}",
            good=now.tasks <= rest.tasks,
        )
        self.figures.add("descriptors at rest, before and after", f"{rest.descriptors}, {now.descriptors}")

    async def _look_at_tasks(self, urls: list[str], submitter: Submitter) -> None:
        rows = query(
            self.file, "SELECT id, status, progress, fail_reason, submit_time, finish_time FROM midjourneys"
        )
        users = query(self.file, "SELECT id, quota FROM users")
        said = await truth(urls, list(submitter.submitted.values()))
        ends, wrong = judged_tasks(self.plan, rows, submitter.submitted, said)
        quotas = wrong_quotas(self.plan, users, rows, submitter.submitted)
        add = self.figures.add
        add("tasks", len(rows), good=len(rows) == len(submitter.submitted) > 0)
        add("ends", ", ".join(f"{end} {count}" for end, count in sorted(ends.items())))
        self.figures.none("tasks that ended wrongly", wrong)
        self.figures.none("quotas that are wrong", quotas)

    async def _audit(self) -> None:
        async with process("gql", "doctor", "--audit", "--json", "--database-url", self._url) as doctor:
            said, _ = await doctor.communicate()
        [ledger] = [check for check in json.loads(said)["checks"] if check["name"] == "ledger"]
        self.figures.add("doctor --audit", ledger["state"], good=ledger["state"] == "ok")

    def _look_at_process(self) -> None:
        judge_process(self.plan, self.samples(), self.begin, self.figures)
        leaked = json.loads(self.samples_file.read_text(encoding="utf-8").splitlines()[-1])["leaked"]
        self.figures.none("asyncio tasks left at the end", leaked)
        entries = [json.loads(text) for text in self.log.read_text(encoding="utf-8").splitlines()]
        errors = [
            str(entry["event"])
            for entry in entries
            if entry["level"] == "error" or "refunded" in entry["event"]
        ]
        self.figures.none("errors in the log", errors)


def main() -> int:
    """Run a soak and print its figures."""
    plan = Plan.lasting(float(os.environ.get("SOAK_SECONDS", "600")))
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    soak = Soak(plan, folder)
    good = uvloop.run(soak.run())
    soak.figures.show()
    if plan.measured_seconds >= KEPT_SECONDS:
        RESULTS.mkdir(exist_ok=True)
        kept = {
            **machine(),
            "seconds": plan.measured_seconds,
            "figures": {name: value for name, value, _ in soak.figures.lines},
        }
        (RESULTS / "soak.json").write_text(
            json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    if good:
        shutil.rmtree(folder)
    else:
        print(f"What is left of it is in {folder}")  # noqa: T201
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
