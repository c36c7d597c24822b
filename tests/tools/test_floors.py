import pytest

from tests.tools.conftest import MakeTree
from tools import floors

FLOOR = '[h11]\nversion = "0.16.0"\nwhy = "CVE-2025-43859"\n'


def lock(*pins: str) -> str:
    return "".join(f"{pin} \\\n    --hash=sha256:00\n" for pin in pins)


def test_a_version_below_its_floor_is_found_with_the_reason(make_tree: MakeTree) -> None:
    tree = make_tree({"tools/floors.toml": FLOOR, "requirements.lock": lock("h11==0.9.9")})

    assert [*floors.check(tree)] == ["requirements.lock: h11 0.9.9 is below 0.16.0: CVE-2025-43859."]


def test_of_two_pins_for_two_platforms_the_lower_one_counts(make_tree: MakeTree) -> None:
    pins = lock("h11==0.17.0 ; python_full_version >= '3.12'", "h11==0.15.0 ; python_full_version < '3.12'")

    assert len([*floors.check(make_tree({"tools/floors.toml": FLOOR, "requirements.lock": pins}))]) == 1


@pytest.mark.parametrize("version", ["0.16.0", "0.16", "1.0"])
def test_the_floor_itself_and_what_is_above_pass(make_tree: MakeTree, version: str) -> None:
    tree = make_tree({"tools/floors.toml": FLOOR, "requirements.lock": lock(f"h11=={version}")})

    assert [*floors.check(tree)] == []


@pytest.mark.parametrize("text", ["", "# no package\n"])
def test_an_empty_lock_is_no_good_news(make_tree: MakeTree, text: str) -> None:
    tree = make_tree({"tools/floors.toml": FLOOR, "requirements.lock": text})

    assert [*floors.check(tree)] == ["requirements.lock: an empty lock can't be checked; run `make lock`."]


def test_a_floor_of_a_package_that_left_is_found(make_tree: MakeTree) -> None:
    tree = make_tree({"tools/floors.toml": FLOOR, "requirements.lock": lock("anyio==4.16.0")})

    assert [*floors.check(tree)] == [
        "tools/floors.toml: h11 is not in requirements.lock any more; take its floor away."
    ]
