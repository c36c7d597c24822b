import pytest

from gql.errors import CredentialsMissing, TokenInvalid, UserHeaderMalformed, UserHeaderMissing
from gql.identity.credentials import Credentials


@pytest.mark.parametrize(
    "authorization", ["abc=", "Bearer abc=", "bearer abc=", "BEARER abc=", "bEaReR abc="]
)
def test_the_token_comes_with_and_without_bearer(authorization: str) -> None:
    assert Credentials(authorization).token() == "abc="


@pytest.mark.parametrize("authorization", ["bearerabc", "Basic", "x" * 128, "!~"])
def test_a_token_is_any_visible_ascii(authorization: str) -> None:
    assert Credentials(authorization).token() == authorization


@pytest.mark.parametrize("authorization", [None, ""])
def test_no_header_and_an_empty_one_are_no_credentials(authorization: str | None) -> None:
    with pytest.raises(CredentialsMissing):
        Credentials(authorization).token()


@pytest.mark.parametrize(
    "authorization",
    [
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  abc",
        "Bearer abc ",
        " abc",
        "abc ",
        "Basic abc",
        "Bearer a b",
        "Bearer\tabc",
        "abc\n",
        "abc\0",
        "äbc",
        "ａｂｃ",
        "\udc80",
        "x" * 129,
        "Bearer " + "x" * 100_000,
    ],
)
def test_what_no_token_can_be_is_refused_before_any_look_up(authorization: str) -> None:
    with pytest.raises(TokenInvalid):
        Credentials(authorization).token()


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("3", 3),
        ("03", 3),
        ("+3", 3),
        ("-3", -3),
        ("  3  ", 3),
        ("\t3", 3),
        ("Bearer 3", 3),
        ("bearer 3", 3),
        ("0", 0),
        ("9" * 18, int("9" * 18)),
    ],
)
def test_the_user_header_is_a_whole_number(header: str, number: int) -> None:
    assert Credentials("x", header).user_id(required=True) == number


@pytest.mark.parametrize(
    "header",
    [
        "abc",
        "3.0",
        "0x3",
        "0_3",
        "3, 3",
        "3e0",
        "9" * 19,
        "９",
        "٣",
        " ",
        "+",
        "--3",
        "Bearer",
        "Bearer ",
        "Bearer  3",
        "3\n4",
    ],
)
@pytest.mark.parametrize("required", [True, False])
def test_another_user_header_is_malformed_also_where_it_is_not_required(header: str, required: bool) -> None:
    with pytest.raises(UserHeaderMalformed):
        Credentials("x", header).user_id(required=required)


@pytest.mark.parametrize("header", [None, ""])
def test_the_user_header_may_be_left_out_where_it_is_not_required(header: str | None) -> None:
    assert Credentials("x", header).user_id(required=False) is None
    with pytest.raises(UserHeaderMissing):
        Credentials("x", header).user_id(required=True)
