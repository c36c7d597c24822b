"""A disk cache of pictures and videos: blobs named by their hash, their index, and what is being filled."""
