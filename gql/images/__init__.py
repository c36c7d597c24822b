"""Forwarding: pictures and videos of tasks, served from the gateway's own addresses."""
