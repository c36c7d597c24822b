"""Calls that have one home: `.commit(` and `.begin(` in `gql/storage/`, `select(` in repositories."""

import ast
from collections.abc import Iterator

from tools.tree import Module, Tree

SQL = ("sqlalchemy", "sqlmodel")
TRANSACTION = {"begin", "commit"}
REPOSITORIES = {"repository.py", "statements.py"}


def commits(tree: Tree) -> Iterator[str]:
    """Find transactions outside the storage, `begin` too: its block commits at the end (ADR 0003)."""
    for module in tree.modules("gql"):
        if not module.path.is_relative_to("gql/storage"):
            for call in _calls(module):
                if isinstance(call.func, ast.Attribute) and call.func.attr in TRANSACTION:
                    yield f"{module.path}:{call.lineno}: only gql/storage/ commits; open a unit of work."


def selects(tree: Tree) -> Iterator[str]:
    """Find queries outside repositories, or the statements beside them, where no scope would guard them."""
    for module in tree.modules("gql"):
        if module.path.name not in REPOSITORIES:
            names = {"select", *_imported_as(module, "select")}
            for call in _calls(module):
                if _name(call.func) in names:
                    yield f"{module.path}:{call.lineno}: only a repository.py selects; move the query there."


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.syntax) if isinstance(node, ast.Call))


def _imported_as(module: Module, name: str) -> Iterator[str]:
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(SQL):
            yield from (alias.asname or alias.name for alias in node.names if alias.name == name)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
