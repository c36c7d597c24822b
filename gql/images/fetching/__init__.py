"""Fetching: from the address of a picture or a video to a checked stream of its bytes."""
