"""Plans: operations whose selections are read by plain functions, without an executor's walk."""
