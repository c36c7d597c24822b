"""What an operation may ask for: limits on its document, its cost, and its time."""
