"""What is read of an upstream's answers, and what new-api would store of them."""

import json
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.demo.faults import POLLED
from gql.polling.messages import TaskMessage, go_json, read_reports
from gql.tasks.progress import Report
from tests.polling.upstream_server import RECORDED

ANSWERS = [
    capture
    for capture in RECORDED.values()
    if (capture["method"], capture["status"]) == ("POST", 200) and capture["path"].startswith(POLLED)
]
WHOLE = [
    capture
    for capture in ANSWERS
    if not capture["name"].startswith("torn: ") and len(capture["body"].encode()) == capture["body_bytes"]
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(), values, max_size=4),
)
FIELDS = [field.encode_name for field in msgspec.structs.fields(TaskMessage)]


def read_one(**fields: Any) -> Report:
    return read_reports(json.dumps([{"id": "1", **fields}]).encode())["1"]


@pytest.mark.parametrize("capture", WHOLE, ids=lambda capture: capture["name"])
def test_every_recorded_answer_is_read(capture: dict[str, Any]) -> None:
    tasks = json.loads(capture["body"])
    reports = read_reports(capture["body"].encode())

    assert [*reports] == [task["id"] for task in tasks]
    for task, report in zip(tasks, reports.values(), strict=True):
        assert (report.status, report.progress) == (task["status"], task["progress"])
        assert (report.submit_time, report.finish_time) == (task["submitTime"] or None, task["finishTime"])
        assert (report.image_url, report.fail_reason) == (task["imageUrl"], task["failReason"])
        assert (report.prompt_en, report.state) == (task["promptEn"], task["state"])
        assert json.loads(report.properties or "")["finalPrompt"] == task["properties"].get("finalPrompt", "")


def test_the_recorded_answers_are_many() -> None:
    assert (len(WHOLE), sum(len(json.loads(capture["body"])) for capture in WHOLE)) == (90, 121)


@pytest.mark.parametrize(
    "body",
    [
        *(capture["body"] for capture in ANSWERS if capture["name"].startswith("torn: ")),
        "",
        " ",
        "null",
        "5",
        '"[]"',
        '{"success":false,"code":-1}',
        "<!doctype html><p>Sign in",
        '[{"id":"1","status":"SUC',
        '[{"id":"1","status":1e400}]',
        '[{"id":"1"},',
        "[" * 100_000,
        '[{"id":"1","prompt":"\\ud83d' + "x" * 300_000 + '"}]',
    ],
)
def test_what_is_no_list_of_tasks_is_said_without_quoting_it(body: str) -> None:
    with pytest.raises(ValueError, match=r"^the answer is no list of tasks$") as raised:
        read_reports(body.encode())
    assert raised.value.__suppress_context__


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON, max_size=5))
def test_every_list_gives_reports_or_is_none(answer: list[Any]) -> None:
    try:
        reports = read_reports(json.dumps(answer).encode())
    except ValueError:
        reports = {}
    for mj_id, report in reports.items():
        assert report.mj_id == mj_id
        numbers = (report.submit_time, report.start_time, report.finish_time)
        assert all(number is None or -(2**63) <= number < 2**63 for number in numbers)
        for text in (report.buttons, report.properties, report.video_urls):
            assert text is None or msgspec.json.decode(text) is not None


@given(st.binary())
def test_bytes_are_a_list_or_a_value_error(body: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(read_reports(body), dict)


def test_of_a_task_told_twice_the_last_is_read() -> None:
    body = b'[{"id":"1","status":"SUBMITTED"},{"id":1,"status":"SUCCESS"}]'
    assert read_reports(body) == {"1": Report("1", status="SUCCESS")}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (rb"cut in an emoji \ud83d", "cut in an emoji \ufffd"),
        (rb"\ude00 and \ud83d\ude00", "\ufffd and \U0001f600"),
        (rb"\ud83d\ud83d\ude00\ude00", "\ufffd\U0001f600\ufffd"),
        (rb"\\ud83d is no \ud83d", "\\ud83d is no \ufffd"),
        (b"no UTF-8: \xff", "no UTF-8: \ufffd"),
    ],
)
def test_broken_characters_are_read_as_go_reads_them(text: bytes, read: str) -> None:
    assert read_reports(b'[{"id":"1","promptEn":"%s"}]' % text)["1"].prompt_en == read


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_reports(b'\xef\xbb\xbf[{"id":"1"}]') == {"1": Report("1")}


@pytest.mark.parametrize(
    ("value", "read"),
    [(5, 5), (5.0, 5), ("5", 5), (True, None), ("soon", None), (2**63, None), ([5], None), (0, None)],
)
def test_times_are_whole_numbers(value: object, read: int | None) -> None:
    assert read_one(startTime=value).start_time == read


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("https://cdn.example/0.mp4", None),
        ("null", None),
        ('[{"url":"a"}]', '[{"url":"a"}]'),
        ('["a","b"]', '[{"url":"a"},{"url":"b"}]'),
        ([{"thumbnail": "t", "url": "a&b"}], r'[{"url":"a\u0026b"}]'),
        ([{"thumbnail": "t"}, None, "", {"url": "a"}], '[{"url":"a"}]'),
        ([], None),
        ({"url": "a"}, None),
    ],
)
@pytest.mark.parametrize("name", ["videoUrls", "video_urls"])
def test_video_addresses_are_stored_as_objects(name: str, value: object, stored: str | None) -> None:
    assert read_one(**{name: value}).video_urls == stored


def test_video_addresses_in_the_usual_spelling_go_first() -> None:
    assert read_one(videoUrls=["a"], video_urls=["b"], videoUrl="c", video_url="d") == Report(
        "1", video_urls='[{"url":"a"}]', video_url="c"
    )


def test_buttons_keep_all_and_are_ordered_as_go_orders_maps() -> None:
    buttons = [{"type": 2, "style": 2, "label": "<U1>", "emoji": "🔄", "customId": "a&b", "new": [None]}]
    assert read_one(buttons=buttons).buttons == (
        r'[{"customId":"a\u0026b","emoji":"🔄","label":"\u003cU1\u003e","new":[null],"style":2,"type":2}]'
    )
    assert (read_one(buttons=[]).buttons, read_one(buttons="[]").buttons) == ("[]", None)


def test_properties_keep_the_final_prompts_only() -> None:
    properties = {"nonce": "1", "finalZhPrompt": None, "finalPrompt": "a > b\u2028"}
    assert (
        read_one(properties=properties).properties == r'{"finalPrompt":"a \u003e b\u2028","finalZhPrompt":""}'
    )
    assert read_one(properties=None).properties is None


def test_json_is_written_as_new_api_stored_it(newapi_file: Path) -> None:
    with sqlite3.connect(newapi_file) as connection:
        rows = connection.execute("SELECT buttons, properties, video_urls FROM midjourneys WHERE id <= 276")
        texts = [text for row in rows for text in row if text]
    connection.close()

    assert len(texts) > 300
    assert [go_json(json.loads(text)) for text in texts] == texts
