"""Finds contact data in text; pure functions.

Prices, dates, versions, addresses of machines and order numbers must stay: a mask that eats a budget helps nobody.
"""

import re

from karigar.kit.digits import latin_digits

MASK = "•••"
_S = r"[\s().\-/_*•·]{0,3}"
_PROVIDER = r"(?:gmail|g\s?mail|yahoo|ymail|hotmail|outlook|proton(?:mail)?|icloud|live|rediff(?:mail)?|zoho(?:mail)?|জিমেইল|जीमेल)"
_AT = r"(?:\s{0,3}@\s{0,3}|\s{0,3}[(\[{<]\s{0,3}(?:at|@|এট|ऐट)\s{0,3}[)\]}>]\s{0,3}|\s{1,3}(?:at|এট|অ্যাট|ऐट|एट)\s{1,3})"
_DOT = r"(?:\s{0,3}\.\s{0,3}|\s{0,3}[(\[{<]\s{0,3}(?:dot|\.|ডট|डॉट)\s{0,3}[)\]}>]\s{0,3}|\s{1,3}(?:dot|ডট|डॉट)\s{1,3})"
_DOT_WORD = r"(?:\s{0,3}[(\[{<]\s{0,3}(?:dot|\.|ডট|डॉट)\s{0,3}[)\]}>]\s{0,3}|\s{1,3}(?:dot|ডট|डॉट)\s{1,3})"
_TLD = r"(?:com|net|org|info|io|co|me|in|bd|pk|uk|us|dev|xyz|edu|কম|कॉम)\b"
_MESSENGER = (
    r"(?:telegram|tele\s?gram|whats\s?app|watsapp|wats\s?app|skype|viber|wechat|we\s?chat|imo|signal|discord|messenger|"
    r"টেলিগ্রাম|হোয়াটসঅ্যাপ|হোয়াটস\s?অ্যাপ|ওয়াটসঅ্যাপ|ইমো|স্কাইপ|টেলিগ্ৰাম|व्हाट्सऐप|व्हाट्सएप|वॉट्सऐप|टेलीग्राम|स्काइप)"
)
_CALL = (
    r"(?:call|phone|mobile|cell|tel|contact|whats\s?app|wats\s?app|bkash|b-?kash|nagad|imo|viber|"
    r"ফোন|মোবাইল|কল|যোগাযোগ|হোয়াটসঅ্যাপ|বিকাশ|নগদ|ইমো|फ़ोन|फोन|मोबाइल|कॉल|संपर्क|व्हाट्सएप|व्हाट्सऐप)"
)
_DIGIT_WORD = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|oh|double|triple|"
    r"শূন্য|এক|দুই|তিন|চার|পাঁচ|ছয়|ছয়|সাত|আট|নয়|নয়|शून्य|एक|दो|तीन|चार|पाँच|पांच|छह|छः|सात|आठ|नौ)"
)
_I = re.IGNORECASE

MAIL = [
    re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}\s?@\s?[\w-]{1,63}(?:\s?\.\s?[\w-]{1,63}){0,4}\s?\.\s?[a-z]{2,}\b", _I),
    re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}{_AT}[\w-]{{1,63}}{_DOT_WORD}{_TLD}", _I),
    re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}{_AT}{_PROVIDER}(?:{_DOT}{_TLD})?", _I),
    re.compile(rf"(?<![\w.+%-])[\w.+%-]{{1,64}}\s{{1,3}}{_PROVIDER}{_DOT}{_TLD}", _I),
]
LINKS = [
    re.compile(
        r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.(?:me|dog|org)|wa\.me|wa\.link|(?:api|chat|web)\.whatsapp\.com|m\.me|"
        r"signal\.me|viber\.me|line\.me|discord\.gg|join\.skype\.com)/[^\s<>\"']{1,300}",
        _I,
    ),
    re.compile(r"\b(?:tg|whatsapp|skype|viber|mailto|tel|sms|callto):/{0,2}[^\s<>\"']{3,300}", _I),
]
HANDLES = [
    re.compile(
        rf"{_MESSENGER}[\s:=\-–(]{{0,4}}(?:id|user\s?name|handle|me|on|is|আইডি|आईडी)?[\s:=\-–]{{0,4}}@[\w.]{{3,64}}", _I
    ),
    re.compile(
        rf"{_MESSENGER}\s{{0,3}}(?:id|user\s?name|handle|আইডি|आईडी)\s{{0,3}}(?:is|হলো|है|hai)?\s{{0,3}}[:=\-–]?\s{{0,3}}(?:live:)?[\w.]{{4,64}}",
        _I,
    ),
    re.compile(rf"{_MESSENGER}\s{{0,3}}[:=]\s{{0,3}}(?:live:)?(?=[\w.]{{0,64}}[\d_.])[\w.]{{4,64}}\w", _I),
    re.compile(rf"{_MESSENGER}\s{{0,3}}[:=]\s{{0,3}}\w{{4,64}}(?=\s{{0,3}}(?:$|[\n.!।)]))", _I),
    re.compile(rf"(?<![\w@])@[\w.]{{3,64}}\s{{1,3}}(?:on|in)\s{{1,3}}{_MESSENGER}", _I),
    re.compile(r"\blive:[\w.]{4,64}", _I),
]
PHONES = [
    re.compile(rf"(?<![\w+])\+\s?\d(?:{_S}\d){{7,14}}(?!\d)"),
    re.compile(rf"(?<![\d.,])(?:\+?8{_S}8{_S})?0{_S}1{_S}[3-9](?:{_S}\d){{8}}(?!\d)"),
    re.compile(r"(?<![\w.,#])(?:\+?91[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}(?![\d]|[.,]\d)"),
    re.compile(r"(?<![\w.,#])(?:\+?91[\s-]?|0)?[6-9]\d{2}[\s.-]\d{3}[\s.-]\d{4}(?!\d)"),
    re.compile(r"(?<![\w.,#])[6-9](?:([\s.*_-]{1,3})\d)(?:\1\d){8}(?!\d)"),
    re.compile(r"(?<![\w.,#])\(\d{2,4}\)\s?\d{3,4}[\s-]?\d{4}(?!\d)"),
    re.compile(rf"(?<!\w)(?:{_DIGIT_WORD}[\s,.-]{{1,3}}){{6,20}}{_DIGIT_WORD}", _I),
]
KEYED_PHONE = re.compile(rf"{_CALL}[^\d\n+]{{0,20}}(?P<number>\+?\d(?:{_S}\d){{6,14}})(?!\d)", _I)
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_MACHINE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_MONEY_BEFORE = re.compile(r"(?:[৳₹$€£]|\b(?:BDT|INR|USD|EUR|GBP|Tk|Rs)\.?|টাকা|रुपये)\s*$", _I)
_MONEY_AFTER = re.compile(r"^\s*(?:/-|[৳₹$€£]|(?:BDT|INR|USD|EUR|GBP|Tk|Rs|taka|rupees|dollars)\b|টাকা|रुपये|रुपए)", _I)
_ORDER_BEFORE = re.compile(
    r"(?:order|invoice|ref(?:erence)?|ticket|transaction|txn|trx|isbn|sku|version|build|account|id|অর্ডার|চালান|लेनदेन|ऑर्डर)"
    r"(?:\s*(?:number|no|id|নম্বর|नंबर))?[\s#:.]*$",
    _I,
)
_RANGE = re.compile(r"\d{2,8}\s*[-–]\s*\d{2,8}")


def contact_spans(text: str) -> list[tuple[int, int]]:
    """Return where contact data stands in a text, in order, without overlaps."""
    plain = latin_digits(text)  # the same length: every digit is one letter
    found = [match.span() for pattern in [*MAIL, *LINKS, *HANDLES] for match in pattern.finditer(plain)]
    for pattern in PHONES:
        found.extend(match.span() for match in pattern.finditer(plain) if _is_phone(plain, *match.span()))
    found.extend(
        match.span("number")
        for match in KEYED_PHONE.finditer(plain)
        if _is_phone(plain, *match.span("number")) and not _RANGE.fullmatch(match["number"])
    )
    return _merge(found)


def _is_phone(text: str, start: int, end: int) -> bool:
    number = text[start:end].strip()
    if _DATE.fullmatch(number) or _MACHINE.fullmatch(number):
        return False
    if _MONEY_BEFORE.search(text[max(0, start - 12) : start]) or _MONEY_AFTER.match(text[end : end + 12]):
        return False
    return number.startswith(("+", "0")) or not _ORDER_BEFORE.search(text[max(0, start - 40) : start])


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
