import pytest

from tests.tools.conftest import MakeTree
from tools import links

MAKEFILE = "install: .stamp ## set up\nwheel-check:\n"


@pytest.mark.parametrize("link", ["missing.md", "../gone.md", "other.md#no-such-heading", "#nowhere"])
def test_a_link_that_leads_nowhere_is_found(make_tree: MakeTree, link: str) -> None:
    tree = make_tree({"docs/index.md": f"# Index\n[a page]({link})\n", "docs/other.md": "# Other\n"})

    assert [*links.broken(tree)] == [f"docs/index.md: the link {link} leads nowhere."]


@pytest.mark.parametrize(
    "link", ["other.md", "other.md#two-words--more", "../README.md", "#index", "adr", "https://a.test/x"]
)
def test_files_folders_headings_and_the_web_are_fine(make_tree: MakeTree, link: str) -> None:
    files = {
        "docs/index.md": f"# Index\n[a page]({link})\n",
        "docs/other.md": "## Two words & more\n",
        "docs/adr/0001.md": "# One\n",
        "README.md": "# House\n",
    }

    assert [*links.broken(make_tree(files))] == []


def test_links_in_examples_are_not_followed(make_tree: MakeTree) -> None:
    assert [*links.broken(make_tree({"docs/index.md": "```\n[a](missing.md)\n```\n"}))] == []


def test_a_make_target_that_does_not_exist_is_found(make_tree: MakeTree) -> None:
    page = "Run `make install`, then `make wheel-check`; `make coffee` comes later, and we make sure of it.\n"

    assert [*links.unknown_targets(make_tree({"Makefile": MAKEFILE, "docs/index.md": page}))] == [
        "docs/index.md: the Makefile has no target coffee."
    ]
