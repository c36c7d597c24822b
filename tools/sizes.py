"""Sizes that a reader can hold: 300 lines a file, 40 a function."""

import ast
from collections.abc import Iterator

from tools.tree import Tree

FILE_LINES = 300
FUNCTION_LINES = 40
FOLDERS = ("gql", "tests", "tools")
HISTORY = "gql/storage/migrations/versions"


def files(tree: Tree) -> Iterator[str]:
    """Find files that are too long."""
    for module in tree.modules(*FOLDERS):
        lines = len(module.text.splitlines())
        if lines > FILE_LINES:
            yield f"{module.path}: {lines} lines are more than {FILE_LINES}; make two files of it."


def functions(tree: Tree) -> Iterator[str]:
    """Find functions that are too long, their decorators and docstring not counted."""
    for module in tree.modules(*FOLDERS):
        if module.path.is_relative_to(HISTORY):
            continue  # a migration is a list of tables, and never changes again
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > FUNCTION_LINES:
                place = f"{module.path}:{node.lineno}: {node.name}"
                yield f"{place} has {_lines(node)} lines, more than {FUNCTION_LINES}; give its steps names."


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    docstring = ast.get_docstring(function, clean=False) is not None
    documentation = (first.end_lineno or first.lineno) - first.lineno + 1 if docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - documentation
