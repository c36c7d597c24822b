"""The addresses under which clients get the pictures and videos of tasks."""
