"""What keeps the gateway running well: servers and their end, logs, health, metrics."""
