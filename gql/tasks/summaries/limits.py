"""How much one summary tells at most, and the numbers that SQL and Python share."""

TIMELINE_MAX = 2_000
# Days of ten years.
BUCKETS_MAX = 3_660
FACET_MAX = 100
MEDIAN, P95 = PERCENTILES = (50, 95)
QUOTA_BASE = 2**31
