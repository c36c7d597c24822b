"""Errors of changing tasks."""


class LeaseLost(Exception):
    """Another updater has taken over: whoever gets this writes nothing more."""
