"""Reading URLs, and the addresses that answers redirect to."""

import pytest

from gql.images.guard.refusal import Reason, RefusedAddress
from gql.images.guard.target import read_url

BASE = "https://a.example:8443/b/c.png?d=1"


@pytest.mark.parametrize(
    ("location", "authority", "path"),
    [
        ("https://b.example/x", "b.example", "/x"),
        ("//b.example/x?y", "b.example", "/x?y"),
        ("/x", "a.example:8443", "/x"),
        ("x.png", "a.example:8443", "/b/x.png"),
        ("?e=2", "a.example:8443", "/b/c.png?e=2"),
        ("../x y.png#z", "a.example:8443", "/x%20y.png"),
        ("https://[2606:4700::1]/猫", "[2606:4700::1]", "/%E7%8C%AB"),
    ],
)
def test_a_location_is_read_from_where_it_was_given(location: str, authority: str, path: str) -> None:
    target = read_url(BASE).redirected(location)

    assert (target.authority, target.path) == (authority, path)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://a.example:8443/b/c.png", Reason.DOWNGRADE),
        ("ftp://a.example/", Reason.SCHEME),
        ("//me@a.example/", Reason.CREDENTIALS),
        ("//127.1/", Reason.HOST),
        ("https://[::1", Reason.URL),
        ("https://a.example℀b/", Reason.URL),
        ("/\\b.example/", Reason.URL),
        ("/a\tb", Reason.URL),
        ("/" + "a" * 8192, Reason.URL),
    ],
)
def test_a_location_is_judged_like_any_url(location: str, reason: Reason) -> None:
    with pytest.raises(RefusedAddress) as refused:
        read_url(BASE).redirected(location)

    assert refused.value.reason is reason


def test_a_redirect_may_lead_from_http_to_https() -> None:
    assert read_url("http://a.example/").redirected("https://a.example/").scheme == "https"


def test_neither_a_target_nor_a_refusal_shows_a_signature() -> None:
    with pytest.raises(RefusedAddress) as refused:
        read_url("https://127.1/?hm=canary")

    assert "canary" not in repr(refused.value)
    assert "canary" not in repr(read_url("https://a.example/?hm=canary"))
