"""The same answers written by hand: Starlette, sqlite3 in the loop, orjson; no GraphQL at all."""
