"""Strawberry as its documentation shows it: typed objects, an ORM session a request, DataLoader, caches."""
