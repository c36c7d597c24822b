"""Hostile operations: each ends with its code, soon, and without keeping everybody else waiting."""

from collections.abc import Callable

import pytest
from structlog import get_logger

from tests.limits.bombs import BOMBS, Bomb
from tests.limits.operations import Client
from tests.limits.stalls import STALL_SECONDS, least_stall

log = get_logger(__name__)

Make = Callable[..., Client]


@pytest.mark.alone
@pytest.mark.parametrize("bomb", BOMBS, ids=str)
async def test_a_bomb_ends_with_its_code_and_keeps_nobody_waiting(client_with: Make, bomb: Bomb) -> None:
    async def attempt() -> None:
        response = await client_with().run(bomb.query, bomb.variables)
        errors = response.get("errors", [])
        assert len(errors) <= 6
        assert {error["extensions"]["code"] for error in errors} == ({bomb.code} if bomb.code else set())

    stall = await least_stall(attempt)
    log.info("bomb", name=bomb.name, stall_ms=round(stall * 1000, 1))
    assert stall < STALL_SECONDS


def test_there_are_enough_of_them() -> None:
    assert len({bomb.query for bomb in BOMBS}) >= 35
