"""A chart of bars, as the text of an SVG file."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT = 760, 190, 90
BAR, GAP, HEAD = 16, 6, 34
OWN, OTHERS, INK, PALE = "#0b6e4f", "#9fb3c8", "#1f2933", "#52606d"
STYLE = f"""text {{ font: 12px system-ui, sans-serif; fill: {INK} }} .head {{ font-weight: 600 }}
.value {{ fill: {PALE} }} .reach {{ stroke: {PALE} }}"""


@dataclass(frozen=True)
class Bar:
    """A median with the least and the most."""

    label: str
    value: float
    least: float
    most: float
    own: bool


@dataclass(frozen=True)
class Panel:
    """Bars on one scale."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """How many pixels it takes."""
        return HEAD + len(self.bars) * (BAR + GAP)


def chart(panels: Sequence[Panel], title: str) -> str:
    """Draw panels below each other."""
    height = HEAD + sum(panel.height for panel in panels) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text class="head" x="{GAP}" y="22">{escape(title)}</text>',
    ]
    top = HEAD
    for panel in panels:
        parts += _panel(panel, top)
        top += panel.height
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, top: int) -> list[str]:
    scale = (WIDTH - LEFT - RIGHT) / max(bar.most for bar in panel.bars)
    parts = [f'<text class="head" x="{GAP}" y="{top + 20}">{escape(panel.title)}</text>']
    for index, bar in enumerate(panel.bars):
        parts += _bar(bar, top + HEAD - GAP + index * (BAR + GAP), scale)
    return parts


def _bar(bar: Bar, top: int, scale: float) -> list[str]:
    middle, text = top + BAR / 2, top + BAR - 4
    least, most = LEFT + bar.least * scale, LEFT + bar.most * scale
    color = OWN if bar.own else OTHERS
    return [
        f'<text x="{LEFT - GAP}" y="{text}" text-anchor="end">{escape(bar.label)}</text>',
        f'<rect x="{LEFT}" y="{top}" width="{bar.value * scale:.1f}" height="{BAR}" fill="{color}"/>',
        f'<path class="reach" d="M{least:.1f} {middle}H{most:.1f}"/>',
        f'<text class="value" x="{most + GAP:.1f}" y="{text}">{bar.value:,.0f}</text>',
    ]
