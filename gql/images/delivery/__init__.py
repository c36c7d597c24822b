"""Delivery: from content at hand to an answer, whole, in part, unchanged or refused."""
