"""Tasks, users and channels, in the shape that new-api gives them.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from gql.storage.migrations.columns import STYLE, TEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, with the indexes that the listings read by."""
    op.create_table(
        "midjourneys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("code", sa.BigInteger),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("action", sa.String(40)),
        sa.Column("mj_id", sa.String(255)),
        *(sa.Column(name, TEXT) for name in ("prompt", "prompt_en", "description", "state")),
        *(sa.Column(name, sa.BigInteger) for name in ("submit_time", "start_time", "finish_time")),
        *(sa.Column(name, TEXT) for name in ("image_url", "video_url", "video_urls")),
        sa.Column("status", sa.String(20)),
        sa.Column("progress", sa.String(30)),
        sa.Column("fail_reason", TEXT),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("quota", sa.BigInteger),
        sa.Column("buttons", TEXT),
        sa.Column("properties", TEXT),
        **STYLE,
    )
    op.create_index("ix_midjourneys_user_id_id", "midjourneys", ["user_id", "id"])
    op.create_index("ix_midjourneys_user_id_submit_time", "midjourneys", ["user_id", "submit_time", "id"])
    op.create_index("ix_midjourneys_submit_time", "midjourneys", ["submit_time", "id"])
    op.create_index("ix_midjourneys_channel_id", "midjourneys", ["channel_id", "id"])
    op.create_index("ix_midjourneys_mj_id", "midjourneys", ["mj_id"])
    op.create_index("ix_midjourneys_progress", "midjourneys", ["progress"])
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("username", sa.String(64), unique=True, nullable=False),
        sa.Column("display_name", TEXT),
        sa.Column("role", sa.BigInteger, server_default="1"),
        sa.Column("status", sa.BigInteger, server_default="1"),
        sa.Column("access_token", sa.CHAR(32), unique=True),
        sa.Column("quota", sa.BigInteger, server_default="0"),
        sa.Column("used_quota", sa.BigInteger, server_default="0"),
        sa.Column("request_count", sa.BigInteger, server_default="0"),
        sa.Column("group", sa.String(64), server_default="default"),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        **STYLE,
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("type", sa.BigInteger, server_default="0"),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("status", sa.BigInteger, server_default="1"),
        sa.Column("name", sa.String(255)),
        sa.Column("base_url", sa.String(255), server_default=""),
        sa.Column("setting", TEXT),
        **STYLE,
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("channels", "users", "midjourneys"):
        op.drop_table(table)
