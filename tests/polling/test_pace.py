import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.polling.pace import pause_seconds


@pytest.mark.parametrize(("quiet", "pause"), [(0, 1.5), (15, 1.5), (20, 2), (60, 6), (150, 15), (3600, 15)])
def test_a_task_that_moves_is_asked_about_every_1_to_2_seconds_and_a_quiet_one_once_in_an_interval(
    quiet: float, pause: float
) -> None:
    assert pause_seconds(quiet, 15) == pause


@given(st.floats(0, 1e9), st.floats(0.001, 1e6))
def test_no_pause_is_longer_than_the_interval_or_shorter_than_a_short_one(
    quiet: float, interval: float
) -> None:
    assert min(1.5, interval) <= pause_seconds(quiet, interval) <= interval
