"""The demonstration: a simulated upstream, its pictures, and the data that a fresh database starts with."""
