"""Texts in English."""

from karigar.cli.demo.wording import Template, Words

WORDS = Words(
    language="en",
    slots={
        "business": (
            "Padma Books",
            "Meghna Foods",
            "Shapla Travels",
            "Lotus Yarn",
            "Nilgiri Tea House",
            "Surma Electronics",
            "Banyan Clinic",
            "Kite Learning",
            "Jute & Co.",
            "Riverbend Homes",
            "Saffron Kitchen",
            "Tara Fashion",
            "Greenfield Agro",
            "Monsoon Wear",
            "Blue Boat Logistics",
            "Aangan Interiors",
            "Hilsa Mart",
            "Peepal School",
        ),
        "city": (
            "Dhaka",
            "Chattogram",
            "Sylhet",
            "Rajshahi",
            "Khulna",
            "Kolkata",
            "Pune",
            "Jaipur",
            "Lucknow",
            "Indore",
            "Bengaluru",
            "Guwahati",
        ),
        "product": (
            "school books",
            "handloom saris",
            "leather bags",
            "organic honey",
            "phone covers",
            "baby clothes",
            "spices",
            "jute rugs",
            "running shoes",
            "clay pots",
            "tea",
            "wooden toys",
            "bed sheets",
            "silver jewellery",
        ),
    },
    openings=(
        "{business} is a small company in {city}; we sell {product}.",
        "Hello! We are {business}, a family business in {city}.",
        "We run a shop for {product} in {city} and now want to do this properly.",
        "Our team of {count} people in {city} needs a careful pair of hands.",
        "I am looking for somebody for {business}, with whom I can work again and again.",
    ),
    closings=(
        "Please send two examples of similar work and say when you can start.",
        "Tell us in three sentences how you would go about it. Copied letters will not be read.",
        "We answer every proposal within two days. Payment by milestones, in escrow from the first day.",
        "If the first part goes well, there is steady work for the next months.",
        "The deadline is {days} days from the start; a clear plan matters more to us than a low price.",
    ),
    jobs=(
        Template(
            "design/logo",
            ("logo-design", "brand-identity", "adobe-illustrator"),
            "small",
            (
                "Logo for {business}",
                "A friendly logo for our shop of {product}",
                "Logo and business card for {business}",
            ),
            (
                "We need a logo that works on a shop sign, on a stamp and as a small picture on the phone.",
                (
                    "It should say {product} without drawing exactly that. One or two colours are enough; it must also "
                    "be readable in black. We like hand-made letters and dislike shiny effects."
                ),
                (
                    "Deliver two different drafts, one round of changes, then the final files: SVG, PDF and PNG in three sizes. "
                    "A page with the colours and the typeface is part of the work. All rights pass to us after payment."
                ),
            ),
        ),
        Template(
            "software/back-end",
            ("python", "django", "postgresql", "api-development"),
            "large",
            ("Python and Django developer for an order system", "Django API for {business}", "Rescue a Django project"),
            (
                "We have an ordering system in Python and Django that was left half finished.",
                (
                    "Orders come in by phone and from a small web page. They must be checked, packed and handed to the courier; "
                    "the stock must be right at every moment. About {count} people use it at the same time."
                ),
                (
                    "Your work: read the code and write down what you find, finish the API for the warehouse, add tests for the "
                    "money part, and move the data from spreadsheets into PostgreSQL. We use Git and review every change."
                ),
                "You should have brought at least one Django project into production yourself.",
            ),
        ),
        Template(
            "software/wordpress-cms",
            ("wordpress", "elementor", "css", "php"),
            "medium",
            (
                "WordPress site for {business}",
                "Move our WordPress site and make it faster",
                "Small WordPress website, {count} pages",
            ),
            (
                "We need a WordPress site with about {count} pages: home, products, about us, contact.",
                (
                    "Texts and photos of {product} are ready. The site must be quick on a cheap phone, and our office must be "
                    "able to change prices without calling anybody."
                ),
                (
                    "Please set up backups, a contact form that really arrives, and show us in an hour of video call how to use it. "
                    "No stolen themes or plugins, please: we pay for the licences."
                ),
            ),
        ),
        Template(
            "software/ecommerce",
            ("shopify", "online-shops", "payment-integration", "product-listing"),
            "medium",
            (
                "Shopify shop for {product}",
                "Online shop with bKash payment for {business}",
                "Set up a Shopify store in {days} days",
            ),
            (
                "We want to sell {product} online and need a Shopify shop with about {count} products to begin with.",
                (
                    "Payment by bKash, card and cash on delivery. Delivery prices differ between {city} and the rest of the country. "
                    "The product photos exist, the descriptions we write ourselves."
                ),
                "Done means: a stranger can order from his phone, we get a message, and the stock goes down by one.",
            ),
        ),
        Template(
            "writing/articles",
            ("article-writing", "blog-writing", "seo", "research-writing"),
            "small",
            (
                "{count} blog articles about {product}",
                "Article writer for {business}",
                "Honest articles, 800 words each",
            ),
            (
                "We look for a writer for {count} articles of about 800 words on {product}: how they are made, how to choose, how to care for them.",
                (
                    "Write as you would explain it to a neighbour. We check for copied text and for text that a machine wrote without thinking; "
                    "every fact needs a source in a note for us."
                ),
                "One article first, paid by itself. If both sides are happy, the rest follows in pairs, each with its own milestone.",
            ),
        ),
        Template(
            "translation/general",
            ("english-to-bangla", "translation", "proofreading"),
            "small",
            (
                "English to Bangla translation, {count} pages",
                "Translate our website into Bangla",
                "Translator for {business}",
            ),
            (
                "Please translate {count} pages from English into natural Bangla that people in {city} would use themselves.",
                (
                    "It is a website about {product} with a few legal sentences. A list of terms that must stay the same exists; "
                    "tell us when you find a better word."
                ),
                "Deliver in the same document, with your questions as comments. A second translator will read it and you answer the notes.",
            ),
        ),
        Template(
            "admin/data-entry",
            ("data-entry", "microsoft-excel", "copy-and-paste-work", "typing"),
            "small",
            (
                "Data entry: {count} catalogues into Excel",
                "Type handwritten order books",
                "Product data entry for {business}",
            ),
            (
                "We have {count} scanned order books and need them in one Excel file.",
                (
                    "Columns: date, customer, product, number, price. The handwriting is readable in nine cases of ten; mark the rest in yellow "
                    "instead of guessing. We check a twentieth of the lines."
                ),
                "No software needed but Excel. An honest count of hours helps us to plan the next boxes.",
            ),
        ),
        Template(
            "software/mobile-apps",
            ("flutter", "android", "firebase", "mobile-app-development"),
            "large",
            ("Flutter app for delivery riders", "Android app for {business}", "Finish our Flutter app in {days} days"),
            (
                "We need an Android app for our riders: the list of today's parcels, a call button, a photo as proof and a signature.",
                (
                    "It must work without a network and send later; many of our riders use phones with 2 GB of memory. "
                    "Bangla and English. The server with a JSON API exists and is documented."
                ),
                (
                    "The design is drawn in Figma, {count} screens. We expect weekly builds that we can install, tests for the offline part, "
                    "and the source code in our own repository from the first day."
                ),
            ),
        ),
        Template(
            "marketing/social-media",
            ("social-media-marketing", "facebook-marketing", "social-media-posts", "canva"),
            "medium",
            (
                "Facebook page for {business}, {count} posts a month",
                "Social media for our shop of {product}",
                "Posts and answers on Facebook and Instagram",
            ),
            (
                "We want {count} posts a month on Facebook and Instagram about {product}, with pictures made from our own photos.",
                (
                    "You plan the month with us in an hour, prepare everything in Canva, publish, and answer simple questions within the working day. "
                    "Orders you hand over to our shop."
                ),
                "No bought followers. At the end of each month we want one page: what was seen, what was sold, what we should do differently.",
            ),
        ),
        Template(
            "design/video-editing",
            ("video-editing", "adobe-premiere-pro", "subtitles", "short-videos"),
            "medium",
            ("Edit {count} short videos", "Video editor for a cooking channel", "Cut and subtitle our training videos"),
            (
                "We film with a phone, two cameras in the kitchen, and need {count} videos of one minute each.",
                "Cut out the waiting, level the sound, add subtitles in Bangla and English and our jingle. The rough material is about two hours.",
                "Please show one finished minute first. Two rounds of changes are part of the price, more we pay by the hour.",
            ),
        ),
        Template(
            "accounting/bookkeeping",
            ("bookkeeping", "quickbooks", "bank-reconciliation", "vat"),
            "medium",
            (
                "Bookkeeper for {business}, monthly",
                "Put a year of receipts in order",
                "QuickBooks clean-up and VAT return",
            ),
            (
                "Our books are {count} months behind: bank statements, receipts as photos, and a notebook for cash.",
                (
                    "Enter and match everything in QuickBooks, list what is missing, and prepare the figures for the VAT return. "
                    "You get read access to the bank, nothing more."
                ),
                "Afterwards about six hours every month. Discretion matters: we sign a short agreement before you see any paper.",
            ),
        ),
        Template(
            "data/analytics",
            ("data-analysis", "sql", "power-bi", "python"),
            "medium",
            (
                "Sales dashboard in Power BI",
                "Find out why our orders fell",
                "Python analyst for {count} months of sales",
            ),
            (
                "We have {count} months of sales in a PostgreSQL database and no picture of them.",
                (
                    "We want to see by day and by town which of our {product} sell, which come back, and what delivery really costs. "
                    "The definitions have to be agreed and written down first."
                ),
                "Result: a dashboard that refreshes every night, the queries, and a page that says in plain words what we can rely on.",
            ),
        ),
        Template(
            "software/ui-ux",
            ("figma", "ui-design", "ux-design", "prototyping"),
            "medium",
            ("Figma screens for a booking app", "Redesign the checkout of {business}", "UX review and {count} screens"),
            (
                "People leave our checkout at the address form. We want to understand why and to draw it anew.",
                (
                    "Talk with five customers (we find them), write down what you saw, then draw about {count} screens in Figma: phone first, "
                    "light and dark, with the states for errors and for slow networks."
                ),
                "Hand over a clickable prototype and a small set of components that our developer can build from.",
            ),
        ),
    ),
    profile_titles=(
        "Logo and brand designer",
        "Python and Django developer",
        "WordPress developer",
        "Bookkeeper with QuickBooks",
        "Article writer and editor",
        "Video editor",
        "Data analyst",
        "Flutter developer",
        "Virtual assistant, fast and exact",
    ),
    overviews=(
        (
            "I have worked for small shops and schools for eight years, mostly with people who order such work for the first time. "
            "I ask before I begin, send something to look at within two days, and say early when a date is in danger. "
            "My working hours are 9 to 18 in Dhaka; I read messages in the evening too. "
            "What you get from me is complete: editable files, a short note on how to use them, and a month of help with questions."
        ),
        (
            "I like clear briefs and help to write them where they are missing. For most clients I begin with a small paid part, so that "
            "both sides know each other before anything large is at stake. Over sixty contracts ended well; three did not, and in each I gave "
            "the money back. I write plain English and answer within a working day."
        ),
    ),
    letters=(
        (
            "I read your post twice. I have done something very close to it for a shop in Sylhet last spring; two pictures of it are in my "
            "portfolio. I would begin with a rough version in two days, so that you can correct my direction early. One question: who decides "
            "on your side, one person or the family?"
        ),
        (
            "Thank you for the clear description. My plan: first a list of open questions, then the smallest useful part, then the rest in two steps. "
            "The price covers two rounds of changes. I can start on Monday."
        ),
        (
            "This is the kind of work I do every week. What I would do differently from your plan: test with five real users before the last step. "
            "It costs a day and has saved every client of mine more than that."
        ),
    ),
    questions=(
        "Hello, thank you for your proposal. Could you show us the work for the shop in Sylhet? And could you finish before the 20th?",
        "We like your plan. Would you do the first step for a part of the price, so that we get to know each other?",
    ),
    replies=(
        "Good morning! Yes, I am sending the pictures now. The 20th is possible when we agree on the colours this week.",
        "Gladly. I suggest the first draft as its own milestone; you pay the rest only when you like it.",
    ),
    handed_in=(
        "Here is the finished work with all files. Please try the small version on your phone too; tell me what feels wrong.",
        "First draft attached, with a note on what I changed and why. I am free for a call tomorrow after 11.",
    ),
    praise=(
        "Exact, friendly and two days early. She asked the right questions before drawing the first line.",
        "Good work and good English. One round of changes, done overnight.",
    ),
    praise_client=(
        "Knew what they wanted, answered the same day and paid at once. I would work with them again any time.",
        "A clear brief and quick decisions. A pleasure.",
    ),
)
