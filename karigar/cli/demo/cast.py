"""The people of the demonstration market: who logs in, who fills it."""

import datetime as dt
from dataclasses import dataclass

PASSWORD = "karigar-demo-1"  # noqa: S105 - printed for everybody
# (role, e-mail, password): printed when the site starts, one for each role.
LOGINS = [
    ("client", "client@example.org", PASSWORD),
    ("client's recruiter", "recruiter@example.org", PASSWORD),
    ("client's accountant", "accountant@example.org", PASSWORD),
    ("freelancer (Bangla)", "freelancer@example.org", PASSWORD),
    ("freelancer (Hindi)", "hindi@example.org", PASSWORD),
    ("freelancer, newcomer", "newcomer@example.org", PASSWORD),
    ("finance, first look", "maker@example.org", PASSWORD),
    ("finance, second look", "checker@example.org", PASSWORD),
    ("moderator", "moderator@example.org", PASSWORD),
    ("support", "support@example.org", PASSWORD),
    ("auditor", "auditor@example.org", PASSWORD),
    ("operator", "operator@example.org", PASSWORD),
]


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody with an account."""

    key: str  # the e-mail address before the @
    name: str
    legal: str
    country: str
    language: str
    timezone: str


DHAKA, KOLKATA = "Asia/Dhaka", "Asia/Kolkata"
STAFF = {
    "operator": ("operator", "Ohona Das"),
    "maker": ("finance", "Farid Uddin"),
    "checker": ("finance", "Chitra Sen"),
    "moderator": ("moderator", "Mita Roy"),
    "support": ("support", "Sabbir Khan"),
    "auditor": ("auditor", "Asif Iqbal"),
}
CLIENTS = [
    Face("client", "Nadia Rahman", "Nadia Rahman", "BD", "en", DHAKA),
    Face("recruiter", "Rina Akter", "Rina Akter", "BD", "bn", DHAKA),
    Face("accountant", "Habib Sarkar", "Habib Sarkar", "BD", "bn", DHAKA),
    Face("mithai", "अनिल शर्मा", "Anil Sharma", "IN", "hi", KOLKATA),
    Face("saree", "Pooja Gupta", "Pooja Gupta", "IN", "hi-latn", KOLKATA),
    Face("khamar", "শফিক তালুকদার", "Shafiq Talukder", "BD", "bn", DHAKA),
    Face("labs", "Emma Brown", "Emma Brown", "GB", "en", "Europe/London"),
    Face("clinic", "ডা. মৌসুমী পাল", "Mousumi Paul", "BD", "bn", DHAKA),
]
# company of, name, currency, about
COMPANIES = {
    "client": ("Padma Books", "BDT", "We print and sell school books in Rajshahi and send them all over Bangladesh."),
    "mithai": ("शर्मा मिष्ठान्न", "INR", "जयपुर में 1974 से मिठाइयाँ और नमकीन।"),
    "saree": ("Rangoli Sarees", "INR", "Banaras ki saree, seedhe bunkar se, poore Bharat mein delivery."),
    "khamar": ("সবুজ খামার", "BDT", "বগুড়ার কৃষকদের খাঁটি মধু, মসলা আর চাল।"),
    "labs": ("Riverbend Labs", "USD", "A small team that builds software for couriers."),
    "clinic": ("বটতলা ক্লিনিক", "BDT", "পাড়ার মানুষের চিকিৎসা, কুমিল্লা।"),
}


@dataclass(frozen=True, slots=True)
class Maker:
    """A freelancer with a profile; `text` says which overview of the language is his."""

    face: Face
    title: str
    skills: str
    categories: tuple[str, ...]
    rate: int
    currency: str
    city: str
    text: int = 0
    pictures: tuple[tuple[str, str, str], ...] = ()  # kind, words in the picture, title


MAKERS = [
    Maker(
        Face("freelancer", "রহিমা খাতুন", "Rahima Khatun", "BD", "bn", DHAKA),
        "লোগো, প্যাকেট ও সাইনবোর্ডের নকশা",
        "Logo design, Brand identity, Adobe Illustrator, Packaging design, Social media posts",
        ("design/logo", "design/graphic"),
        65000,
        "BDT",
        "রাজশাহী",
        0,
        (
            ("logo", "Nakshi", "নকশিকাঁথা ঘরের লোগো"),
            ("poster", "Boi Mela", "বইমেলার পোস্টার"),
            ("website", "Surma Tea", "চা-বাগানের ওয়েবসাইটের নকশা"),
            ("logo", "Ilish Mart", "ইলিশ মার্টের লোগো ও প্যাকেট"),
        ),
    ),
    Maker(
        Face("hindi", "सुरेश यादव", "Suresh Yadav", "IN", "hi", KOLKATA),
        "हिंदी लेखक और अनुवादक",
        "Hindi writing, English to Hindi translation, Proofreading, Copywriting",
        ("writing/articles", "translation/general"),
        40000,
        "INR",
        "जयपुर",
        0,
        (("poster", "Mithai", "मिठाई की दुकान के विज्ञापन"), ("website", "Jaipur", "पर्यटन वेबसाइट की भाषा")),
    ),
    Maker(
        Face("tanvir", "Tanvir Hossain", "Tanvir Hossain", "BD", "en", DHAKA),
        "Python and Django developer",
        "Python, Django, PostgreSQL, API development, Linux",
        ("software/back-end", "software/full-stack"),
        150000,
        "BDT",
        "Dhaka",
        1,
        (("chart", "Orders a day", "Order system for a courier"), ("app", "Rider", "API behind a rider app")),
    ),
    Maker(
        Face("sadia", "সাদিয়া ইসলাম", "Sadia Islam", "BD", "bn", DHAKA),
        "ওয়ার্ডপ্রেস ও অনলাইন দোকান",
        "WordPress, WooCommerce, Elementor, CSS, Payment integration",
        ("software/wordpress-cms", "software/ecommerce"),
        80000,
        "BDT",
        "সিলেট",
        1,
        (("website", "Tant Ghor", "তাঁতের কাপড়ের দোকান"),),
    ),
    Maker(
        Face("priya", "Priya Nair", "Priya Nair", "IN", "en", KOLKATA),
        "UI/UX designer for first-time users",
        "Figma, UI design, UX design, Prototyping",
        ("software/ui-ux",),
        120000,
        "INR",
        "Kochi",
        0,
        (("app", "Booking", "Booking app for clinics"), ("website", "Checkout", "A checkout in one page")),
    ),
    Maker(
        Face("rahul", "Rahul Verma", "Rahul Verma", "IN", "hi-latn", KOLKATA),
        "Reels aur YouTube video editor",
        "Video editing, Adobe Premiere Pro, CapCut, Subtitles",
        ("design/video-editing",),
        35000,
        "INR",
        "Indore",
        0,
        (("poster", "Rasoi", "Khana banane ka channel"),),
    ),
    Maker(
        Face("jannat", "জান্নাত ফেরদৌস", "Jannat Ferdous", "BD", "bn", DHAKA),
        "বাংলা কনটেন্ট লেখক ও অনুবাদক",
        "Bangla writing, English to Bangla translation, Proofreading",
        ("writing/articles", "translation/general"),
        45000,
        "BDT",
        "ময়মনসিংহ",
        1,
    ),
    Maker(
        Face("imran", "Imran Sheikh", "Imran Sheikh", "BD", "en", DHAKA),
        "Flutter and Android developer",
        "Flutter, Android, Firebase, Mobile app development",
        ("software/mobile-apps",),
        140000,
        "BDT",
        "Chattogram",
        1,
        (("app", "Parcels", "Rider app that works offline"),),
    ),
    Maker(
        Face("kavita", "Kavita Joshi", "Kavita Joshi", "IN", "hi-latn", KOLKATA),
        "GST, Tally aur hisaab kitaab",
        "GST, Tally, Bookkeeping, Microsoft Excel",
        ("accounting/bookkeeping", "accounting/tax"),
        50000,
        "INR",
        "Pune",
        0,
    ),
    Maker(
        Face("labanya", "Labanya Das", "Labanya Das", "BD", "en", DHAKA),
        "Data entry and research, fast and exact",
        "Data entry, Microsoft Excel, Web research, Typing",
        ("admin/data-entry", "admin/web-research"),
        35000,
        "BDT",
        "Khulna",
        0,
    ),
    Maker(
        Face("nitin", "नितिन कुलकर्णी", "Nitin Kulkarni", "IN", "hi", KOLKATA),
        "वेब डेवलपर, शॉपिफ़ाई और वर्डप्रेस",
        "Shopify, WordPress, JavaScript, CSS",
        ("software/ecommerce", "software/wordpress-cms"),
        60000,
        "INR",
        "नागपुर",
        0,
        (("website", "Chai Point", "चाय की ऑनलाइन दुकान"),),
    ),
    Maker(
        Face("sharmin", "Sharmin Sultana", "Sharmin Sultana", "BD", "en", DHAKA),
        "Data analyst: SQL, Power BI, plain words",
        "Data analysis, SQL, Power BI, Python",
        ("data/analytics",),
        110000,
        "BDT",
        "Dhaka",
        1,
        (("chart", "Returns", "Why parcels come back"),),
    ),
]
NEWCOMER = Face("newcomer", "Arif Ahmed", "Arif Ahmed", "BD", "en", DHAKA)
# Of the two who show everything a profile can hold.
LIFE: dict[str, list[tuple[str, dict[str, object]]]] = {
    "freelancer": [
        ("language", {"language": "bn", "level": "native"}),
        ("language", {"language": "en", "level": "fluent"}),
        (
            "employment",
            {
                "company": "আঙিনা বিজ্ঞাপনী সংস্থা",
                "role": "জ্যেষ্ঠ ডিজাইনার",
                "description": "দোকান, খাবার ও বইয়ের প্যাকেটের নকশা; তিনজনের দল।",
                "started_on": dt.date(2018, 3, 1),
                "ended_on": dt.date(2022, 6, 30),
            },
        ),
        (
            "employment",
            {
                "company": "বরেন্দ্র প্রেস",
                "role": "গ্রাফিক ডিজাইনার",
                "description": "বইয়ের প্রচ্ছদ ও ক্যালেন্ডার।",
                "started_on": dt.date(2015, 7, 1),
                "ended_on": dt.date(2018, 2, 28),
            },
        ),
        ("education", {"school": "রাজশাহী বিশ্ববিদ্যালয়", "degree": "চারুকলায় স্নাতক", "year_from": 2011, "year_to": 2015}),
        (
            "certificate",
            {
                "name": "Packaging design",
                "issuer": "Bengal Design School",
                "issued_on": dt.date(2021, 11, 5),
                "url": "",
            },
        ),
    ],
    "hindi": [
        ("language", {"language": "hi", "level": "native"}),
        ("language", {"language": "en", "level": "fluent"}),
        (
            "employment",
            {
                "company": "राजस्थान दर्पण",
                "role": "उप-संपादक",
                "description": "शहर के पन्ने और पाठकों के पत्र।",
                "started_on": dt.date(2014, 1, 1),
                "ended_on": dt.date(2019, 12, 31),
            },
        ),
        (
            "education",
            {"school": "राजस्थान विश्वविद्यालय", "degree": "हिंदी साहित्य में स्नातकोत्तर", "year_from": 2010, "year_to": 2013},
        ),
    ],
}
