import pytest

from gql.errors import Forbidden, TokenInvalid, Unauthenticated, UserDisabled, UserMismatched
from gql.identity.authenticate import Authenticator
from gql.identity.credentials import Credentials
from gql.identity.model import Role, Viewer
from gql.identity.repository import UserRepository
from gql.storage.database import Database
from tests.accounts import IDS, TOKENS
from tests.servers.engines import ON_A_FILE
from tests.servers.sites import Place
from tests.storage.statements import outside


async def viewer(database: Database, token: str, user: str | None = None) -> Viewer:
    authenticator = Authenticator(UserRepository(database))
    return await authenticator.viewer(Credentials(token, user), user_required=False)


@pytest.mark.parametrize(
    ("username", "role", "sees_all"),
    [
        ("root", Role.ROOT, True),
        ("admin", Role.ADMIN, True),
        ("alice", Role.USER, False),
        ("bob", Role.USER, False),
        ("chen", Role.USER, False),
    ],
)
async def test_a_token_finds_its_user(
    newapi_database: Database, username: str, role: Role, sees_all: bool
) -> None:
    found = await viewer(newapi_database, f"Bearer {TOKENS[username]}", str(IDS[username]))

    assert (found.id, found.user.username, found.role, found.is_admin) == (
        IDS[username],
        username,
        role,
        sees_all,
    )


@pytest.mark.parametrize(
    ("username", "error"), [("mallory", UserDisabled), ("erin", TokenInvalid), ("nobody", Forbidden)]
)
async def test_the_disabled_the_deleted_and_guests_are_refused(
    newapi_database: Database, username: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await viewer(newapi_database, TOKENS[username])


@pytest.mark.parametrize(
    ("username", "claimed", "error"),
    [
        ("alice", "4", UserMismatched),
        ("mallory", "3", UserMismatched),
        ("nobody", "3", UserMismatched),
        ("mallory", "6", UserDisabled),
        ("erin", "3", TokenInvalid),
    ],
)
async def test_the_checks_come_in_new_apis_order(
    newapi_database: Database, username: str, claimed: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await viewer(newapi_database, TOKENS[username], claimed)


@pytest.mark.parametrize("padded", ["bob", "alice"])
async def test_a_token_that_the_database_pads_to_32_characters_still_matches(
    newapi_database: Database, place: Place, padded: str
) -> None:
    outside(
        place,
        f"UPDATE users SET access_token = '{TOKENS[padded].ljust(32)}' WHERE id = {IDS[padded]}",
    )

    assert (await viewer(newapi_database, TOKENS[padded])).id == IDS[padded]


@pytest.mark.parametrize(
    "token",
    [
        TOKENS["bob"] + " ",
        TOKENS["bob"].ljust(32),
        " " + TOKENS["bob"],
        TOKENS["bob"][:-1],
        TOKENS["bob"] + "1",
        TOKENS["bob"] + "\0",
        TOKENS["alice"].lower(),
        TOKENS["alice"].swapcase(),
        TOKENS["alice"].replace("F", "Ｆ"),
        "%",
        "_" * 32,
        "' OR 1=1 --",
        "'OR/**/1=1--",
        "NULL",
        "x" * 200_000,
        " " * 32,
    ],
)
async def test_what_is_not_exactly_the_token_never_matches(newapi_database: Database, token: str) -> None:
    with pytest.raises(TokenInvalid):
        await viewer(newapi_database, token)


@ON_A_FILE
@pytest.mark.parametrize("stored", ["''", "NULL", f"'{' ' * 32}'"])
async def test_an_empty_stored_token_lets_nobody_in(
    newapi_database: Database, place: Place, stored: str
) -> None:
    outside(place, "DROP INDEX IF EXISTS idx_users_access_token")
    outside(place, f"UPDATE users SET access_token = {stored} WHERE id = 1")

    for sent in ("", " ", "Bearer ", " " * 32, "Bearer " + " " * 32):
        with pytest.raises(Unauthenticated):
            await viewer(newapi_database, sent)


@ON_A_FILE
async def test_a_collation_without_case_lets_no_other_case_in_and_finds_the_right_one_of_two(
    place: Place, newapi_database: Database
) -> None:
    swapped = TOKENS["alice"].swapcase()
    outside(
        place,
        "DROP TABLE users",
        "CREATE TABLE users (id integer PRIMARY KEY, username text, role integer, status integer,"
        " access_token text COLLATE NOCASE, deleted_at datetime)",
        f"INSERT INTO users VALUES (1, 'root', 100, 1, '{swapped}', NULL)",
        f"INSERT INTO users VALUES (3, 'alice', 1, 1, '{TOKENS['alice']}', NULL)",
    )
    found = await UserRepository(newapi_database).by_token(TOKENS["alice"])

    assert {account.user.id for account in found} == {1, 3}
    assert (await viewer(newapi_database, TOKENS["alice"])).id == 3
    assert (await viewer(newapi_database, swapped)).id == 1
    with pytest.raises(TokenInvalid):
        await viewer(newapi_database, TOKENS["alice"].lower())


@ON_A_FILE
@pytest.mark.parametrize(
    "deleted_at",
    [
        "2026-03-01 10:20:30.123456789+00:00",
        "2026-03-01 10:20:30.1234 +0800 CST m=+0.5",
        "0001-01-01 00:00:00+00:00",
        "1772360430",
        "",
    ],
)
async def test_whatever_stands_in_deleted_at_makes_a_user_deleted(
    newapi_database: Database, place: Place, deleted_at: str
) -> None:
    outside(place, f"UPDATE users SET deleted_at = '{deleted_at}' WHERE id = 3")

    with pytest.raises(TokenInvalid):
        await viewer(newapi_database, TOKENS["alice"])
    assert (await UserRepository(newapi_database).by_ids([3]))[3].username == "alice"


@pytest.mark.parametrize(
    ("number", "role"),
    [
        (1, Role.USER),
        (5, Role.USER),
        (9, Role.USER),
        (10, Role.ADMIN),
        (50, Role.ADMIN),
        (99, Role.ADMIN),
        (100, Role.ROOT),
        (101, Role.ROOT),
        (2**62, Role.ROOT),
    ],
)
async def test_a_role_between_two_numbers_is_the_lower_one(
    newapi_database: Database, place: Place, number: int, role: Role
) -> None:
    outside(place, f"UPDATE users SET role = {number} WHERE id = 3")

    assert (await viewer(newapi_database, TOKENS["alice"])).role is role


@pytest.mark.parametrize("role", ["0", "-1", "-100", "NULL"])
async def test_who_has_no_role_is_a_guest(newapi_database: Database, place: Place, role: str) -> None:
    outside(place, f"UPDATE users SET role = {role} WHERE id = 3")

    with pytest.raises(Forbidden):
        await viewer(newapi_database, TOKENS["alice"])


@pytest.mark.parametrize("status", ["0", "2", "3", "-1", "NULL"])
async def test_any_status_but_1_is_disabled(newapi_database: Database, place: Place, status: str) -> None:
    outside(place, f"UPDATE users SET status = {status} WHERE id = 3")

    with pytest.raises(UserDisabled):
        await viewer(newapi_database, TOKENS["alice"])


@pytest.mark.parametrize("site", ["sqlite-attached", "mariadb-attached"], indirect=True)
async def test_a_user_without_a_name_is_still_one(newapi_database: Database, place: Place) -> None:
    outside(place, "UPDATE users SET username = NULL WHERE id = 3")

    assert (await viewer(newapi_database, TOKENS["alice"])).user.username == ""


async def test_users_are_found_by_id_the_deleted_too_and_the_missing_not(newapi_database: Database) -> None:
    users = await UserRepository(newapi_database).by_ids([1, 1, 7, 9, 99, -1])

    assert {user.id: (user.username, user.role) for user in users.values()} == {
        1: ("root", Role.ROOT),
        7: ("erin", Role.USER),
        9: ("nobody", None),
    }
    assert await UserRepository(newapi_database).by_ids([]) == {}
