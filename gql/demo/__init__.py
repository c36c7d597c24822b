"""Demonstration: a simulated upstream, the pictures it serves and the data that a fresh database starts with."""
