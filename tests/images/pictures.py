"""Files as sources have them: their first bytes are real, the rest is only of a size."""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(1000)
MP4 = b"\0\0\0\x20ftypisom" + bytes(1000)
