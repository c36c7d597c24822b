"""Measurements beside peers, in one interleaved run; figures are ratios of medians."""
