"""The profile `newapi` against 520 recorded answers of a real new-api: equal, or different on purpose.

new-api answered on SQLite; a gateway beside it answers the same on every engine.
"""

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.rest.captures import CAPTURES, OURS, Answer, Key, recorded, replay
from tests.servers.sites import ENGINES, Sites

PAGE = Path(__file__).parents[2] / "docs" / "rest.md"
ROW = re.compile(r"^\| (\*|`\w+`) \| (`[^|]+`) \| ([^|]+) \|$", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")


# The page's table by phase, or `*` for every phase, and name.
NAMED = {
    (phase.strip("`"), name)
    for phase, names, _ in ROW.findall(PAGE.read_text("utf-8").partition("| phase | capture")[2])
    for name in NAME.findall(names)
}


@pytest.fixture(scope="module", params=ENGINES)
def answers(request: pytest.FixtureRequest, sites: Sites) -> dict[Key, Answer]:
    return asyncio.run(replay(sites, request.param))


def test_every_capture_is_replayed_or_belongs_elsewhere() -> None:
    elsewhere = [name.split(".")[0] for _, name in CAPTURES.keys() - OURS.keys()]

    assert Counter(elsewhere) == {"image": 31, "fetch": 17, "login": 1, "path": 2}
    assert len(OURS) + len(elsewhere) == 520


@pytest.mark.parametrize("key", OURS, ids=":".join)
def test_an_answer_is_as_recorded_unless_the_page_names_it(answers: dict[Key, Answer], key: Key) -> None:
    if key in NAMED or ("*", key[1]) in NAMED:
        assert answers[key] != recorded(OURS[key])
    else:
        assert answers[key] == recorded(OURS[key])


def test_every_row_of_the_page_names_captures_that_exist() -> None:
    known = OURS.keys() | {("*", name) for _, name in OURS}

    assert NAMED
    assert known >= NAMED
