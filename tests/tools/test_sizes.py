from tests.tools.conftest import MakeTree
from tools import sizes


def function(lines: int) -> str:
    return 'def long():\n    """Say\n    why.\n    """\n' + "    x = 1\n" * (lines - 1)


def test_a_file_of_301_lines_is_found_and_one_of_300_is_not(make_tree: MakeTree) -> None:
    tree = make_tree({"gql/app.py": "x = 1\n" * 301, "tests/test_app.py": "x = 1\n" * 300})

    assert [*sizes.files(tree)] == ["gql/app.py: 301 lines are more than 300; make two files of it."]


def test_a_function_of_41_lines_is_found_and_its_docstring_does_not_count(make_tree: MakeTree) -> None:
    tree = make_tree({"gql/app.py": function(41), "gql/rest/pages.py": function(40)})

    assert [*sizes.functions(tree)] == [
        "gql/app.py:1: long has 41 lines, more than 40; give its steps names."
    ]


def test_a_migration_may_be_long_as_it_lists_tables(make_tree: MakeTree) -> None:
    assert [*sizes.functions(make_tree({"gql/storage/migrations/versions/v1.py": function(41)}))] == []
