"""Channels as the updater needs them: where their upstream is and what to show there."""
