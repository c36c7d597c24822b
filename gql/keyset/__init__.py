"""Connections by keyset: cursors, and windows between them."""
