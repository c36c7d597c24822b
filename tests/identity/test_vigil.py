import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from gql.errors import Forbidden, GatewayError, TokenInvalid, Unavailable, UserDisabled
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Role, Viewer
from gql.identity.repository import UserRepository
from gql.identity.vigil import Rounds, Vigil
from gql.storage.catalog import Kind
from gql.storage.database import Database
from tests.accounts import IDS, TOKENS
from tests.clock import FakeClock
from tests.servers.sites import Place
from tests.statements import counted
from tests.storage.statements import outside

ALICE = Credentials(f"Bearer {TOKENS['alice']}")
BOB = Credentials(TOKENS["bob"])


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def vigil(newapi_database: Database, clock: FakeClock) -> AsyncIterator[Vigil]:
    vigil = Vigil(UserRepository(newapi_database), clock, Rounds(2, 5))
    yield vigil
    assert len(vigil) == 0


async def viewer(database: Database, credentials: Credentials) -> Viewer:
    return await Authenticator(UserRepository(database)).viewer(credentials, user_required=False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("access_token = 'another token of alice, 32 char.'", TokenInvalid),
        (f"access_token = '{TOKENS['alice'].lower()}'", TokenInvalid),
        ("access_token = NULL", TokenInvalid),
        ("deleted_at = '2026-01-01 00:00:00'", TokenInvalid),
        ("id = 1234", TokenInvalid),
        ("status = 2", UserDisabled),
        ("role = 0", Forbidden),
    ],
)
async def test_whoever_would_not_be_let_in_again_is_ended(
    vigil: Vigil, newapi_database: Database, place: Place, change: str, reason: type[GatewayError]
) -> None:
    told = []
    with (
        vigil.session(await viewer(newapi_database, ALICE), ALICE) as session,
        vigil.session(await viewer(newapi_database, BOB), BOB) as other,
    ):
        session.listeners.add(lambda: told.append(session.error))
        await vigil.tick()
        assert not told

        outside(place, f"UPDATE users SET {change} WHERE id = {IDS['alice']}")
        await vigil.tick()
        await vigil.tick()
        assert isinstance(session.error, reason)
        assert told == [session.error]
        assert other.error is None


async def test_a_new_role_is_taken_over_and_an_old_one_is_the_same_object(
    vigil: Vigil, newapi_database: Database, place: Place
) -> None:
    before = await viewer(newapi_database, ALICE)
    with vigil.session(before, ALICE) as session:
        await vigil.tick()
        assert session.viewer is before
        outside(place, f"UPDATE users SET role = 10 WHERE id = {IDS['alice']}")
        await vigil.tick()
        assert session.viewer.role is Role.ADMIN
        assert session.error is None


async def test_all_sessions_are_looked_at_by_one_statement(vigil: Vigil, newapi_database: Database) -> None:
    alice = await viewer(newapi_database, ALICE)
    bob = await viewer(newapi_database, BOB)
    with vigil.session(alice, ALICE), vigil.session(alice, ALICE), vigil.session(bob, BOB), counted() as made:
        await vigil.tick()
    assert len(made) == 1


async def test_a_session_that_cannot_be_looked_at_for_a_minute_ends(
    vigil: Vigil, newapi_database: Database, place: Place, clock: FakeClock
) -> None:
    alice = await viewer(newapi_database, ALICE)
    ended: list[bool] = []
    with vigil.session(alice, ALICE) as session:
        session.listeners.add(lambda: ended.append(True))
        outside(place, "ALTER TABLE users RENAME TO away")
        clock.pass_(59)
        with vigil.session(alice, ALICE) as younger:
            await vigil.tick()
            assert not ended
            clock.pass_(1)
            await vigil.tick()
            assert isinstance(session.error, Unavailable)
            outside(place, "ALTER TABLE away RENAME TO users")
            await vigil.tick()
            assert younger.error is None


async def test_it_looks_only_while_there_are_sessions(
    newapi_database: Database, place: Place, clock: FakeClock
) -> None:
    vigil = Vigil(UserRepository(newapi_database), clock, Rounds(0.001, 5))
    run = asyncio.create_task(vigil.run())
    alice = await viewer(newapi_database, ALICE)
    with counted() as made:
        ended = asyncio.Event()
        with vigil.session(alice, ALICE) as session:
            session.listeners.add(ended.set)
            outside(place, f"UPDATE users SET status = 2 WHERE id = {IDS['alice']}")
            async with asyncio.timeout(10):
                await ended.wait()
        looked = len(made)
    assert looked >= 1
    run.cancel()
    with suppress(asyncio.CancelledError):
        await run


def test_revocations_are_seen_in_time_on_every_kind_of_database() -> None:
    for kind, promised_seconds in ((Kind.STANDALONE, 5), (Kind.ATTACHED, 30)):
        rounds = Rounds.of(kind)
        assert rounds.every_seconds + rounds.round_seconds <= promised_seconds
