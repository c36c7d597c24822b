"""What must be true at the end of a soak, and its figures as a table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.soak.gateway import Sample
from benchmarks.soak.plan import Plan
from benchmarks.soak.scene import MISSING_CHANNEL, OPENING_QUOTA, Submission
from benchmarks.soak.upstreams import ENDLESS, LOST
from gql.tasks.progress import LOST_UPSTREAM, NO_UPSTREAM_ID, channel_missing, timed_out

STALL_MS = 100
SHOWN = 5
SLOPE_MB = 1.0
TEN_MINUTES = 600
# Over less time these are noise.
JUDGED_SECONDS = 600
# A huge answer takes memory for a moment; what stays is seen where memory is lowest.
WINDOW_SECONDS = 30
CLOCK_MS = 2_000

Row = dict[str, Any]


@dataclass
class Figures:
    """The lines of the table; whatever is wrong makes the soak fail."""

    lines: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, name: str, value: object, *, good: bool = True) -> None:
        """Add a line."""
        self.lines.append((name, str(value), good))

    def none(self, name: str, found: Sequence[str]) -> None:
        """Add a line of what should not be, with the first of it."""
        self.add(name, "\n".join([str(len(found)), *found[:SHOWN]]), good=not found)

    @property
    def are_good(self) -> bool:
        """Whether nothing is wrong."""
        return all(good for _, _, good in self.lines)

    def show(self) -> None:
        """Print the table."""
        table = Table("figure", "value", "")
        for name, value, good in self.lines:
            table.add_row(name, value, "" if good else "WRONG", style=None if good else "bold")
        Console(width=140).print(table)


def judged_tasks(
    plan: Plan, rows: Iterable[Row], submitted: dict[int, Submission], said: dict[tuple[int, str], Row]
) -> tuple[Counter[str], list[str]]:
    """Compare each task with what its upstream says; give how they ended, and sentences of what is wrong."""
    ends, wrong = Counter[str](), []
    by_id = {row["id"]: row for row in rows}
    for id_, submission in submitted.items():
        row = by_id.get(id_, {"status": "gone", "progress": "", "fail_reason": ""})
        told = said.get((submission.channel_id, submission.mj_id))
        in_time = timed_out(plan.timeout_seconds)
        ends[row["status"] if row["fail_reason"] != in_time else "timed out"] += 1
        if not _is_right(plan, row, submission, told):
            wrong.append(
                f"task {id_} ({submission.fate or 'usual'}): {_seen(row)}; upstream: {_seen(told or {})}"
            )
    return ends, wrong


def _is_right(plan: Plan, row: Row, submission: Submission, told: Row | None) -> bool:
    reason, late = row["fail_reason"], timed_out(plan.timeout_seconds)
    is_failure = (row["status"], row["progress"]) == ("FAILURE", "100%")
    expected = {
        "rejected": {"可能包含敏感词"},
        "without id": {NO_UPSTREAM_ID},
        "without channel": {channel_missing(MISSING_CHANNEL)},
        LOST: {LOST_UPSTREAM, late},
        ENDLESS: {late},
    }
    if submission.fate in expected:
        return is_failure and reason in expected[submission.fate]
    if reason == late:
        is_due = row["finish_time"] - row["submit_time"] >= plan.timeout_seconds * 1000 - CLOCK_MS
        # The upstream may have told when it ended, though as of one that goes on, before it was away.
        return is_failure and (is_due or row["finish_time"] == (told or {}).get("finishTime"))
    # An upstream that says little at its last word leaves the reason out.
    said_so = told is not None and row["status"] == told["status"] and reason in {"", told["failReason"]}
    return said_so and row["progress"] == "100%" and row["finish_time"] > 0


def _seen(row: Row) -> str:
    names = ("status", "progress", "fail_reason", "failReason")
    return ", ".join(str(row[name]) for name in names if name in row)


def wrong_quotas(
    plan: Plan, users: Iterable[Row], rows: Iterable[Row], submitted: dict[int, Submission]
) -> list[str]:
    """Compute each user's quota anew: the opening, and the quota of every charged task that failed."""
    due = {id_: OPENING_QUOTA * id_ for id_ in range(1, plan.users + 1)}
    for row in rows:
        submission = submitted[row["id"]]
        if row["status"] == "FAILURE" and not submission.is_rejected:
            due[submission.user_id] += submission.quota
    return [
        f"user {user['id']}: {user['quota']}, due {due[user['id']]}"
        for user in users
        if user["quota"] != due[user["id"]]
    ]


def judge_process(plan: Plan, samples: Sequence[Sample], begin: float, figures: Figures) -> None:
    """Judge memory, descriptors, asyncio's tasks and the event loop, once they are warm.

    A shorter soak only shows them.

    Args:
        plan: what the load was.
        samples: of the process, in order.
        begin: when the load began.
        figures: where to write them.
    """
    steady = [one for one in samples if plan.warm_up_seconds <= one.at - begin <= plan.seconds]
    slope = slope_mb(steady)
    is_judged = plan.measured_seconds >= JUDGED_SECONDS
    figures.add(
        f"memory after {plan.warm_up_seconds:.0f} s, MB in 10 minutes",
        f"{slope:+.2f} ({steady[0].resident_kb / 1024:.1f} to {steady[-1].resident_kb / 1024:.1f})",
        good=slope <= SLOPE_MB or not is_judged,
    )
    third = max(len(steady) // 3, 1)
    for name in ("descriptors", "tasks"):
        first, last = (max(getattr(one, name) for one in part) for part in (steady[:third], steady[-third:]))
        good = last <= first * 1.25 + 5 or not is_judged
        figures.add(f"{name} at most, at first and at last", f"{first}, {last}", good=good)
    own = max(one.stall_ms - one.starved_ms for one in steady)
    waited = max(one.stall_ms for one in steady)
    figures.add(
        "longest stall of the loop, ms",
        f"{own:.0f} ({waited:.0f} with waiting for a processor)",
        good=own <= STALL_MS or not is_judged,
    )


def slope_mb(samples: Sequence[Sample]) -> float:
    """Give the least-squares slope of the lowest memory of each half minute, in MB in ten minutes."""
    windows: dict[int, Sample] = {}
    for one in samples:
        window = int((one.at - samples[0].at) // WINDOW_SECONDS)
        windows[window] = min(windows.get(window, one), one, key=lambda sample: sample.resident_kb)
    lowest = windows.values()
    middle_at = sum(one.at for one in lowest) / len(lowest)
    middle_kb = sum(one.resident_kb for one in lowest) / len(lowest)
    spread = sum((one.at - middle_at) ** 2 for one in lowest)
    moved = sum((one.at - middle_at) * (one.resident_kb - middle_kb) for one in lowest)
    return moved / spread / 1024 * TEN_MINUTES if spread else 0.0
