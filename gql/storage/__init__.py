"""Engines, the one writer, and what is found out about a database."""
