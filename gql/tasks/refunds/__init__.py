"""Refunds: the quota of a failed task goes back to its user, once."""
