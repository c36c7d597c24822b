import pytest

from tests.tools.conftest import MakeTree
from tools import machine


@pytest.mark.parametrize("folder", ["root", "home/ann", "Users/ann"])
def test_a_path_of_one_machine_is_found_with_its_line(make_tree: MakeTree, folder: str) -> None:
    tree = make_tree({"docs/index.md": f"first\nsee '/{folder}/project'\n"})

    assert [*machine.check(tree)] == [
        f"docs/index.md:2: /{folder}/ is one machine's path; start at the repository."
    ]


@pytest.mark.parametrize(
    "text", ["https://a.test/" + "work/1", "gql/home/ann/x", "/homework/", "the root / of all"]
)
def test_addresses_and_words_are_no_paths(make_tree: MakeTree, text: str) -> None:
    assert [*machine.check(make_tree({"docs/index.md": text}))] == []


def test_recorded_data_may_hold_paths_of_the_program_it_was_recorded_from(make_tree: MakeTree) -> None:
    assert [*machine.check(make_tree({"tests/data/log.txt": " /home/" + "spring/x"}))] == []


def test_a_file_that_is_no_text_is_passed_over(make_tree: MakeTree) -> None:
    tree = make_tree({})
    (tree.root / "image.png").write_bytes(b"\x89PNG\xff /root" + b"/x")

    assert [*machine.check(tree)] == []
