"""Pictures for portfolios, drawn on the spot: logos, pages, screens and posters."""

import io
import math
import random
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 640)
PALETTES = (
    ("#0f5c4d", "#f4b942", "#fbf7ee"),
    ("#8c2f39", "#f2d0a4", "#fffaf3"),
    ("#233d7b", "#ef8354", "#f5f7fb"),
    ("#3b5d38", "#d9a441", "#f7f6ef"),
    ("#5a2a6b", "#e5989b", "#fcf6fb"),
)
Colours = tuple[str, str, str]


def picture(kind: str, words: str, seed: int) -> SimpleUploadedFile:
    """Draw one portfolio picture of a kind: logo, website, app, poster or chart."""
    dice = random.Random(seed)
    colours = PALETTES[seed % len(PALETTES)]
    canvas = Image.new("RGB", SIZE, colours[2])
    KINDS[kind](ImageDraw.Draw(canvas), words, colours, dice)
    file = io.BytesIO()
    canvas.save(file, "PNG")
    return SimpleUploadedFile(f"{kind}-{seed}.png", file.getvalue(), "image/png")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _logo(draw: ImageDraw.ImageDraw, words: str, colours: Colours, dice: random.Random) -> None:
    dark, light, _paper = colours
    centre, radius = (480, 250), 150
    draw.ellipse([centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius], fill=dark)
    petals = dice.choice((5, 6, 8))
    for n in range(petals):
        angle = 2 * math.pi * n / petals
        x, y = centre[0] + 78 * math.cos(angle), centre[1] + 78 * math.sin(angle)
        draw.ellipse([x - 44, y - 44, x + 44, y + 44], fill=light)
    draw.ellipse([centre[0] - 46, centre[1] - 46, centre[0] + 46, centre[1] + 46], fill=dark)
    draw.text((480, 480), words, font=_font(72), fill=dark, anchor="mm")
    draw.line([360, 540, 600, 540], fill=light, width=6)


def _website(draw: ImageDraw.ImageDraw, words: str, colours: Colours, dice: random.Random) -> None:
    dark, light, _paper = colours
    draw.rounded_rectangle([80, 50, 880, 600], 14, fill="white", outline=dark, width=3)
    draw.rounded_rectangle([80, 50, 880, 96], 14, fill=dark)
    for n in range(3):
        draw.ellipse([100 + 26 * n, 66, 114 + 26 * n, 80], fill=light)
    draw.rectangle([110, 120, 850, 300], fill=light)
    draw.text((140, 160), words, font=_font(46), fill=dark)
    draw.rounded_rectangle([140, 232, 300, 276], 10, fill=dark)
    for n in range(3):
        left = 110 + 252 * n
        draw.rounded_rectangle([left, 324, left + 236, 470], 10, fill=dark if n == dice.randrange(3) else "#dfe4e2")
        for line in range(3):
            draw.rectangle([left, 490 + 26 * line, left + 236 - 50 * line, 502 + 26 * line], fill="#c9d0cd")


def _app(draw: ImageDraw.ImageDraw, words: str, colours: Colours, dice: random.Random) -> None:
    dark, light, _paper = colours
    for n in range(3):
        left = 120 + 250 * n
        draw.rounded_rectangle([left, 50, left + 220, 600], 30, fill=dark)
        draw.rounded_rectangle([left + 12, 74, left + 208, 576], 18, fill="white")
        draw.rectangle([left + 12, 74, left + 208, 130], fill=light)
        if n == 1:
            draw.text((left + 110, 102), words[:12], font=_font(24), fill=dark, anchor="mm")
        for row in range(dice.choice((4, 5))):
            top = 150 + 78 * row
            draw.ellipse([left + 28, top, left + 68, top + 40], fill=light if row % 2 else dark)
            draw.rectangle([left + 82, top + 4, left + 190, top + 14], fill="#9aa5a1")
            draw.rectangle([left + 82, top + 24, left + 160, top + 32], fill="#d5dbd8")


def _poster(draw: ImageDraw.ImageDraw, words: str, colours: Colours, dice: random.Random) -> None:
    dark, light, paper = colours
    draw.rectangle([260, 30, 700, 610], fill=dark)
    for n in range(6):
        x, y, r = dice.randrange(280, 680), dice.randrange(60, 330), dice.randrange(20, 80)
        draw.ellipse([x - r, y - r, x + r, y + r], outline=light, width=5)
        if n % 2:
            draw.polygon([(x, y - r), (x + r, y + r), (x - r, y + r)], fill=light)
    draw.rectangle([260, 400, 700, 610], fill=light)
    draw.text((480, 460), words, font=_font(48), fill=dark, anchor="mm")
    draw.rectangle([340, 520, 620, 530], fill=dark)
    draw.rectangle([380, 548, 580, 556], fill=paper)


def _chart(draw: ImageDraw.ImageDraw, words: str, colours: Colours, dice: random.Random) -> None:
    dark, light, _paper = colours
    draw.text((90, 50), words, font=_font(40), fill=dark)
    draw.line([90, 560, 880, 560], fill=dark, width=3)
    level = 180
    points = []
    for n in range(12):
        level = min(max(level + dice.randrange(-50, 70), 60), 420)
        left = 110 + 64 * n
        draw.rectangle([left, 560 - level, left + 40, 560], fill=light)
        points.append((left + 20, 530 - level))
    draw.line(points, fill=dark, width=5, joint="curve")


KINDS: dict[str, Callable[[ImageDraw.ImageDraw, str, Colours, random.Random], None]] = {
    "logo": _logo,
    "website": _website,
    "app": _app,
    "poster": _poster,
    "chart": _chart,
}
