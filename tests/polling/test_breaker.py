from random import Random

import pytest

from gql.polling.breaker import Breaker, BreakerState
from tests.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def breaker(clock: FakeClock) -> Breaker:
    return Breaker(clock, Random(1))  # noqa: S311 - no secret


def fail(breaker: Breaker, times: int = 5) -> None:
    for _ in range(times):
        assert breaker.admit()
        breaker.failed()


def seconds_until_ready(breaker: Breaker, clock: FakeClock) -> float:
    begin = clock.seconds
    while not breaker.is_ready:
        clock.pass_(0.5)
    return clock.seconds - begin


def test_it_opens_after_five_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker, 4)
    breaker.succeeded()
    fail(breaker, 4)
    assert (breaker.is_closed, breaker.is_ready) == (True, True)
    fail(breaker, 1)
    assert (breaker.state, breaker.admit()) == (BreakerState.OPEN, False)


def test_each_opening_is_30_seconds_longer_up_to_300_with_a_tenth_of_jitter(
    breaker: Breaker, clock: FakeClock
) -> None:
    fail(breaker)
    waits = []
    for _ in range(12):
        waits.append(seconds_until_ready(breaker, clock))
        fail(breaker, 1)
    expected = [30.0 * n for n in range(1, 11)] + [300, 300]
    assert all(seconds <= wait <= seconds * 1.1 + 0.5 for wait, seconds in zip(waits, expected, strict=True))
    assert len(set(waits)) > 8


def test_one_probe_at_a_time_is_let_through(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker)
    seconds_until_ready(breaker, clock)
    assert (breaker.admit(), breaker.admit(), breaker.is_ready) == (True, False, False)
    assert breaker.state is BreakerState.PROBING


def test_a_probe_that_succeeds_closes_it_and_the_openings_count_anew(
    breaker: Breaker, clock: FakeClock
) -> None:
    fail(breaker)
    seconds_until_ready(breaker, clock)
    fail(breaker, 1)
    seconds_until_ready(breaker, clock)
    assert breaker.admit()
    breaker.succeeded()
    assert breaker.is_closed
    fail(breaker)
    assert seconds_until_ready(breaker, clock) < 40


def test_a_probe_that_was_called_off_says_nothing(breaker: Breaker, clock: FakeClock) -> None:
    fail(breaker)
    seconds_until_ready(breaker, clock)
    assert breaker.admit()
    breaker.cancelled()
    assert breaker.admit()


def test_a_closed_one_stays_closed_when_a_request_is_called_off(breaker: Breaker) -> None:
    breaker.cancelled()
    assert breaker.is_closed
