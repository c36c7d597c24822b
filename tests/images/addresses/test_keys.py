"""Where the keys come from that sign addresses."""

import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gql.errors import ConfigurationError
from gql.settings import load
from gql.tasks.links.keys import key_file, signing_keys

FIRST, SECOND = "a" * 16, "b" * 16


def keys(database: Path) -> list[str]:
    return [*signing_keys(load(), database)]


def test_the_keys_that_are_set_are_taken_and_none_is_made(tmp_path: Path) -> None:
    settings = load(image_signing_key=f"{FIRST}, {SECOND},")
    assert signing_keys(settings, tmp_path / "x.db") == (FIRST, SECOND)
    assert [*tmp_path.iterdir()] == []


def test_without_one_a_key_is_made_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    [key] = keys(tmp_path / "x.db")
    assert len(key) >= 43
    assert keys(tmp_path / "x.db") == [key]
    assert [file.name for file in tmp_path.iterdir()] == ["x.db.image-key"]
    assert stat.S_IMODE(key_file(tmp_path / "x.db").stat().st_mode) == 0o600
    assert keys(tmp_path / "y.db") != [key]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(8, mp_context=get_context("fork")) as processes:
        for name in range(20):
            found = [*processes.map(keys, [tmp_path / f"{name}.db"] * 8)]
            assert len({key for [key] in found}) == 1
    assert len([*tmp_path.iterdir()]) == 20


def test_a_key_that_can_not_be_kept_lives_as_long_as_the_process(tmp_path: Path) -> None:
    with capture_logs() as logs:
        first, second = (keys(tmp_path / "missing" / "x.db") for _ in range(2))
    assert first != second
    assert {entry["log_level"] for entry in logs} == {"warning"}
    assert "set MJ_IMAGE_SIGNING_KEY" in logs[0]["event"]
    assert first[0] not in str(logs)


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 40])
def test_a_file_without_a_key_stops_the_start(tmp_path: Path, content: bytes) -> None:
    key_file(tmp_path / "x.db").write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"x\.db\.image-key"):
        keys(tmp_path / "x.db")


def test_a_folder_in_its_place_stops_the_start(tmp_path: Path) -> None:
    os.mkdir(key_file(tmp_path / "x.db"))  # noqa: PTH102 - it is no file
    with pytest.raises(ConfigurationError, match="can't be read"):
        keys(tmp_path / "x.db")
