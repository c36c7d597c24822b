"""`docs/summaries.md` says what the code does."""

from pathlib import Path

from gql.tasks.summaries.limits import BUCKETS_MAX, FACET_MAX, TIMELINE_MAX

PAGE = (Path(__file__).parents[3] / "docs" / "summaries.md").read_text("utf-8")


def test_the_limits_are_those_of_the_code() -> None:
    for limit in (
        f"{TIMELINE_MAX:,} buckets",
        f"{BUCKETS_MAX:,} buckets",
        f"the {FACET_MAX} with most tasks",
    ):
        assert limit in " ".join(PAGE.split())
