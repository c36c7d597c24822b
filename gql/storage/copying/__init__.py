"""Moves a standalone installation from one database to another, whatever their engines."""
