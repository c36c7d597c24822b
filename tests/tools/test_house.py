from pathlib import Path

import pytest

from gql import settings
from tests.tools.conftest import MakeTree
from tools import error_page, house


def test_findings_are_printed_and_end_with_exit_code_1(
    make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_tree({"gql/app.py": "session.commit()\n"}).root)

    assert house.main() == 1
    assert "gql/app.py:1: only gql/storage/ commits" in capsys.readouterr().out


def test_a_house_in_order_says_so_and_ends_with_exit_code_0(
    make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tidy = {
        "docs/settings.md": "".join(f"| `{name}` | | |\n" for name in settings.names()),
        error_page.PAGE: error_page.page(),
        "docs/rest.md": "# REST\n",
        "requirements.lock": "h11==0.16.0 \\\n    --hash=sha256:00\n",
        "tools/floors.toml": "",
    }
    monkeypatch.chdir(make_tree(tidy).root)

    assert house.main() == 0
    assert capsys.readouterr().out.startswith("The house is in order")


def test_files_that_git_ignores_or_that_were_deleted_do_not_count(make_tree: MakeTree) -> None:
    tree = make_tree({".gitignore": "build/\n", "build/app.py": "x = 1\n", "gql/app.py": "x = 1\n"})

    assert tree.files == (Path(".gitignore"), Path("gql/app.py"))
