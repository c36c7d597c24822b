"""Seeded runs of the updater under faults; `SIMULATION_SEEDS` says how many."""

import os
from collections import Counter

import structlog

from gql.tasks.model import Task
from gql.tasks.progress import CHARGED, LOST_UPSTREAM, timed_out
from tests.polling.simulation.simulation import RULES, Simulation
from tests.polling.simulation.upstreams import FAULTS, Truth

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "500"))


async def simulated(seed: int) -> Simulation:
    simulation = Simulation(seed)
    with structlog.testing.capture_logs() as logs:
        await simulation.run()
    simulation.did["defects"] = sum(entry["event"] in {"visit_failed", "poll_failed"} for entry in logs)
    return simulation


def assert_ended_rightly(task: Task, truth: Truth) -> None:
    if truth.fate == "lost":
        assert (task.status, task.fail_reason in {LOST_UPSTREAM, "Invalid Form Body"}) == ("FAILURE", True), (
            task
        )
    elif truth.fate == "stuck":
        assert (task.status, task.fail_reason) == ("FAILURE", timed_out(RULES.timeout_seconds)), task
    else:
        assert task.status == truth.ends[0], task


def assert_paid_back_once(simulation: Simulation, task: Task) -> None:
    due = task.quota if task.status == "FAILURE" and task.code in CHARGED else 0
    assert simulation.database.refunds.get(task.id, 0) == due, task
    ends = [change for change in simulation.database.stored if change.task.id == task.id and change.refund]
    assert len(ends) == bool(due), task


async def test_after_any_faults_every_task_ends_rightly_within_three_intervals_and_is_paid_back_once() -> (
    None
):
    did, faults, statuses = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(SEEDS):
        simulation = await simulated(seed)
        assert simulation.unfinished() == [], f"seed {seed}"
        for task in simulation.database.tasks.values():
            assert_ended_rightly(task, simulation.truths[task.mj_id])
            assert_paid_back_once(simulation, task)
            statuses[task.status] += 1
        did += simulation.did
        did["changes"] += len(simulation.database.stored)
        for process in simulation.processes:
            faults += process.network.faults
    print(f"\n{SEEDS} seeds: {dict(did)}, faults {dict(faults)}, ends {dict(statuses)}")  # noqa: T201 - the figures of a long run
    assert all(faults[fault] >= SEEDS for fault in FAULTS)
    assert all(did[trouble] >= SEEDS for trouble in ("crash", "stop", "jump", "away"))
    assert did["refused to a former holder"] >= SEEDS / 5
    assert (did["defects"], did["written without the lease"]) == (0, 0)
    assert did["changes"] >= 60 * SEEDS
    assert statuses["FAILURE"] >= SEEDS <= statuses["SUCCESS"]


async def test_a_seed_tells_the_same_story_again() -> None:
    for seed in range(5):
        first, second = await simulated(seed), await simulated(seed)
        assert first.trace == second.trace
        assert len(first.trace) > 100


async def test_seeds_tell_different_stories() -> None:
    assert (await simulated(1)).trace != (await simulated(2)).trace
