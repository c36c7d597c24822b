"""The lease: one updater at a time for each database."""
