"""What proves a total: a number that moves when a task is deleted, or goes to another user, channel or time.

SQLite and PostgreSQL move it by triggers, whoever it is that deletes. MySQL lets only an administrator make
a trigger where it keeps a binary log: there the gateway's own deletions move it, and no others.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

from gql.storage.migrations.columns import STYLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHEN = ("DELETE", "UPDATE OF user_id, channel_id, submit_time")
SQLITE = """
CREATE TRIGGER {name} AFTER {when} ON midjourneys
BEGIN UPDATE mj_gateway_removals SET number = number + 1; END
"""
FUNCTION = """
CREATE FUNCTION mj_gateway_note_removal() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN UPDATE mj_gateway_removals SET number = number + 1; RETURN NULL; END'
"""
POSTGRESQL = """
CREATE TRIGGER {name} AFTER {when} ON midjourneys
FOR EACH STATEMENT EXECUTE FUNCTION mj_gateway_note_removal()
"""
NAMES = ("mj_gateway_removed", "mj_gateway_moved")
STATEMENTS = {
    "sqlite": [SQLITE.format(name=name, when=when) for name, when in zip(NAMES, WHEN, strict=True)],
    "postgresql": [
        FUNCTION,
        *(POSTGRESQL.format(name=name, when=when) for name, when in zip(NAMES, WHEN, strict=True)),
    ],
}
UNDONE = {
    "sqlite": [f"DROP TRIGGER {name}" for name in NAMES],
    "postgresql": [
        *(f"DROP TRIGGER {name} ON midjourneys" for name in NAMES),
        "DROP FUNCTION mj_gateway_note_removal",
    ],
}


def upgrade() -> None:
    """Make the table of one number, and what moves it."""
    removals = op.create_table(
        "mj_gateway_removals", sa.Column("number", sa.BigInteger, nullable=False), **STYLE
    )
    op.bulk_insert(removals, [{"number": 0}])
    for statement in STATEMENTS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def downgrade() -> None:
    """Drop both."""
    for statement in UNDONE.get(op.get_bind().dialect.name, ()):
        op.execute(statement)
    op.drop_table("mj_gateway_removals")
