"""Made-up tasks as new-api keeps them: told fast, the same for the same seed, in step with the upstream."""

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random
from typing import Final, NamedTuple

from gql.demo import courses, prompts
from gql.demo.buttons import NO_BUTTONS, PICTURE_ID
from gql.demo.courses import ACCEPTED, ACTIONS, FROM_PICTURE, WITHOUT_PROMPT, Course
from gql.demo.prompts import NO_PROPERTIES, Prompt
from gql.demo.rhythm import submit_times
from gql.demo.tasks import LiveTask
from gql.demo.timeline import LONGEST_MS, PACES, SUCCESS

SPAN_MS: Final = 548 * 24 * 3_600_000
POLL_MS: Final = 15_000
RUNNING_MS: Final = 80_000
# Powers of two of at most 16 bits: each choice from a pool takes 16 of a row's random bits.
POOL: Final = 1 << 12
USER_POOL: Final = 1 << 16
ZIPF_EXPONENT: Final = 0.9
CHANNEL_POOL: Final = 1 << 8


class TaskRow(NamedTuple):
    """The 22 columns of `midjourneys` in table order; times in milliseconds, 0 where unknown."""

    id: int
    code: int
    user_id: int
    action: str
    mj_id: str
    prompt: str
    prompt_en: str
    description: str
    state: str
    submit_time: int
    start_time: int
    finish_time: int
    image_url: str
    video_url: str
    video_urls: str
    status: str
    progress: str
    fail_reason: str
    channel_id: int
    quota: int
    buttons: str
    properties: str


def tell_tasks(
    count: int,
    user_ids: Sequence[int],
    channel_ids: Sequence[int],
    *,
    rng_seed: int,
    now_ms: int,
    upstream_url: str,
    unfinished: float = 0.0,
) -> Iterator[TaskRow]:
    """Tell `count` rows of the last 18 months, with ids from 1 in order of their submission.

    Args:
        count: How many rows.
        user_ids: Who submits; the earlier in the sequence the more (Zipf).
        channel_ids: Through what; the first carries about half, and every task under way.
        rng_seed: The same seed and other arguments tell the same rows.
        now_ms: The end of the story, milliseconds since 1970.
        upstream_url: Where image URLs begin, without a slash at the end.
        unfinished: Share of the rows, 0 to 1, that are of the last minute and still under way.
    """
    teller = Teller(Random(rng_seed), user_ids, channel_ids, upstream_url)  # noqa: S311 - a story, not a secret
    running = round(count * unfinished)
    finished = teller.finished(count - running, now_ms - SPAN_MS, now_ms - LONGEST_MS)
    return chain(finished, teller.running(range(count - running + 1, count + 1), now_ms))


class Teller:
    """Pools to choose from, and each user's last grid, which upscales and variations are made from."""

    def __init__(
        self, random: Random, user_ids: Sequence[int], channel_ids: Sequence[int], upstream_url: str
    ) -> None:
        self._random = random
        self._courses = courses.pool(random, POOL)
        self._prompts = prompts.pool(random, POOL)
        weights = [1 / rank**ZIPF_EXPONENT for rank in range(1, len(user_ids) + 1)]
        self._users = random.choices(user_ids, weights, k=USER_POOL)
        weights = [0.5**rank for rank in range(len(channel_ids))]
        self._channels = random.choices(channel_ids, weights, k=CHANNEL_POOL)
        # Tasks under way need a channel in use; later ones may be switched off.
        self._first_channel = channel_ids[0]
        self._upstream_url = upstream_url
        self._pictures_url = f"{upstream_url}/pictures/"
        self._grids: dict[int, tuple[str, Prompt]] = {}

    def finished(self, count: int, begin_ms: int, end_ms: int) -> Iterator[TaskRow]:
        """Rows with ids from 1 whose end, good or bad, is known."""
        times = submit_times(self._random, count, begin_ms, end_ms)
        for row_id, submit_time in enumerate(times, 1):
            bits = self._random.getrandbits(256)
            course = self._courses[bits & (POOL - 1)]
            yield self._row(row_id, submit_time, course, bits >> 16)

    def running(self, row_ids: Sequence[int], now_ms: int) -> Iterator[TaskRow]:
        """Rows of the last minute, as a poll of every 15 s has left them."""
        tasks = sorted((self._running_task(now_ms) for _ in row_ids), key=lambda task: task.submit_time)
        for row_id, task in zip(row_ids, tasks, strict=True):
            yield self._running_row(row_id, task, now_ms - now_ms % POLL_MS)

    def _row(self, row_id: int, submit_time: int, course: Course, bits: int) -> TaskRow:
        """The row of a finished task; `bits` are random and choose everything else."""
        user_id = self._users[bits & (USER_POOL - 1)]
        mj_id = f"{submit_time}{(bits >> 16) % 1000:03d}" if course.has_id else ""
        prompt, pictured = self._origin(user_id, course, mj_id, self._prompts[bits >> 32 & (POOL - 1)])
        text, english, properties = _words(course, prompt)
        video_url, video_urls = self._videos(mj_id) if course.has_video else ("", "")
        return TaskRow(
            row_id,
            course.code,
            user_id,
            course.action,
            mj_id,
            text,
            english,
            course.description,
            "" if bits >> 48 & 7 else f"order-{bits >> 64 & 0xFFFF}",
            submit_time,
            0 if course.start_ms is None else submit_time + course.start_ms,
            0 if course.finish_ms is None else submit_time + course.finish_ms,
            "" if course.picture is None else f"{self._pictures_url}{pictured}{course.picture}.webp",
            video_url,
            video_urls,
            course.status,
            course.progress,
            course.fail_reason,
            self._channels[bits >> 80 & (CHANNEL_POOL - 1)],
            course.quota,
            course.buttons.replace(PICTURE_ID, _uuid(bits >> 96)),
            properties,
        )

    def _origin(self, user_id: int, course: Course, mj_id: str, prompt: Prompt) -> tuple[Prompt, str]:
        """The prompt, and the id the picture is named after: an upscale is a part of the user's last grid."""
        if course.action in FROM_PICTURE:
            origin, prompt = self._grids.get(user_id, (mj_id, prompt))
            return prompt, origin if course.action == "UPSCALE" else mj_id
        if course.picture == "":
            self._grids[user_id] = mj_id, prompt
        return prompt, mj_id

    def _videos(self, mj_id: str) -> tuple[str, str]:
        urls = [f"{self._upstream_url}/videos/{mj_id}_{number}.webm" for number in range(4)]
        return urls[0], "[" + ",".join(f'{{"url":"{url}"}}' for url in urls) + "]"

    def _running_task(self, now_ms: int) -> LiveTask:
        """A task of the last minute that is not final yet."""
        while True:
            action = self._random.choices(list(PACES), [ACTIONS[action][0] for action in PACES])[0]
            submit_time = now_ms - self._random.randrange(RUNNING_MS)
            prompt = None if action in WITHOUT_PROMPT else self._random.choice(self._prompts).text
            task = LiveTask(f"{submit_time}{self._random.randrange(1000):03d}", action, submit_time, prompt)
            if task.is_in_memory(now_ms):
                return task

    def _running_row(self, row_id: int, task: LiveTask, polled_ms: int) -> TaskRow:
        """The row of a task under way; before its first poll it is as the submission left it."""
        seen = task.as_seen(polled_ms, self._upstream_url)
        is_polled = task.submit_time <= polled_ms
        prompt = seen["prompt"] or ""
        return TaskRow(
            row_id,
            1,
            self._random.choice(self._users),
            task.action,
            task.id,
            task.prompt or "",
            prompt if is_polled else "",
            self._random.choice(ACCEPTED),
            "",
            task.submit_time,
            seen["startTime"] or 0,
            0,
            seen["imageUrl"] or "",
            "",
            "",
            seen["status"] if is_polled else "",
            (seen["progress"] or "") if is_polled else "0%",
            "",
            self._first_channel,
            ACTIONS[task.action][1],
            NO_BUTTONS if is_polled else "",
            NO_PROPERTIES if is_polled else "",
        )


def _words(course: Course, prompt: Prompt) -> tuple[str, str, str]:
    """Prompt, English prompt and properties of a finished row."""
    if course.is_rejected:
        # 4 is the answer to an empty prompt.
        return ("", "", "") if course.code == 4 else (prompt.text, "", "")  # noqa: PLR2004
    if course.action == "UPLOAD":
        return "", "", ""
    properties = prompt.properties if course.status == SUCCESS else NO_PROPERTIES
    if course.action in WITHOUT_PROMPT:
        return "", "", NO_PROPERTIES
    return prompt.text, prompt.english, properties


def _uuid(bits: int) -> str:
    digits = f"{bits & (1 << 128) - 1:032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"
