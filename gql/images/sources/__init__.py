"""Sources: where the picture or video of a task is, and how it is opened there."""
