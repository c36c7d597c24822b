"""The ledger of a standalone database: what each user's quota began with, and what came to it since."""
