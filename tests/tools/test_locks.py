import json

import pytest

from tests.tools.conftest import MakeTree
from tools import locks

HASHED = "h11==0.16.0 \\\n    --hash=sha256:00\n"


def test_locks_of_versions_and_hashes_pass(make_tree: MakeTree) -> None:
    packages = {"": {"name": "pages"}, "node_modules/react": {"version": "19.3.1", "integrity": "sha512-00"}}
    tree = make_tree(
        {"requirements.lock": HASHED, "frontend/package-lock.json": json.dumps({"packages": packages})}
    )

    assert [*locks.check(tree)] == []


def test_uv_lock_is_found_wherever_it_lies(make_tree: MakeTree) -> None:
    assert len([*locks.check(make_tree({"frontend/uv.lock": ""}))]) == 1


@pytest.mark.parametrize(
    "line", ["--index-url https://a.test", "--find-links wheels", "h11 @ https://a.test/h11.whl"]
)
def test_an_address_in_the_python_lock_is_found(make_tree: MakeTree, line: str) -> None:
    assert [*locks.check(make_tree({"requirements.lock": f"{line}\n{HASHED}"}))] == [
        "requirements.lock:1: a registry's address does not belong into a lock; run `make lock`."
    ]


def test_a_package_without_hash_is_found(make_tree: MakeTree) -> None:
    tree = make_tree({"requirements.lock": "h11==0.16.0\n", "tools/uv.txt": "uv==0.13.9\n"})

    assert [finding.split(";")[0] for finding in locks.check(tree)] == [
        "requirements.lock: h11 has no hash",
        "tools/uv.txt: uv has no hash",
    ]


def test_an_address_and_a_missing_hash_in_the_node_lock_are_found(make_tree: MakeTree) -> None:
    packages = {"node_modules/react": {"version": "19.3.1", "resolved": "https://a.test/react.tgz"}}

    found = [*locks.check(make_tree({"package-lock.json": json.dumps({"packages": packages})}))]

    assert len(found) == 2
