"""Alembic's entry: runs on the connection that `upgrade` hands over."""

from alembic import context

from gql.storage.catalog import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=False,  # the transaction is the caller's, DDL included
)
context.run_migrations()
