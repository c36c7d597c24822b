import pytest

from tests.tools.conftest import MakeTree
from tools import calls

DEFERRED = "async def save(session):\n    await session.commit()\n"


@pytest.mark.parametrize("call", ["session.commit()", "engine.begin()", "self.session.commit()"])
def test_a_transaction_outside_the_storage_is_found(make_tree: MakeTree, call: str) -> None:
    tree = make_tree({"gql/tasks/resolvers.py": f"async def save(self, session, engine):\n    {call}\n"})

    assert [*calls.commits(tree)] == [
        "gql/tasks/resolvers.py:2: only gql/storage/ commits; open a unit of work."
    ]


@pytest.mark.parametrize("path", ["gql/storage/unit_of_work.py", "tests/test_storage.py"])
def test_the_storage_and_the_tests_may_commit(make_tree: MakeTree, path: str) -> None:
    assert [*calls.commits(make_tree({path: DEFERRED}))] == []


@pytest.mark.parametrize(
    "source",
    [
        "from sqlmodel import select\nquery = select(1)\n",
        "from sqlalchemy import select as choose\nquery = choose(1)\n",
        "import sqlalchemy as sa\nquery = sa.select(1)\n",
        "from gql.tasks.model import table\nquery = table.select()\n",
    ],
)
def test_a_query_outside_a_repository_is_found_by_any_name(make_tree: MakeTree, source: str) -> None:
    tree = make_tree({"gql/rest/tasks.py": source, "gql/tasks/repository.py": source})

    assert [*calls.selects(tree)] == [
        "gql/rest/tasks.py:2: only a repository.py selects; move the query there."
    ]


def test_calls_of_other_names_or_of_none_pass(make_tree: MakeTree) -> None:
    tree = make_tree({"gql/app.py": "make()()\nsession.close()\n"})

    assert [*calls.selects(tree), *calls.commits(tree)] == []
