"""What a client would rather have: lists with weights, as `Accept` and `Accept-Language` have them."""


def weighted(header: str) -> list[tuple[str, float]]:
    """Read each name of such a list, in lower case, with its weight (RFC 9110, section 12.4.2)."""
    parts = map(_weighted, header.lower().split(","))
    return [(name, weight) for name, weight in parts if name]


def weight_of(text: str) -> float:
    """Read a weight, 0 to 1; 0 where it is no number."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _weighted(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    given = (piece.removeprefix("q=") for piece in parameters if piece.startswith("q="))
    return name, weight_of(next(given, "1"))
