from typing import Any

import pytest

from gql.allowance.allowance import Allowance, Visit, visit
from gql.allowance.bucket import Rate
from gql.allowance.headers import AllowanceHeaders
from gql.allowance.shared import RedisBuckets
from gql.errors import ConfigurationError, RateLimited
from gql.settings import load


async def remaining(allowance: Allowance, client: str) -> int:
    visit.set(Visit(client))
    paid = await allowance.reserve(None, 10)
    assert paid.balance
    return paid.balance.remaining


async def test_an_ipv6_client_is_its_network() -> None:
    allowance = Allowance(Rate(100))
    assert await remaining(allowance, "2001:db8:0:1::1") == 90
    assert await remaining(allowance, "2001:db8:0:1:ffff::2") == 80
    assert await remaining(allowance, "2001:db8:0:2::1") == 90
    assert await remaining(allowance, "192.0.2.1") == 90
    assert await remaining(allowance, "192.0.2.2") == 90
    assert await remaining(allowance, "") == 90


async def test_a_refusal_tells_when_there_will_be_enough() -> None:
    here = Visit("192.0.2.1")
    visit.set(here)
    allowance = Allowance(Rate(60))
    await allowance.reserve(7, 50)
    with pytest.raises(RateLimited) as refused:
        await allowance.reserve(7, 30)
    assert (here.retry_in_seconds, refused.value.details["seconds"]) == (20, 20)


async def test_what_was_used_whole_is_not_given_back() -> None:
    visit.set(Visit())
    allowance = Allowance(Rate(60))
    paid = await allowance.reserve(7, 20)
    await paid.settle(20)
    again = await allowance.reserve(7, 0)
    assert again.balance
    assert again.balance.remaining == 40


async def test_without_a_rate_everything_is_granted() -> None:
    allowance = Allowance.of(load())
    assert not allowance.limited
    paid = await allowance.reserve(7, 10**9)
    await paid.settle(0)
    await allowance.give_back("viewer:7", 1)
    await allowance.close()
    assert paid.balance is None


async def test_settings_choose_where_accounts_are_kept() -> None:
    shared = Allowance.of(load(rate_limit="60", redis_url="redis://127.0.0.1:1/0"))
    assert isinstance(shared._buckets, RedisBuckets)
    assert Allowance.of(load(rate_limit="60")).limited
    await shared.close()


@pytest.mark.parametrize("value", ["on", "0", "-5", "1.5", "1000000000", "٣"])
def test_a_rate_is_off_or_a_number_of_points(value: str) -> None:
    with pytest.raises(ConfigurationError, match="MJ_RATE_LIMIT: must be off, or a whole number of points"):
        load(rate_limit=value)


def test_the_address_of_redis_names_its_scheme() -> None:
    with pytest.raises(ConfigurationError, match="MJ_REDIS_URL: must begin with redis://"):
        load(redis_url="localhost:6379")


async def test_what_is_no_request_passes() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    scope = {"type": "lifespan"}
    await AllowanceHeaders(app)(scope, None, None)  # type: ignore[arg-type]
    assert seen == [scope]
