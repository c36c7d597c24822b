"""The project's own checks; `python -m tools.house` runs those that read files only."""
