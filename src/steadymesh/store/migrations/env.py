"""What Alembic runs for each command: our connection, our transaction, no configuration file."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=True, transaction_per_migration=False)
# The transaction is that of `steadymesh.store.migrate.upgrade`: all migrations or none.
context.run_migrations()
