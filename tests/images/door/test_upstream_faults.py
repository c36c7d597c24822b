"""The simulated upstream spoils its pictures in every way that it knows; its clients get none of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from gql.demo.faults import Faults
from gql.demo.picture_faults import PICTURE_FAULTS
from gql.demo.pictures import picture
from gql.demo.store import TaskStore
from gql.demo.upstream import create_upstream
from tests.images.door.gateway import MJ_ID, Gateway, gateway
from tests.serving import serving

LIMIT = 1_000_000
# What the client is told, and the reason in the log.
ANSWERS = {
    "hang": (504, "TIMED_OUT", "slow"),
    "gzip_bomb": (502, "SOURCE_UNUSABLE", "not_a_picture"),
    "html": (502, "SOURCE_UNUSABLE", "not_a_picture"),
    "redirect_to_private": (502, "SOURCE_REFUSED", "refused"),
    "expired": (410, "SOURCE_GONE", "expired"),
    "server_error": (502, "SOURCE_AWAY", "away"),
}
# The answer has begun, so that it can only break off.
BREAKS = {"wrong_length": "torn", "truncated": "torn", "huge": "too_large", "slow_drip": "slow"}
WORDS = ("169.254", "Sign in", "no longer available", "boom")


@asynccontextmanager
async def spoiled(file: Path, reason: str) -> AsyncIterator[tuple[Gateway, Faults]]:
    """Serve the application and its upstream, which has the task's picture."""
    faults = Faults()
    picture(MJ_ID)  # it is drawn once, which would count as slowness
    upstream = create_upstream(TaskStore(), public_url="http://upstream", faults=faults)
    async with (
        serving(upstream) as port,
        gateway(file, image_seconds=1 if reason == "slow" else 30, image_max_bytes=LIMIT) as served,
    ):
        served.store(image_url=f"http://127.0.0.1:{port}/pictures/{MJ_ID}.webp")
        yield served, faults


def test_every_fault_of_a_picture_has_its_answer() -> None:
    assert PICTURE_FAULTS.keys() == ANSWERS.keys() | BREAKS.keys()
    assert len(picture(MJ_ID)) < LIMIT


@pytest.mark.parametrize("fault", ANSWERS)
async def test_a_picture_that_can_not_be_had_is_an_answer_of_ours(newapi_file: Path, fault: str) -> None:
    status, code, reason = ANSWERS[fault]
    async with spoiled(newapi_file, reason) as (served, faults):
        faults.pictures = PICTURE_FAULTS[fault]
        response = await served.get()
        assert (response.status_code, response.json()["code"]) == (status, code)
        assert not [word for word in WORDS if word in f"{response.text}{response.headers}"]
        await check_that_it_recovers(served, faults, reason)


@pytest.mark.parametrize("fault", BREAKS)
async def test_a_picture_that_goes_wrong_on_its_way_breaks_the_answer_off(
    newapi_file: Path, fault: str
) -> None:
    async with spoiled(newapi_file, BREAKS[fault]) as (served, faults):
        faults.pictures = PICTURE_FAULTS[fault]
        with pytest.raises(httpx.RemoteProtocolError):
            await served.get()
        await check_that_it_recovers(served, faults, BREAKS[fault])


async def check_that_it_recovers(served: Gateway, faults: Faults, reason: str) -> None:
    """See that the log has one line, that nothing was kept, and that the picture comes without the fault."""
    assert [line["reason"] for line in served.told("images.fetch_failed")] == [reason]
    assert served.kept() == []
    faults.pictures = None
    assert (await served.get()).content == picture(MJ_ID)
