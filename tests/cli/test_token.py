import re

from tests.cli.commands import data, invoke, query

FILE = "mj-gateway.db"


def stored(username: str) -> tuple[int, str | None]:
    role, token = query(FILE, f"SELECT role, access_token FROM users WHERE username = '{username}'")[0]
    return role, token


def test_stdout_is_the_token_alone_and_it_is_stored() -> None:
    result = invoke("token", "create", "--user", "alice")
    assert re.fullmatch(r"[\w-]{32}\n", result.stdout)
    assert stored("alice") == (1, result.stdout.strip())


def test_json_tells_whose_token_it_is() -> None:
    created = data("token", "create", "--user", "boss", "--role", "admin")
    assert created == {"user_id": 1, "username": "boss", "role": "admin", "token": stored("boss")[1]}


def test_a_new_token_ends_the_old_one_and_leaves_the_role() -> None:
    first = data("token", "create", "--user", "boss", "--role", "admin")["token"]
    second = data("token", "create", "--user", "boss")["token"]
    assert first != second
    assert stored("boss") == (10, second)


def test_a_role_is_raised_and_never_lowered() -> None:
    invoke("token", "create", "--user", "boss")
    token = data("token", "create", "--user", "boss", "--role", "root")["token"]
    result = invoke("token", "create", "--user", "boss", "--role", "user")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: boss is root already, and a role is never lowered here.\n"
    assert stored("boss") == (100, token)


def test_a_disabled_user_gets_no_token() -> None:
    invoke("token", "create", "--user", "alice")
    query(FILE, "UPDATE users SET status = 2")
    assert invoke("token", "create", "--user", "alice").exit_code == 2


def test_a_name_that_does_not_fit_the_column_is_refused() -> None:
    for name in ("", "x" * 65, "tab\t"):
        assert invoke("token", "create", "--user", name).exit_code == 2


def test_a_revoked_token_is_gone() -> None:
    invoke("token", "create", "--user", "alice")
    assert invoke("token", "revoke", "--user", "alice").exit_code == 0
    assert stored("alice") == (1, None)


def test_an_unknown_user_is_exit_code_3() -> None:
    invoke("migrate")
    result = invoke("token", "revoke", "--user", "nobody")
    assert (result.exit_code, result.stderr) == (3, "Error: There is no user nobody.\n")


def test_revoking_makes_no_database() -> None:
    result = invoke("token", "revoke", "--user", "alice")
    assert (result.exit_code, "There is no database file" in result.stderr) == (2, True)
