"""What users would write instead, each with its own best practice."""
