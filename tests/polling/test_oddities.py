"""What the client makes of an upstream that says odd things: one test a fault."""

from dataclasses import replace

import pytest

from gql.demo.faults import FAULTS, misreporting
from gql.demo.misreports import falling_progress, late_in_progress
from gql.polling.client import UpstreamClient
from gql.tasks.progress import Report
from tests.polling.upstream_server import Server, ids, report

KNOWN = ids(8)
URLS = r'[{"url":"https://cdn.example/0.mp4?a=1\u0026b=2"},{"url":"https://cdn.example/1.mp4?a=1\u0026b=2"}]'


@pytest.mark.parametrize("name", ["unknown_fields", "extra_ids", "duplicates", "shuffled", "numeric_ids"])
async def test_a_harmless_oddity_changes_nothing(client: UpstreamClient, server: Server, name: str) -> None:
    server.faults.current = FAULTS[name]
    answer = await client.reports(server.upstream, KNOWN)

    assert answer.reports == {mj_id: report(mj_id) for mj_id in KNOWN}
    assert (answer.missing, len(server.polls)) == (frozenset(), 1)


async def test_an_id_left_out_is_missing(client: UpstreamClient, server: Server) -> None:
    server.faults.current = FAULTS["left_out"]
    answer = await client.reports(server.upstream, KNOWN)

    assert (len(answer.reports), len(answer.missing), answer.unreadable) == (7, 1, frozenset())


@pytest.mark.parametrize("name", ["missing_fields", "nulls"])
async def test_what_is_missing_or_null_says_nothing(
    client: UpstreamClient, server: Server, name: str
) -> None:
    server.faults.current = FAULTS[name]
    answer = await client.reports(server.upstream, KNOWN)

    assert answer.reports == {mj_id: Report(mj_id, status="SUCCESS") for mj_id in KNOWN}


async def test_a_wrong_type_says_nothing_and_a_number_is_its_digits(
    client: UpstreamClient, server: Server
) -> None:
    server.faults.current = FAULTS["wrong_types"]
    told = (await client.reports(server.upstream, KNOWN)).reports[KNOWN[0]]

    assert told == replace(
        report(KNOWN[0]), progress="35", prompt_en=None, state=None, submit_time=None, properties=None
    )


@pytest.mark.parametrize(
    ("name", "video_url"),
    [
        ("video_urls_as_objects", None),
        ("video_urls_as_texts", "https://cdn.example/0.mp4?a=1&b=2"),
        ("video_urls_as_json_text", None),
    ],
)
async def test_video_addresses_of_every_form_are_stored_in_one(
    client: UpstreamClient, server: Server, name: str, video_url: str | None
) -> None:
    server.faults.current = FAULTS[name]
    told = (await client.reports(server.upstream, KNOWN)).reports[KNOWN[0]]

    assert (told.video_urls, told.video_url) == (URLS, video_url)


async def test_the_newer_forks_fields_are_read(client: UpstreamClient, server: Server) -> None:
    server.faults.current = FAULTS["newer_fork"]
    told = (await client.reports(server.upstream, KNOWN)).reports[KNOWN[0]]

    assert told.buttons
    assert told.buttons.startswith('[{"customId":"MJ::JOB::upsample::1::')
    assert '","emoji":"","label":"U1","style":2,"type":2},{"customId":"' in told.buttons
    assert told.video_urls == URLS


async def test_stale_and_falling_progress_are_reported_as_told(
    client: UpstreamClient, server: Server
) -> None:
    server.faults.current = misreporting(late_in_progress())
    stale = [(await client.reports(server.upstream, KNOWN)).reports[KNOWN[0]].status for _ in range(3)]
    server.faults.current = misreporting(falling_progress())
    falling = [(await client.reports(server.upstream, KNOWN)).reports[KNOWN[0]].progress for _ in range(3)]

    assert stale == ["SUCCESS", "IN_PROGRESS", "SUCCESS"]
    assert falling == ["93%", "77%", "61%"]
