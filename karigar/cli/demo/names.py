"""Names of people and companies of Bangladesh and India, as they are written in three scripts."""

# ruff: noqa: SIM905 - names read better as words in a row

import random

BENGALI = (
    "রহিমা নুসরাত তানভীর সাদিয়া আরিফ ফারহানা মাহমুদ শিরিন ইমরান সুমাইয়া রাকিব জান্নাত শফিক মৌসুমী হাসান তাসনিম জাহিদ রুবিনা সজীব পারভীন "
    "কামাল লাবণী অনিক শারমিন নাঈম মিতা রাসেল আফসানা তুহিন সোহানা".split(),
    "খাতুন জাহান আহমেদ ইসলাম রহমান আক্তার হাসান সুলতানা চৌধুরী বেগম হোসেন ফেরদৌস মিয়া দাস সরকার করিম হক শেখ মণ্ডল পাল রায় তালুকদার".split(),
)
DEVANAGARI = (
    "सुरेश अनीता राहुल प्रिया विकास पूजा अमित नेहा संजय कविता मनीष ऋतु दीपक सीमा अजय स्वाति राजेश मीना रोहित ज्योति विनोद शालिनी नितिन रेखा "
    "गौरव पल्लवी हरीश सुनीता आकाश कोमल".split(),
    "यादव शर्मा वर्मा सिंह गुप्ता कुमारी मिश्रा चौहान पटेल जोशी तिवारी नायर देशमुख कुलकर्णी अग्रवाल पांडे सोनी ठाकुर मेहरा सक्सेना".split(),
)
LATIN_BD = (
    "Rahima Nusrat Tanvir Sadia Arif Farhana Mahmud Shirin Imran Sumaiya Rakib Jannat Shafiq Mousumi Hasan Tasnim Zahid "
    "Rubina Sajib Parvin Kamal Labanya Anik Sharmin Nayeem Mita Rasel Afsana Tuhin Sohana".split(),
    "Khatun Jahan Ahmed Islam Rahman Akter Hasan Sultana Chowdhury Begum Hossain Ferdous Miah Das Sarkar Karim Haque "
    "Sheikh Mondal Paul Roy Talukder".split(),
)
LATIN_IN = (
    "Suresh Anita Rahul Priya Vikas Pooja Amit Neha Sanjay Kavita Manish Ritu Deepak Seema Ajay Swati Rajesh Meena Rohit "
    "Jyoti Vinod Shalini Nitin Rekha Gaurav Pallavi Harish Sunita Aakash Komal".split(),
    "Yadav Sharma Verma Singh Gupta Kumari Mishra Chauhan Patel Joshi Tiwari Nair Deshmukh Kulkarni Agrawal Pandey Soni "
    "Thakur Mehra Saxena Iyer Reddy".split(),
)
ELSEWHERE = (
    "Emma Liam Olivia Noah Amara Kofi Lucia Mateo Hana Yuki Omar Layla Ngozi Tunde Maria Piotr Ayesha Bilal".split(),
    "Brown Okafor Garcia Kim Novak Malik Haddad Silva Wanjiku Reyes Schmidt Martin Perera Tran Kowalski Smith".split(),
)
COMPANY_HEADS = {
    "en": (
        "Padma Meghna Jamuna Shapla Lotus Banyan Nilgiri Surma Peepal Kite Monsoon Riverbend Saffron Tara Greenfield Hilsa "
        "Aangan Jute Sundarban Deccan Kaveri Ganga Malabar Himal Bengal Ruby Coral Sunrise Bluebird Teak Indigo Cardamom"
    ).split(),
    "bn": "পদ্মা মেঘনা যমুনা শাপলা বটতলা সুরমা আঙিনা রূপসী সবুজ আলোকিত নকশি মাটির কুটুমবাড়ি শিউলি বৈশাখী দোয়েল সোনালী উজান".split(),
    "hi": "गंगा नर्मदा शर्मा रंगोली किसान विद्या मीना नई देसी नीम आँगन चौपाल सरस्वती हिमालय मालवा उदय प्रगति संगम".split(),
    "hi-latn": "Sharma Rangoli Apna Taj Kisan Ghar Chai Vidya Meena Sai Desi Nayi Ganga Malwa Uday Pragati Sangam Shri".split(),
}
COMPANY_TAILS = {
    "en": "Books|Foods|Travels|Textiles|Electronics|Clinic|Learning|Homes|Kitchen|Fashion|Agro|Logistics|Interiors|Media|Labs".split(
        "|"
    ),
    "bn": "বুকস|ফুডস|ট্রাভেলস|বস্ত্রালয়|ইলেকট্রনিক্স|ক্লিনিক|একাডেমি|রেস্তোরাঁ|ফ্যাশন|এগ্রো|ইন্টেরিয়র|মিডিয়া".split("|"),
    "hi": "पुस्तक भंडार|मिष्ठान्न|साड़ीज़|फ़ुटवियर|कोचिंग|बुटीक|मसाले|इंटीरियर|ट्रैवल्स|मीडिया|आयुर्वेद".split("|"),
    "hi-latn": "Sweets|Sarees|Bazaar|Shoes|Mitra|Rasoi|Coaching|Boutique|Electronics|Masale|Travels|Media".split("|"),
}


def person_name(country: str, language: str, dice: random.Random) -> str:
    """Choose a name as a person of a country writes it on a site in his language."""
    if country == "BD":
        first, last = BENGALI if language == "bn" else LATIN_BD
    elif country == "IN":
        first, last = DEVANAGARI if language == "hi" else LATIN_IN
    else:
        first, last = ELSEWHERE
    return f"{dice.choice(first)} {dice.choice(last)}"


def company_name(language: str, dice: random.Random) -> str:
    """Choose a name for a company."""
    return f"{dice.choice(COMPANY_HEADS[language])} {dice.choice(COMPANY_TAILS[language])}"
