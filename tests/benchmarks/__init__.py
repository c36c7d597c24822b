"""The benchmark's own judgement and pages; the servers are measured by `make bench`."""
