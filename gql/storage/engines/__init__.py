"""The database engines: what differs between them stands here, one file an engine."""
