"""What background updates need: the ledger of quotas, the log of updates, and the updater's lease.

Revision ID: 0002
"""

import secrets
import time

import sqlalchemy as sa
from alembic import op

from gql.storage.migrations.columns import STYLE, TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("mj_gateway_ledger", "mj_gateway_updates", "mj_gateway_epoch", "mj_gateway_lease")


def upgrade() -> None:
    """Make the tables; each user's quota as it is now opens the user's account in the ledger."""
    op.create_table(
        "mj_gateway_ledger",
        _id(),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        # NULLs are never equal: many opening rows, but one refund for each task.
        sa.UniqueConstraint("task_id", "kind", name="uq_mj_gateway_ledger_task_id_kind"),
        **STYLE,
    )
    op.create_table(
        "mj_gateway_updates",
        _id(),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("previous_status", sa.String(20)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,  # an offset that was told is never given again, though its row is gone
        **STYLE,
    )
    epoch = op.create_table("mj_gateway_epoch", sa.Column("epoch", sa.String(32), primary_key=True), **STYLE)
    op.create_table(
        "mj_gateway_lease",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("holder", sa.String(255), nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
        **STYLE,
    )
    op.bulk_insert(epoch, [{"epoch": secrets.token_hex(8)}])
    opening = sa.text(
        "INSERT INTO mj_gateway_ledger (user_id, kind, amount, at_ms)"
        " SELECT id, 'opening', coalesce(quota, 0), :now_ms FROM users"
    )
    op.execute(opening.bindparams(now_ms=time.time_ns() // 1_000_000))


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
