"""The REST paths of new-api: parameters, resolver, envelope."""
