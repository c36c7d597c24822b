"""Takes old tasks out of a standalone database, into a file that was read back before they are deleted."""
