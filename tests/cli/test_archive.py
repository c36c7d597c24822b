import pytest

from tests.cli.commands import data, invoke, query

OLD = "UPDATE midjourneys SET submit_time = 1500000000000, status = 'SUCCESS' WHERE id <= 30"


def test_old_tasks_are_archived_by_day_or_by_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("seed", "--tasks", "50")
    query("mj-gateway.db", OLD)
    kept = data("archive", "--to", "a.jsonl", "--before", "2018-01-01", "--keep")
    assert (kept["tasks"], kept["deleted"]) == (30, 0)
    monkeypatch.setenv("MJ_RETENTION_DAYS", "1000")
    assert data("archive", "--to", "b.parquet")["deleted"] == 30
    assert query("mj-gateway.db", "SELECT count(*) FROM midjourneys") == [(20,)]
    assert "which was there already" in invoke("archive", "--to", "b.parquet").stderr


def test_without_a_day_or_with_one_to_come_nothing_is_done() -> None:
    invoke("seed", "--tasks", "5")
    for arguments, sentence in (((), "Say --before"), (("--before", "2999-01-01"), "a day to come")):
        result = invoke("archive", "--to", "a.jsonl", *arguments)
        assert (result.exit_code, sentence in result.stderr) == (2, True)
