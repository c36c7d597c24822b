"""One file a step; Alembic runs them in order."""
