"""What happens to a simulated task: a pure function of its seed, its action and the time since submission.

The life follows the one observed on a midjourney-proxy: NOT_START, SUBMITTED "0%", IN_PROGRESS "0%" and
"Waiting to start", percentages that mostly rise, then SUCCESS "100%" or FAILURE with a reason. A final state
is the last moment, so a clock that runs forward never leaves it.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

SUCCESS: Final = "SUCCESS"
FAILURE: Final = "FAILURE"
FINAL: Final = frozenset({SUCCESS, FAILURE})

# Least and greatest seconds of drawing, for the actions that this version of the upstream knows.
PACES: Final = {
    "IMAGINE": (28, 80),
    "REROLL": (28, 80),
    "VARIATION": (25, 65),
    "BLEND": (30, 75),
    "UPSCALE": (6, 20),
    "DESCRIBE": (4, 12),
}
WITHOUT_PERCENTAGES: Final = frozenset({"UPSCALE", "DESCRIBE"})

REFUSED_SHARE: Final = 0.02
BROKEN_SHARE: Final = 0.05
STUCK_SHARE: Final = 0.01
TIMEOUT_MS: Final = 300_000
LONGEST_MS: Final = TIMEOUT_MS + 60_000

REFUSED_REASON: Final = "Invalid Form Body"
STUCK_REASON: Final = "任务超时"
BROKEN_REASONS: Final = (
    "[Job action restricted] Sorry, could not complete.",
    "[Invalid parameter] Unrecognized parameter(s): `--vv`",
    "[Banned prompt detected] Sorry! Please try a different prompt.",
    "[Internal Server Error] Something went wrong, please try again later.",
)

# The percentages Discord shows: sixteenths of a hundred, rounded down.
PERCENTAGES: Final = (15, 31, 46, 62, 78, 93)
FALL_SHARE: Final = 0.12


@dataclass(frozen=True, slots=True)
class Moment:
    """A task's state from `at_ms` (milliseconds since its submission) until the next moment.

    `started_ms` and `finished_ms` count from the submission too; None until they have come. `is_drawn`:
    Discord has taken up the task; `has_picture`: there is a preview or a picture.
    """

    at_ms: int
    status: str
    progress: str | None
    started_ms: int | None = None
    finished_ms: int | None = None
    fail_reason: str | None = None
    has_picture: bool = False
    is_drawn: bool = False

    @property
    def is_final(self) -> bool:
        """Whether nothing comes after it."""
        return self.status in FINAL


WAITING: Final = Moment(0, "NOT_START", None)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All moments of one task, in order of time; the first at 0, the last one final."""

    moments: tuple[Moment, ...]

    def at(self, elapsed_ms: int) -> Moment:
        """The moment that lasts at `elapsed_ms`; the first one for a clock before the submission."""
        following = bisect_right(self.moments, elapsed_ms, key=lambda moment: moment.at_ms)
        return self.moments[max(following - 1, 0)]

    @property
    def end(self) -> Moment:
        """The final moment."""
        return self.moments[-1]


@lru_cache(maxsize=4096)
def timeline_of(seed: int, action: str) -> Timeline:
    """The timeline of a task; the same for the same seed and action.

    Raises:
        KeyError: `action` is none of `PACES`.
    """
    random = Random(seed)  # noqa: S311 - a story, not a secret
    pace = PACES[action]
    submitted_ms = random.randrange(300, 12_000)
    fate = random.random()
    if fate < REFUSED_SHARE:
        return Timeline((WAITING, _failure(submitted_ms, submitted_ms, REFUSED_REASON, WAITING)))
    course = [*_beginning(random, submitted_ms), *_drawing(random, action, submitted_ms, pace)]
    return Timeline((WAITING, *_with_end(random, course, fate - REFUSED_SHARE)))


def _failure(at_ms: int, started_ms: int, reason: str, last: Moment) -> Moment:
    """The end after `last`, whose preview stays."""
    return Moment(at_ms, FAILURE, "", started_ms, at_ms, reason, last.has_picture, last.is_drawn)


def _beginning(random: Random, submitted_ms: int) -> list[Moment]:
    accepted_ms = submitted_ms + random.randrange(500, 3_000)
    return [
        Moment(submitted_ms, "SUBMITTED", "0%", submitted_ms),
        Moment(accepted_ms, "IN_PROGRESS", "0%", submitted_ms, is_drawn=True),
    ]


def _drawing(random: Random, action: str, submitted_ms: int, pace: tuple[int, int]) -> list[Moment]:
    """The moments of drawing and the successful end."""
    length_ms = random.randrange(pace[0] * 1000, pace[1] * 1000)
    begin_ms = submitted_ms + 3_000
    end_ms = begin_ms + length_ms
    moments = [] if action in WITHOUT_PERCENTAGES else _percentages(random, submitted_ms, begin_ms, length_ms)
    return [*moments, Moment(end_ms, SUCCESS, "100%", submitted_ms, end_ms, has_picture=True, is_drawn=True)]


def _percentages(random: Random, submitted_ms: int, begin_ms: int, length_ms: int) -> list[Moment]:
    shown = ["Waiting to start", "0%"]
    for position, percentage in enumerate(PERCENTAGES):
        shown.append(f"{percentage}%")
        if position and random.random() < FALL_SHARE:
            shown.append(f"{PERCENTAGES[position - 1]}%")
    gap_ms = length_ms // (len(shown) + 1)
    return [
        Moment(
            begin_ms + gap_ms * position + random.randrange(gap_ms // 2),
            "IN_PROGRESS",
            progress,
            submitted_ms,
            has_picture=position > 1,
            is_drawn=True,
        )
        for position, progress in enumerate(shown)
    ]


def _with_end(random: Random, course: list[Moment], fate: float) -> list[Moment]:
    """The course as it is, or broken off part of the way."""
    if fate >= BROKEN_SHARE + STUCK_SHARE:
        return course
    kept = course[: random.randrange(2, len(course))]
    last = kept[-1]
    started_ms = course[0].at_ms
    if fate < BROKEN_SHARE:
        at_ms, reason = last.at_ms + random.randrange(1_000, 4_000), random.choice(BROKEN_REASONS)
    else:
        at_ms, reason = started_ms + TIMEOUT_MS + random.randrange(30_000), STUCK_REASON
    return [*kept, _failure(at_ms, started_ms, reason, last)]
