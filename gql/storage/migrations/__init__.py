"""The schema of standalone databases, step by step."""
