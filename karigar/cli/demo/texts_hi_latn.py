"""Texts in Hindi as people type it, with Latin letters."""

from karigar.cli.demo.wording import Template, Words

WORDS = Words(
    language="hi-latn",
    slots={
        "business": (
            "Sharma Sweets",
            "Rangoli Sarees",
            "Apna Bazaar",
            "Taj Shoes",
            "Kisan Mitra",
            "Ghar Ka Khana",
            "Chai Point",
            "Vidya Coaching",
            "Meena Boutique",
            "Sai Electronics",
            "Desi Masale",
            "Nayi Roshni School",
        ),
        "city": ("Delhi", "Jaipur", "Lucknow", "Kanpur", "Indore", "Bhopal", "Patna", "Nagpur", "Surat", "Ranchi"),
        "product": (
            "saree",
            "mithai",
            "joote",
            "masale",
            "kurti",
            "mobile cover",
            "kitabein",
            "achaar",
            "khilone",
            "chaadar",
        ),
    },
    openings=(
        "Namaste, hum {business} se hain, {city} mein hamari dukaan hai.",
        "Hello ji, hum {city} mein {product} bechte hain aur ab kaam online le jaana chahte hain.",
        "Hamari chhoti si team hai {city} mein, {count} log kaam karte hain.",
        "Mujhe apne business {business} ke liye ek bharosemand freelancer chahiye.",
    ),
    closings=(
        "Apna purana kaam zaroor dikhaiye aur bataiye kab se shuru kar sakte hain.",
        "Copy paste wale proposal mat bhejiye, do line mein batao kaise karoge.",
        "Payment escrow se hoga, milestone ke hisaab se. Pehla kaam accha raha to aage bhi kaam milega.",
        "Time {days} din ka hai, jaldi ho jaye to aur accha.",
    ),
    jobs=(
        Template(
            "design/logo",
            ("logo-design", "graphic-design", "coreldraw"),
            "small",
            ("{business} ke liye logo chahiye", "Dukaan ka logo banana hai", "Logo aur visiting card design"),
            (
                "Hamari dukaan ke liye ek simple aur sundar logo chahiye jo board par bhi accha lage aur phone par bhi.",
                "Naam Hindi aur English dono mein likhna hai. Rang do se zyada na ho. Jo logo internet se utha liya gaya ho wo nahi chahiye.",
                "Do alag design dikhaiye, ek baar changes honge, phir final file SVG, PDF aur PNG mein.",
            ),
        ),
        Template(
            "software/wordpress-cms",
            ("wordpress", "elementor", "web-design"),
            "medium",
            (
                "{business} ki website banwani hai WordPress mein",
                "WordPress website, {count} page",
                "Purani website theek karni hai",
            ),
            (
                "Humein WordPress mein website banwani hai, lagbhag {count} page: home, product, hamare baare mein, contact.",
                "Photo aur text hum denge. Website phone par jaldi khulni chahiye kyunki hamare zyada customer sasta phone chalate hain.",
                "Kaam ke baad ek ghanta call par sikha dena ki rate kaise badalte hain. Backup bhi lagana hai.",
            ),
        ),
        Template(
            "software/ecommerce",
            ("shopify", "online-shops", "payment-integration"),
            "medium",
            (
                "{product} bechne ke liye online dukaan",
                "Shopify store setup UPI ke saath",
                "{business} ka online store",
            ),
            (
                "Hum {product} online bechna chahte hain. Shuru mein {count} product honge.",
                "UPI, card aur cash on delivery teeno chahiye. Delivery charge {city} ke andar alag aur bahar alag rahega.",
                "Jab koi anjaan aadmi apne phone se order kar de aur hamein message aa jaye, tab kaam poora maana jayega.",
            ),
        ),
        Template(
            "writing/articles",
            ("hindi-writing", "article-writing", "blog-writing"),
            "small",
            (
                "{product} par {count} article likhne hain",
                "Hindi content writer chahiye",
                "Blog likhne wala chahiye, aasaan bhasha",
            ),
            (
                "Hamein {product} ke baare mein {count} article chahiye, har ek 600 se 800 shabd.",
                "Bhasha aasaan ho, jaise ghar mein samjhate hain. Kahin se copy kiya hua ya machine se nikala hua text nahi chalega.",
                "Pehle ek article ka alag payment, pasand aaya to baaki do do karke.",
            ),
        ),
        Template(
            "admin/data-entry",
            ("data-entry", "microsoft-excel", "typing"),
            "small",
            ("Excel mein data entry, {count} register", "Hindi typing ka kaam", "Bill book ko Excel mein daalna hai"),
            (
                "Hamare paas {count} purane register hain jinki photo hum bhejenge. Sabko ek Excel mein daalna hai.",
                "Column: tareekh, grahak, saaman, ginti, daam. Jo padha na jaye use peela kar dena, andaza mat lagana.",
                "Hum beech beech mein check karenge. Sahi kaam karne wale ko har mahine kaam milega.",
            ),
        ),
        Template(
            "marketing/social-media",
            ("social-media-marketing", "instagram-marketing", "canva"),
            "small",
            (
                "Instagram page sambhalna hai",
                "{business} ke liye social media post",
                "Mahine ki {count} post banani hain",
            ),
            (
                "Instagram aur Facebook par mahine mein {count} post chahiye, hamari apni photo se.",
                "Caption Hinglish mein ho jo log padh kar hasen bhi aur khareedein bhi. Simple sawaalon ke jawab bhi dene honge.",
                "Nakli follower nahi chahiye. Mahine ke ant mein ek page ki report.",
            ),
        ),
        Template(
            "design/video-editing",
            ("video-editing", "capcut", "short-videos"),
            "small",
            (
                "{count} reels edit karni hain",
                "YouTube channel ke liye video editor",
                "Khana banane ke video edit karne wala",
            ),
            (
                "Hum phone se shoot karte hain, {count} chhote video edit karne hain, ek ek minute ke.",
                "Khaali hissa kaatna, awaaz theek karna, Hindi subtitle aur hamara jingle lagana.",
                "Pehle ek video bana ke dikhaiye. Do baar changes price ke andar hain.",
            ),
        ),
        Template(
            "software/mobile-apps",
            ("flutter", "android", "firebase"),
            "large",
            ("Delivery ke liye Android app", "Flutter developer chahiye", "{business} ki mobile app banani hai"),
            (
                "Hamare delivery wale ladkon ke liye ek Android app chahiye: aaj ke parcel, call ka button, photo aur sign.",
                "Net na ho tab bhi chale aur baad mein bhej de. Zyada phone 2 GB wale hain, isliye app halki honi chahiye.",
                "Figma mein {count} screen tayyar hain, server ka API bhi hai. Har hafte ek build chahiye jo hum install kar saken.",
                "Source code pehle din se hamare repository mein rahega.",
            ),
        ),
        Template(
            "accounting/tax",
            ("gst", "tally", "bookkeeping"),
            "medium",
            (
                "GST return aur Tally entry",
                "Hisaab kitaab dekhne wala chahiye",
                "{business} ke liye accountant, part time",
            ),
            (
                "Hamara {count} mahine ka hisaab peeche hai: bank statement, bill ki photo aur ek cash ki diary.",
                "Sab Tally mein daalna hai, milaan karna hai aur GST return ki tayyari karni hai.",
                "Baad mein har mahine 6 ghante ka kaam. Baat bahar nahi jani chahiye, chhota sa agreement sign hoga.",
            ),
        ),
        Template(
            "software/back-end",
            ("python", "django", "postgresql"),
            "large",
            (
                "Python Django developer chahiye order system ke liye",
                "Django project poora karna hai",
                "Python script aur API ka kaam",
            ),
            (
                "Hamara Python Django mein bana hua order system aadha reh gaya hai, use poora karna hai.",
                "Order phone se aur website se aate hain, stock hamesha sahi rehna chahiye. Ek saath {count} log chalate hain.",
                "Pehle code padh kar likhiye kya theek hai kya nahi, phir API poora karna, paise wale hisse ke test likhna, aur Excel ka data PostgreSQL mein lana.",
            ),
        ),
        Template(
            "translation/general",
            ("english-to-hindi", "translation", "localisation"),
            "small",
            (
                "English se Hindi anuvaad, {count} page",
                "Website ko Hindi mein karna hai",
                "App ke text ka Hindi translation",
            ),
            (
                "{count} page English se Hindi mein karne hain, bhasha waisi jo {city} ke log bolte hain, kitaabi nahi.",
                "Kuch shabd jaise hain waise rahenge, uski list denge. Behtar shabd mile to bata dena.",
                "Ek doosra aadmi padhega, uske sawaalon ke jawab aapko dene honge.",
            ),
        ),
        Template(
            "support/phone-chat-email",
            ("chat-support", "customer-service", "call-handling"),
            "medium",
            (
                "Customer ke call aur chat sambhalne wala",
                "Ghar se customer support, shaam ko",
                "{business} ke liye WhatsApp aur chat support",
            ),
            (
                "Shaam 5 se 9 tak customer ke message aur call ka jawab dena hai, mahine mein {count} din.",
                "Zyada sawaal order kahan pahuncha aur cheez kaise badlein is baare mein hote hain. Jawab hum sikha denge.",
                "Saaf aur meethi boli zaroori hai. Laptop aur accha net aapka apna ho.",
            ),
        ),
    ),
    profile_titles=(
        "WordPress aur Shopify developer",
        "Reels aur YouTube video editor",
        "Data entry aur Excel ka kaam",
    ),
    overviews=(
        (
            "Main paanch saal se chhote business ke liye kaam kar raha hoon. Pehle poochta hoon, phir kaam shuru karta hoon, aur do din mein kuch dikhata hoon. "
            "Time par kaam dena meri aadat hai; agar der hone wali ho to pehle bata deta hoon. Kaam ke baad ek mahina help free. "
            "Subah 10 se raat 8 tak message ka jawab milega."
        ),
    ),
    letters=(
        (
            "Namaste, aapka post dhyan se padha. Aisa hi kaam maine Jaipur ki ek dukaan ke liye kiya hai, portfolio mein dekh sakte hain. "
            "Do din mein pehla draft dikha dunga taaki aap shuru mein hi bata saken kya badalna hai."
        ),
        "Ye kaam main har hafte karta hoon. Price mein do baar ke changes shamil hain. Somvaar se shuru kar sakta hoon.",
    ),
    questions=("Namaste, proposal accha laga. Jaipur wala kaam dikha sakte hain? Aur 20 tareekh se pehle ho jayega?",),
    replies=("Ji zaroor, abhi photo bhejta hoon. 20 se pehle ho jayega agar rang is hafte tay ho jayein.",),
    handed_in=(
        "Kaam poora ho gaya, saari file saath mein hain. Phone par bhi chala ke dekhiye, kuch badalna ho to bataiye.",
    ),
    praise=("Bahut accha kaam, time se pehle mil gaya. Aage bhi inhi se karwaenge.",),
    praise_client=("Saaf baat karte hain, payment turant kiya. Phir se kaam karna chahunga.",),
)
