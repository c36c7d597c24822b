"""The rows that a demonstration database starts with."""

import json
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from gql.demo.bridge import upstream_tasks
from gql.demo.people import CHANNEL_KEY, UserRow, tell_channels, tell_users
from gql.demo.stories import SPAN_MS, TaskRow, tell_tasks
from gql.demo.tasks import LiveTask
from gql.demo.timeline import LONGEST_MS

NOW = 1_795_400_000_000
URL = "http://127.0.0.1:8001"
USERS = range(3, 203)
UNFINISHED = 60


def tell(count: int = 12_000, rng_seed: int = 7, unfinished: float = UNFINISHED / 12_000) -> list[TaskRow]:
    return list(
        tell_tasks(
            count,
            USERS,
            [1, 2, 3],
            rng_seed=rng_seed,
            now_ms=NOW,
            upstream_url=URL,
            unfinished=unfinished,
        )
    )


@pytest.fixture(scope="module")
def rows() -> list[TaskRow]:
    return tell()


def test_the_same_seed_tells_the_same_rows() -> None:
    assert tell(300) == tell(300)
    assert tell(300) != tell(300, rng_seed=8)


def test_no_rows_are_unfinished_unless_asked_for() -> None:
    assert all(row.progress == "100%" for row in tell(500, unfinished=0.0))


def test_the_columns_are_those_of_the_table(newapi_file: Path) -> None:
    connection = sqlite3.connect(newapi_file)
    columns = [column[1] for column in connection.execute("PRAGMA table_info(midjourneys)")]
    connection.close()
    assert list(TaskRow._fields) == columns


def test_ids_count_from_one_in_order_of_submission(rows: list[TaskRow]) -> None:
    assert [row.id for row in rows] == list(range(1, 12_001))
    assert all(row.submit_time <= following.submit_time for row, following in pairwise(rows))
    assert rows[0].submit_time >= NOW - SPAN_MS
    assert rows[-1].submit_time <= NOW


def test_every_upstream_id_is_given_once(rows: list[TaskRow]) -> None:
    mj_ids = [row.mj_id for row in rows if row.mj_id]
    assert len(set(mj_ids)) == len(mj_ids)
    assert all(len(mj_id) == 16 and mj_id.isdigit() for mj_id in mj_ids)


def test_times_follow_each_other_and_have_all_come(rows: list[TaskRow]) -> None:
    for row in rows:
        if row.finish_time:
            assert row.submit_time < row.start_time <= row.finish_time <= NOW
        else:
            assert row.start_time == 0 or row.progress != "100%"


def test_a_failure_has_a_reason_and_a_success_none(rows: list[TaskRow]) -> None:
    for row in rows:
        assert bool(row.fail_reason) == (row.status == "FAILURE")
        assert row.progress == "100%" or row.status not in {"FAILURE", "SUCCESS"}


def test_a_rejected_submission_has_no_upstream_id(rows: list[TaskRow]) -> None:
    rejected = [row for row in rows if row.code != 1]
    assert {row.code for row in rejected} == {4, 23, 24}
    assert {(row.mj_id, row.start_time, row.image_url, row.buttons) for row in rejected} == {("", 0, "", "")}


def test_json_columns_have_the_keys_of_new_api(rows: list[TaskRow]) -> None:
    for row in rows:
        for button in json.loads(row.buttons or "[]"):
            assert list(button) == ["customId", "emoji", "label", "style", "type"]
        assert not row.properties or list(json.loads(row.properties)) == ["finalPrompt", "finalZhPrompt"]
        assert [list(video) for video in json.loads(row.video_urls or "[]")] == [["url"]] * 4 * bool(
            row.video_url
        )


def test_grid_buttons_are_those_a_real_new_api_kept(rows: list[TaskRow], newapi_file: Path) -> None:
    connection = sqlite3.connect(newapi_file)
    real = connection.execute("SELECT buttons FROM midjourneys WHERE id = 20").fetchone()[0]
    connection.close()
    picture_id = real.partition("upsample::1::")[2][:36]
    ours = next(row.buttons for row in rows if row.action == "IMAGINE" and row.status == "SUCCESS")
    assert ours.replace(ours.partition("upsample::1::")[2][:36], picture_id) == real


def test_prices_are_those_of_new_api(rows: list[TaskRow]) -> None:
    prices = {row.action: row.quota for row in rows}
    assert (prices["IMAGINE"], prices["UPSCALE"], prices["VIDEO"], prices["INPAINT"]) == (
        50_000,
        25_000,
        400_000,
        0,
    )
    assert len(prices) == 17


def test_an_upscale_shows_a_part_of_an_earlier_grid_of_the_same_user(rows: list[TaskRow]) -> None:
    owners = {row.mj_id: row.user_id for row in rows}
    upscales = [row for row in rows if row.action == "UPSCALE" and row.status == "SUCCESS"]
    for row in upscales:
        origin, _, number = (
            row.image_url.removeprefix(f"{URL}/pictures/").removesuffix(".webp").partition("_u")
        )
        assert owners[origin] == row.user_id
        assert number in {"1", "2", "3", "4"}


def test_few_users_have_most_of_the_tasks(rows: list[TaskRow]) -> None:
    tasks = Counter(row.user_id for row in rows)
    assert tasks[3] > 10 * tasks[150] > 0


def test_there_is_more_to_do_by_day_than_by_night(rows: list[TaskRow]) -> None:
    hours = Counter(datetime.fromtimestamp(row.submit_time / 1000, UTC).hour for row in rows[:-UNFINISHED])
    # 20 o'clock UTC is four in the morning in China, 7 o'clock three in the afternoon.
    assert hours[7] > 5 * hours[20]


def test_prompts_are_chinese_and_english(rows: list[TaskRow]) -> None:
    assert {row.prompt == row.prompt_en for row in rows} == {True, False}
    assert any("--ar 16:9 --v 6.1" in row.prompt for row in rows)


def test_unfinished_rows_are_of_the_last_minutes_and_still_under_way(rows: list[TaskRow]) -> None:
    unfinished = [row for row in rows if row.progress != "100%"]
    assert unfinished == rows[-UNFINISHED:]
    assert all(NOW - LONGEST_MS < row.submit_time <= NOW for row in unfinished)
    assert {"", "NOT_START", "IN_PROGRESS"} <= {row.status for row in unfinished}


def test_the_upstream_goes_on_with_the_unfinished_rows(rows: list[TaskRow]) -> None:
    tasks = list(upstream_tasks(rows))
    assert [task.id for task in tasks] == [row.mj_id for row in rows[-UNFINISHED:]]
    assert all(task.is_in_memory(NOW) for task in tasks)
    assert not any(task.is_in_memory(NOW + LONGEST_MS) for task in tasks)
    polled_ms = NOW - NOW % 15_000
    for task, row in zip(tasks, rows[-UNFINISHED:], strict=True):
        if row.status:
            seen = task.as_seen(polled_ms, URL)
            assert (seen["status"], seen["progress"] or "") == (row.status, row.progress)


def test_rows_the_upstream_cannot_know_are_passed_over(rows: list[TaskRow]) -> None:
    running = rows[-1]
    strange = [
        running._replace(mj_id=""),
        running._replace(action="VIDEO"),
        running._replace(progress="100%"),
    ]
    assert list(upstream_tasks(strange)) == []
    assert list(upstream_tasks([running])) == [
        LiveTask(running.mj_id, running.action, running.submit_time, running.prompt or None)
    ]


def test_the_users_are_root_an_administrator_and_people() -> None:
    users = list(tell_users(300, 1))
    assert users == list(tell_users(300, 1))
    assert [(user.id, user.username, user.role) for user in users[:2]] == [(1, "root", 100), (2, "admin", 10)]
    assert {user.role for user in users[2:]} == {1}
    assert len({user.username for user in users}) == 300
    assert {user.status for user in users} == {1, 2}


def test_a_single_user_is_root() -> None:
    assert [user.username for user in tell_users(1, 1)] == ["root"]


def test_users_and_channels_fill_columns_that_new_api_has(newapi_file: Path) -> None:
    channels = tell_channels(URL)
    connection = sqlite3.connect(newapi_file)
    for table, fields in (("users", UserRow._fields), ("channels", channels[0]._fields)):
        columns = {column[1] for column in connection.execute(f"PRAGMA table_info({table})")}
        assert set(fields) <= columns
    connection.close()
    assert {(channel.base_url, channel.key) for channel in channels} == {(URL, CHANNEL_KEY)}
