"""`make bench`, `bench-quick` and `bench-growth`: the gateway and its peers side by side.

Every server is asked the same, and must answer the same before anything is measured. All run on one core, the
load on another; a round goes through all of them, and the medians of the rounds count.
docs/performance.md tells what is measured.
"""

import signal
import sys

from benchmarks.plans import PLANS
from benchmarks.report import keep, tell


def main(plan: str) -> None:
    """Measure what a plan says, tell it and keep it."""
    keep(plan, PLANS[plan].rounds.run(PLANS[plan].cells, tell))


if __name__ == "__main__":
    # Whoever ends the run ends its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main(sys.argv[1])
