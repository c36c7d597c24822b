"""Who asks: credentials, users, roles."""
