"""Abstract landscapes: a sky, a sun or a moon, ridges in haze or a sea, drawn with Pillow alone.

Everything follows from the random numbers given; a larger size gives the same landscape with more detail.
"""

from collections.abc import Callable
from math import pi, sin
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
# Sky above, sky at the horizon, the light in it, the nearest ground.
Palette = tuple[Colour, Colour, Colour, Colour]
Ground = Callable[[Random, Image.Image, Palette, int], None]
# How many silhouettes, how high (as a share of the picture's height) and how rough (0 to 1).
Relief = tuple[int, float, float]
Motif = tuple[Palette, Ground]

PALETTES: Final[tuple[Palette, ...]] = (
    ((43, 45, 96), (246, 146, 121), (255, 233, 196), (30, 22, 54)),
    ((18, 32, 72), (124, 170, 201), (240, 246, 250), (9, 20, 38)),
    ((250, 190, 130), (255, 236, 200), (255, 255, 240), (122, 62, 58)),
    ((10, 12, 40), (92, 58, 140), (255, 214, 240), (12, 8, 30)),
    ((96, 150, 186), (232, 238, 222), (255, 252, 236), (38, 66, 62)),
    ((201, 86, 92), (252, 190, 118), (255, 244, 214), (62, 24, 48)),
    ((22, 62, 74), (118, 196, 176), (238, 255, 236), (8, 30, 40)),
    ((128, 104, 168), (248, 190, 200), (255, 246, 238), (58, 44, 92)),
    ((30, 30, 34), (170, 160, 148), (250, 240, 220), (20, 19, 22)),
    ((8, 28, 58), (36, 130, 150), (190, 255, 226), (4, 12, 26)),
    ((238, 206, 180), (250, 238, 220), (226, 104, 78), (70, 84, 92)),
    ((64, 20, 62), (232, 92, 88), (255, 206, 120), (26, 8, 36)),
)

# Below this sum of red, green and blue, a sky has stars.
DARKEST: Final = 170


def motif(random: Random) -> Motif:
    """What the four pictures of a grid have in common: their colours and their ground."""
    return random.choice(PALETTES), random.choice((_ridges, _ridges, _dunes, _sea))


def scene(random: Random, size: int, motif: Motif) -> Image.Image:
    """One landscape, `size` pixels square."""
    palette, ground = motif
    horizon = int(size * random.uniform(0.42, 0.68))
    image = _sky(palette, size, horizon)
    if _is_dark(palette):
        _stars(random, image, horizon)
    _sun(random, image, palette, horizon)
    _clouds(random, image, palette, horizon)
    ground(random, image, palette, horizon)
    return image


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """The colour on the way from `first` (0) to `second` (1)."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def gradient(stops: list[Colour], size: tuple[int, int]) -> Image.Image:
    """A vertical gradient through `stops`, evenly spaced."""
    column = Image.new("RGB", (1, len(stops)))
    column.putdata(stops)
    return column.resize((1, size[1]), Image.Resampling.BICUBIC).resize(size)


def noise(random: Random, cells: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """Smooth grey noise: `cells` random values, enlarged to `size`."""
    values = Image.frombytes("L", cells, random.randbytes(cells[0] * cells[1]))
    return values.resize(size, Image.Resampling.BICUBIC)


def _is_dark(palette: Palette) -> bool:
    return sum(palette[0]) < DARKEST


def _sky(palette: Palette, size: int, horizon: int) -> Image.Image:
    top, low, light, _ = palette
    image = gradient([top, mixed(top, low, 0.35), mixed(top, low, 0.8), low], (size, horizon))
    whole = Image.new("RGB", (size, size), mixed(low, light, 0.3))
    whole.paste(image)
    return whole


def _stars(random: Random, image: Image.Image, horizon: int) -> None:
    draw = ImageDraw.Draw(image)
    scale = max(image.width // 512, 1)
    for _ in range(90):
        x, y = int(random.random() * image.width), int(random.random() ** 1.6 * horizon)
        colour = mixed((255, 255, 255), (150, 160, 200), random.random())
        draw.rectangle((x, y, x + scale - 1, y + scale - 1), colour)


def _sun(random: Random, image: Image.Image, palette: Palette, horizon: int) -> None:
    """A disc with a wide glow, at times half below the horizon."""
    size, light = image.width, palette[2]
    radius = int(size * random.uniform(0.045, 0.13))
    x, y = int(size * random.uniform(0.2, 0.8)), int(horizon * random.uniform(0.35, 0.95))
    # The gradient runs past the middle of its edges, where it is about 180: the glow has to end there.
    glow = Image.radial_gradient("L").resize((radius * 9, radius * 9))
    glow = glow.point(lambda value: int(max(1 - value / 180, 0) ** 1.7 * 190))
    image.paste(light, (x - radius * 9 // 2, y - radius * 9 // 2), glow)
    disc = Image.new("L", (radius * 4, radius * 4))
    ImageDraw.Draw(disc).ellipse((0, 0, radius * 4 - 1, radius * 4 - 1), 255)
    image.paste(light, (x - radius, y - radius), disc.reduce(2))


def _clouds(random: Random, image: Image.Image, palette: Palette, horizon: int) -> None:
    """Flat veils: noise stretched sideways."""
    size = (image.width, horizon)
    wide, fine = noise(random, (4, 9), size), noise(random, (9, 26), size)
    cover = random.randrange(110, 150)
    veil = ImageChops.add(wide, fine, 2).point(lambda value: min(max(value - cover, 0) * 3, 150))
    fading = ImageOps.invert(Image.linear_gradient("L")).resize(size).point(lambda value: min(value * 2, 255))
    image.paste(mixed(palette[1], palette[2], 0.6), (0, 0), ImageChops.multiply(veil, fading))


def _outline(random: Random, width: int, roughness: float) -> list[float]:
    """Heights from -1 to 1 for every fourth pixel: a few waves, the shorter the lower."""
    waves = [
        (2**octave * random.uniform(0.7, 1.3), random.uniform(0, 2 * pi), (1 - roughness) * roughness**octave)
        for octave in range(7)
    ]
    step = 2 * pi / width
    return [
        sum(sin(frequency * step * x + phase) * height for frequency, phase, height in waves)
        for x in range(0, width + 4, 4)
    ]


def _silhouette(random: Random, size: int, top: int, height: float, roughness: float) -> Image.Image:
    """A mask of the ground below an outline round `top`, with smooth edges."""
    outline = _outline(random, size, roughness)
    points = [(8.0 * index, 2 * (top + value * height)) for index, value in enumerate(outline)]
    mask = Image.new("L", (2 * size, 2 * size))
    ImageDraw.Draw(mask).polygon([*points, (points[-1][0], 2.0 * size), (0.0, 2.0 * size)], 255)
    return mask.reduce(2)


def _layers(random: Random, image: Image.Image, palette: Palette, horizon: int, relief: Relief) -> None:
    """Silhouettes one before the other, each with haze at its foot."""
    number, height, roughness = relief
    size, (_, low, _, near) = image.width, palette
    for layer in range(number):
        depth = (layer + 1) / number
        top = int(horizon + (size - horizon) * (layer / number) ** 1.3 - size * 0.05)
        mask = _silhouette(random, size, top, size * height * (0.6 + depth * 0.5), roughness)
        colour = mixed(low, near, 0.18 + 0.82 * depth)
        haze = mixed(colour, low, 0.45 * (1.3 - depth))
        image.paste(gradient([mixed(colour, low, 0.05), colour, haze], (size, size)), (0, 0), mask)


def _ridges(random: Random, image: Image.Image, palette: Palette, horizon: int) -> None:
    _layers(random, image, palette, horizon, (random.randrange(4, 6), 0.13, 0.56))


def _dunes(random: Random, image: Image.Image, palette: Palette, horizon: int) -> None:
    _layers(random, image, palette, horizon, (4, 0.09, 0.3))


def _sea(random: Random, image: Image.Image, palette: Palette, horizon: int) -> None:
    """The sky again, upside down, darker and broken into waves."""
    size, depth = image.width, image.height - horizon
    sky = image.crop((0, max(horizon - depth, 0), size, horizon))
    mirrored = ImageOps.flip(sky).resize((size, depth)).filter(ImageFilter.BoxBlur((size // 60, 1)))
    deep = gradient([mixed(palette[1], palette[3], 0.35), palette[3]], (size, depth))
    image.paste(Image.blend(mirrored, deep, 0.5), (0, horizon))
    ripples = noise(random, (14, 90), (size, depth)).point(lambda value: max(value - 165, 0))
    nearness = Image.linear_gradient("L").resize((size, depth))
    image.paste(palette[2], (0, horizon), ImageChops.multiply(ripples, nearness))
    _layers(random, image, palette, horizon + depth * 3 // 4, (1, 0.05, 0.5))
