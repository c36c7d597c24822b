"""PostGraphile, which makes its schema of the tables: what is asked of it is said in its own words."""

from dataclasses import replace

from benchmarks.work import ALL_TASKS, MY_TASKS, Request

PAGE = """query Page($first: Int!, $offset: Int!) {{ {name}(first: $first, offset: $offset) {{
  items: nodes {{ mjId action status progress prompt imageUrl: picture }} total: totalCount }} }}"""
DOCUMENTS = {MY_TASKS: PAGE.format(name="myTasks"), ALL_TASKS: PAGE.format(name="allTasks")}


def translated(request: Request) -> Request | None:
    """Ask for a page, answered in the same shape; None for what it has no words for."""
    asked = request.variables
    if request.document not in DOCUMENTS or asked.keys() != {"page", "pageSize"}:
        return None
    size = asked["pageSize"]
    variables = {"first": size, "offset": (asked["page"] - 1) * size}
    return replace(request, document=DOCUMENTS[request.document], variables=variables)
