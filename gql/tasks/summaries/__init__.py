"""What many tasks are together: counts, rates, durations and timelines, each found by one statement."""
