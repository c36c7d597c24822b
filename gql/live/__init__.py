"""Live updates: the journal of changes, the watcher of what others change, the hub of subscribers."""
