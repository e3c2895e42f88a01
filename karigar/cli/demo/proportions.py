"""Proportions of real markets: counts and quantiles of about 27,000 posts and profiles of 2023 and 2025, rounded.

No text and no person stands behind these numbers, only counts.
"""

import bisect
import random
from collections.abc import Sequence

# Posts by field; hourly share; hourly rate and fixed price in dollars at 10, 25, 50, 75 and 90 percent.
FIELDS: dict[str, tuple[int, float, tuple[float, ...], tuple[float, ...]]] = {
    "software": (3710, 0.45, (10, 16, 22.5, 32.5, 42.5), (10, 35, 100, 500, 1500)),
    "design": (2962, 0.37, (7.5, 14.5, 21.5, 30, 40), (10, 20, 50, 200, 500)),
    "marketing": (2661, 0.57, (5.5, 9, 16.5, 30, 46), (10, 30, 150, 500, 1000)),
    "admin": (1374, 0.57, (4, 5.5, 8.5, 15, 25), (5, 15, 50, 175, 500)),
    "writing": (1339, 0.36, (7.5, 14, 24, 40, 55), (10, 25, 100, 250, 1000)),
    "engineering": (538, 0.47, (9, 15, 22.5, 35, 45), (20, 50, 100, 300, 600)),
    "accounting": (510, 0.68, (7.5, 12.5, 19.5, 40, 65), (20, 40, 100, 500, 1500)),
    "data": (472, 0.47, (10, 16.5, 29, 40, 56.5), (12, 25, 60, 200, 500)),
    "it": (419, 0.57, (17.5, 25, 35, 52.5, 63), (10, 30, 100, 195, 500)),
    "translation": (394, 0.41, (8.5, 15, 16, 22.5, 25), (5, 10, 37, 150, 500)),
    "support": (202, 0.71, (4, 5.5, 7.5, 12, 18), (20, 40, 150, 500, 900)),
    "legal": (138, 0.68, (7.5, 20, 62.5, 81.5, 103), (20, 50, 100, 300, 1000)),
}
LEVELS = (("intermediate", 53), ("expert", 33), ("entry", 14))
DURATIONS = (("month", 35), ("week", 10), ("quarter", 25), ("long", 20), ("half", 10))
WORKLOADS = (("part", 71), ("full", 22), ("few", 7))
# Posts by hour of the day in UTC, from midnight.
HOURS = (45, 41, 44, 43, 51, 49, 54, 61, 60, 64, 71, 72, 66, 77, 76, 85, 88, 79, 61, 64, 57, 63, 58, 46)
# Proposals on a post: (least, most, share).
PROPOSALS = ((0, 4, 19), (5, 10, 18), (10, 15, 15), (15, 20, 11), (20, 50, 27))
# Freelancers of this market by country, the rest elsewhere; rates in dollars.
COUNTRIES = (("BD", 45), ("IN", 40), ("PK", 4), ("PH", 3), ("KE", 2), ("NG", 2), ("GB", 2), ("US", 2))
RATES = {"BD": (5, 8, 12, 19, 25), "IN": (6, 9, 16, 25, 32), "": (10, 11, 20, 32, 51)}
CLIENT_COUNTRIES = (("BD", 38), ("IN", 34), ("US", 12), ("GB", 6), ("CA", 3), ("AU", 3), ("AE", 2), ("DE", 2))
LANGUAGES = {"BD": (("bn", 45), ("en", 55)), "IN": (("hi", 32), ("hi-latn", 33), ("en", 35)), "": (("en", 100),)}
CURRENCY = {"BD": "BDT", "IN": "INR"}
PER_DOLLAR = {"USD": 1, "BDT": 120, "INR": 85}
STEP = {"USD": 100, "BDT": 5000, "INR": 5000}
# Skills that are asked together often.
TOGETHER = {
    "python": ("javascript", "postgresql", "web-scraping", "fastapi", "react"),
    "wordpress": ("php", "css", "html", "javascript", "web-design", "woocommerce"),
    "shopify": ("html", "css", "javascript", "web-design", "graphic-design"),
    "flutter": ("ios", "mobile-app-development", "react-native", "ui-design"),
    "online-shops": ("html", "css", "php", "web-design"),
    "figma": ("web-design", "wireframes", "responsive-design"),
    "logo-design": ("graphic-design", "adobe-photoshop", "business-cards", "flyer-design"),
    "video-editing": ("adobe-after-effects", "motion-graphics", "youtube-marketing"),
    "social-media-marketing": ("facebook-ads", "content-strategy", "graphic-design"),
    "data-entry": ("google-sheets", "web-research", "virtual-assistance"),
    "article-writing": ("copywriting", "content-strategy", "keyword-research"),
    "bookkeeping": ("accounting", "xero", "invoicing"),
    "gst": ("accounting", "tax-preparation", "invoicing"),
    "translation": ("localisation", "subtitles", "editing"),
}


def pick(choices: Sequence[tuple[str, int]], dice: random.Random) -> str:
    """Choose by weight."""
    return dice.choices([name for name, _weight in choices], [weight for _name, weight in choices])[0]


def from_quantiles(points: Sequence[float], dice: random.Random) -> float:
    """Draw a value of a distribution known at 10, 25, 50, 75 and 90 percent."""
    shares = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
    values = (points[0] * 0.6, *points, points[4] * 2)
    place = dice.random()
    at = max(bisect.bisect_right(shares, place) - 1, 0)
    within = (place - shares[at]) / (shares[at + 1] - shares[at])
    return values[at] + within * (values[at + 1] - values[at])


def in_currency(dollars: float, currency: str, least: int) -> int:
    """Bring dollars into minor units of a currency, as round as people write prices, and not below the floor."""
    minor = round(dollars * PER_DOLLAR[currency] * 100)
    step = STEP[currency] if minor < 20 * STEP[currency] else 10 * STEP[currency]
    return max(round(minor / step) * step, -(-least // step) * step)
