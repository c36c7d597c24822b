"""The allowance: points that a viewer may spend, restored as time goes by."""
