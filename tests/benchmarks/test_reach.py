"""What the gateway is meant to reach is judged by medians of one run, and a miss is said plainly."""

from benchmarks.docs import reached
from benchmarks.load import Figures
from benchmarks.plans import FEW, MANY, MOST
from benchmarks.reach import Mark, marks
from benchmarks.rounds import Cell, Measured


def rounds(rate: float, *, p99_ms: float = 1.0, cpu_us: float = 100.0) -> list[Figures]:
    """Three rounds, of which the middle one has these figures."""
    return [Figures(rate * factor, 0.5, p99_ms, cpu_us) for factor in (0.5, 1.0, 9.0)]


def only(*measured: Measured) -> Mark:
    """The one mark that was judged."""
    (mark,) = marks(measured)
    return mark


def test_a_peer_is_compared_by_the_median_of_the_same_cell() -> None:
    mark = only(Measured(Cell("my-20", MANY), {"mj-gateway": rounds(2600), "gqlgen": rounds(1000)}))
    assert (mark.meant, mark.measured, mark.reached) == (3.5, 2.6, False)


def test_strawberry_without_caches_is_to_be_outdone_by_less_than_with_them() -> None:
    figures = {"mj-gateway": rounds(3000), "strawberry": rounds(100)}
    assert only(Measured(Cell("my-20", MANY), figures)).reached
    assert not only(Measured(Cell("my-20", MANY, cached=True), figures)).reached


def test_a_server_that_got_nothing_done_is_not_compared() -> None:
    assert not marks([Measured(Cell("my-20", MANY), {"mj-gateway": rounds(2600), "yoga": rounds(0)})])


def test_while_somebody_writes_throughput_and_p99_are_judged() -> None:
    quiet = Measured(Cell("my-20", MANY, many=True), {"mj-gateway": rounds(1000, p99_ms=10)})
    busy = Measured(Cell("my-20", MANY, many=True, writes=200), {"mj-gateway": rounds(800, p99_ms=25)})
    kept, slower = marks([quiet, busy])
    assert (kept.measured, kept.reached) == (0.8, True)
    assert (slower.measured, slower.reached) == (2.5, False)


def test_growth_is_judged_by_the_cost_of_a_request() -> None:
    few = Measured(Cell("all-20", FEW), {"mj-gateway": rounds(1000)})
    most = Measured(Cell("all-20", MOST), {"mj-gateway": rounds(900, cpu_us=140)})
    mark = only(few, most)
    assert (mark.measured, mark.reached) == (1.4, True)


def test_the_page_says_how_many_are_missed_and_which() -> None:
    told = reached([Measured(Cell("my-20", MANY), {"mj-gateway": rounds(2600), "gqlgen": rounds(1000)})])
    assert told.startswith("1 of 1 are missed.")
    assert "| myTasks 20, 1,000,000 tasks: times gqlgen | at least 3.5 | 2.60 | **missed** |" in told


def test_without_what_is_judged_nothing_is_called_reached() -> None:
    assert reached([Measured(Cell("my-20", FEW), {"mj-gateway": rounds(2600)})]).startswith("Nothing")
