"""How the columns of our own tables are stored, where engines differ."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import MEDIUMTEXT

# MySQL's own TEXT ends at 64 KB.
TEXT: Final = sa.Text().with_variant(MEDIUMTEXT(), "mysql")
# Of each table: MySQL would compare without case, and keep no emoji, where its default says so.
STYLE: Final[dict[str, Any]] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
