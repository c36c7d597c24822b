"""What listings cost while a database grows to ten million tasks."""
