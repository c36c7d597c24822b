"""The users of `tests/data/newapi/one-api.db`, and the headers that each of them sends.

root (1, role 100) and admin (2, role 10) see everything; alice (3) has 149 tasks, bob (4) 61 and a short
token, chen (5) 42, some with NULLs; mallory (6) is disabled, erin (7) is deleted, nobody (9) is a guest.
"""

IDS = {"root": 1, "admin": 2, "alice": 3, "bob": 4, "chen": 5, "mallory": 6, "erin": 7, "nobody": 9}

TOKENS = {
    "root": "RXKuIv7VfcJbsKaBU2Xz2GY2A7Dgjg==",
    "admin": "aja9v0EsDEwKS8d33eEv0sR2471Kou8=",
    "alice": "FCz190OpCtTubcVMRuAXz8jBah1lLQ==",
    "bob": "z7aR1ACeJBNrw9nFRWKjnMB6XMx1",
    "chen": "KTjrq0WgM2g8FQiV6udoQO6kPI2HAQ1l",
    "mallory": "uM1ekMk2j5S5+KAOoDzXslol64IozQ==",
    "erin": "EbsWFM46vPFENkUcFJolA+LS821qYw==",
    "nobody": "EL4SazTRYUo7AqtEHevFPlUUDFDcrg==",
}


def headers(username: str, **more: str) -> dict[str, str]:
    """Give a user's two credential headers, and `more`, whose names may have `_` for `-`."""
    extra = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Authorization": f"Bearer {TOKENS[username]}", "New-Api-User": str(IDS[username]), **extra}
