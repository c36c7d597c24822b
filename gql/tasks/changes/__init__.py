"""Changes of tasks, each stored whole or not at all: the row, the refund of a failure, the event."""
