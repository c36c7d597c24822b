"""Exports: all tasks of a filter, batch by batch, as CSV or JSON Lines."""
