import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.tasks import details
from gql.tasks.details import TaskButton
from gql.tasks.times import TimeUnit
from tests.tasks.rows import make_task

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
BUTTON = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("customId", "emoji", "label", "style", "type", "url"), JSON)
)
STORED = st.text() | JSON.map(json.dumps) | st.lists(BUTTON | JSON, max_size=3).map(json.dumps)


@pytest.mark.parametrize(
    ("progress", "percent"),
    [
        ("0%", 0),
        ("50%", 50),
        ("100%", 100),
        (" 7 %", 7),
        ("33", 33),
        ("99.9%", 99),
        ("250%", 100),
        ("9" * 5000, 100),
        ("", 0),
        ("Waiting to start", 0),
        ("-5%", 0),
        ("%50", 0),
        ("完成 50%", 0),
    ],
)
def test_progress_is_a_number_from_0_to_100(progress: str, percent: int) -> None:
    assert details.percent_complete(make_task(progress=progress)) == percent


@pytest.mark.parametrize(
    ("stored", "urls"),
    [
        ("", []),
        ("null", []),
        ("[]", []),
        ('[{"url":"https://v.example/1.mp4?a=1\\u0026b=2"}]', ["https://v.example/1.mp4?a=1&b=2"]),
        ('["https://v.example/1.mp4", "https://v.example/2.mp4"]', ["https://v.example/1.mp4", "https://v.example/2.mp4"]),
        ('[{"url":"a"}, "b", 1, null, [], {"url":2}, {"url":""}, {}, ""]', ["a", "b"]),
        ('{"url":"a"}', []),
        ('"a"', []),
        ("https://v.example/1.mp4", []),
        ('["a"', []),
        ('["a\\ud800"]', []),
        ("[" * 100_000, []),
        ('["a", NaN]', []),
    ],
)  # fmt: skip
def test_video_urls_are_read_in_both_forms(stored: str, urls: list[str]) -> None:
    assert details.video_urls(make_task(video_urls=stored)) == urls


@pytest.mark.parametrize(
    ("stored", "buttons"),
    [
        ("", []),
        ("null", []),
        ('{"customId":"a"}', []),
        ("[1, null, []]", []),
        ("[{}]", [TaskButton("", "", "", 0, 0)]),
        (
            '[{"customId":"MJ::JOB::upsample::1","emoji":"","label":"U1","style":2,"type":2}]',
            [TaskButton("MJ::JOB::upsample::1", "", "U1", 2, 2)],
        ),
        (
            '[{"customId":5,"emoji":null,"label":true,"style":"3","type":null}]',
            [TaskButton("5", "", "True", 3, 0)],
        ),
        ('[{"style":2147483647,"type":-2147483648}]', [TaskButton("", "", "", 2147483647, -2147483648)]),
        ('[{"style":2147483648,"type":-2147483649}]', [TaskButton("", "", "", 0, 0)]),
        ('[{"style":1e300,"type":[1]}]', [TaskButton("", "", "", 0, 0)]),
    ],
)
def test_buttons_are_the_objects_of_a_list(stored: str, buttons: list[TaskButton]) -> None:
    assert details.buttons(make_task(buttons=stored)) == buttons


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("", None),
        ("null", None),
        ("{", None),
        ("nonsense", None),
        (
            '{"finalPrompt":"a cat","finalZhPrompt":"一只猫"}',
            {"finalPrompt": "a cat", "finalZhPrompt": "一只猫"},
        ),
        ("[1, 2.5, true]", [1, 2.5, True]),
        ('"text"', "text"),
        ('{"a":NaN}', None),
        ('{"a":Infinity}', None),
        ('{"a":1e999}', None),
        ('{"a":"\\ud83d"}', None),
        ("[" * 2000 + "]" * 2000, None),
    ],
)
def test_properties_are_any_json_that_can_be_passed_on(stored: str, value: Any) -> None:
    assert details.properties(make_task(properties=stored)) == value


@given(stored=STORED, progress=st.text())
@settings(max_examples=50, deadline=None)
def test_no_text_at_all_raises_and_what_is_read_can_be_written(stored: str, progress: str) -> None:
    task = make_task(video_urls=stored, buttons=stored, properties=stored, progress=progress)

    assert 0 <= details.percent_complete(task) <= 100
    assert all(details.video_urls(task))
    for button in details.buttons(task):
        assert -(2**31) <= button.style < 2**31
        assert -(2**31) <= button.type < 2**31
    written = json.dumps(
        [details.properties(task), details.video_urls(task), [b.label for b in details.buttons(task)]],
        allow_nan=False,
        ensure_ascii=False,
    )
    assert written.encode()


@given(st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(), st.lists))
def test_sound_properties_are_read_as_they_are(value: Any) -> None:
    assert details.properties(make_task(properties=json.dumps(value, ensure_ascii=False))) == value


@pytest.mark.parametrize(
    ("unit", "submit", "finish", "seconds"),
    [
        (TimeUnit.MILLISECONDS, 1_000, 3_500, 2.5),
        (TimeUnit.SECONDS, 1_000, 3_500, 2500.0),
        (TimeUnit.SECONDS, 5, 5, 0.0),
        (TimeUnit.SECONDS, 6, 5, None),
        (TimeUnit.SECONDS, 0, 5, None),
        (TimeUnit.SECONDS, 5, 0, None),
        (TimeUnit.SECONDS, -5, 5, None),
    ],
)
def test_a_duration_needs_both_ends_in_order(
    unit: TimeUnit, submit: int, finish: int, seconds: float | None
) -> None:
    assert details.duration_seconds(make_task(unit, submit_time=submit, finish_time=finish)) == seconds


def test_moments_are_told_in_the_unit_of_the_database() -> None:
    task = make_task(TimeUnit.SECONDS, submit_time=60, start_time=120, finish_time=0)

    assert details.submitted_at(task) == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    assert details.started_at(task) == datetime(1970, 1, 1, 0, 2, tzinfo=UTC)
    assert details.finished_at(task) is None


def test_an_empty_reason_and_an_empty_address_are_none() -> None:
    assert details.fail_reason(make_task()) is details.video_url(make_task()) is None
    task = make_task(fail_reason="任务超时", video_url="https://v.example/1.mp4")
    assert (details.fail_reason(task), details.video_url(task)) == ("任务超时", "https://v.example/1.mp4")
