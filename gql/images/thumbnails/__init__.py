"""Thumbnails: small copies and tiles of pictures, drawn in processes that hold nothing of the server's."""
