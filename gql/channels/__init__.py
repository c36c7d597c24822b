"""Channels: the upstream accounts that tasks go through."""
