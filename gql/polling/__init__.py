"""Polling: what the upstreams say of unfinished tasks, brought into the database."""
