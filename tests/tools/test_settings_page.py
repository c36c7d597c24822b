from pathlib import Path

from tools import settings_page
from tools.tree import Tree

PAGE = "| `MJ_PORT` | 8000 | port |\n| `MJ_HOST` | | address |\n"


def test_a_setting_without_a_row_is_found() -> None:
    assert [*settings_page.compare({"MJ_PORT", "MJ_HOST", "MJ_POLL"}, PAGE)] == [
        "docs/settings.md: MJ_POLL has no row; say what it is for."
    ]


def test_a_row_of_what_is_no_setting_is_found() -> None:
    assert [*settings_page.compare({"MJ_PORT"}, PAGE)] == [
        "docs/settings.md: MJ_HOST is no setting; take its row away."
    ]


def test_the_page_of_this_project_has_every_setting_of_the_code() -> None:
    assert [*settings_page.check(Tree(Path.cwd()))] == []
