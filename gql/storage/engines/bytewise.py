"""Texts on MySQL compared byte by byte, as every other engine does of itself.

MySQL's collations take `A` for `a`, and most of them `a` followed by blanks for `a`. Here alone is seen to it
that an id, a token, a name or a status is found exactly as it is written, and still by its index.
"""

from operator import eq, ne
from typing import Any, Final

from sqlalchemy import BINARY, BinaryExpression, String, cast
from sqlalchemy.dialects.mysql.asyncmy import MySQLDialect_asyncmy
from sqlalchemy.sql.operators import in_op, not_in_op

EQUAL: Final = (eq, in_op)
DIFFERENT: Final = (ne, not_in_op)
# A character set of one byte each, whose letters beyond ASCII have no case.
FOLDED: Final = "LOWER(CONVERT(CAST({} AS BINARY) USING hebrew)) COLLATE hebrew_bin"
PLAIN: Any = MySQLDialect_asyncmy.statement_compiler


class Compiler(PLAIN):  # type: ignore[misc]
    """Writes comparisons of texts for MySQL."""

    def visit_binary(self, binary: BinaryExpression[Any], *arguments: Any, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own signature
        """Compare bytes too; the comparison by the collation stays, as the index knows no other."""
        if binary.operator not in {*EQUAL, *DIFFERENT} or not _is_text(binary):
            return str(super().visit_binary(binary, *arguments, **kw))
        bytewise = binary._clone()  # noqa: SLF001 - there is no public way to copy an expression
        bytewise.left = cast(binary.left, BINARY)
        exact = super().visit_binary(bytewise, *arguments, **kw)
        if binary.operator in DIFFERENT:
            return str(exact)
        return f"({super().visit_binary(binary, *arguments, **kw)} AND {exact})"

    def visit_icontains_op_binary(self, binary: BinaryExpression[Any], _: Any, **kw: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own signature
        """Fold ASCII letters alone, as SQLite does."""
        text, part = (FOLDED.format(self.process(side, **kw)) for side in (binary.left, binary.right))
        escape = self.render_literal_value(binary.modifiers["escape"], String())
        return f"{text} LIKE concat('%%', {part}, '%%') ESCAPE {escape}"


def _is_text(binary: BinaryExpression[Any]) -> bool:
    sides = (binary.left, binary.right)
    return any(side.type._type_affinity is String for side in sides)  # noqa: SLF001 - of decorated types too
