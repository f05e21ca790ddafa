"""The text that the site starts with. Once seeded, it belongs to the editors."""

from pages.models import Drawing

CLINIC = {
    "name": "Polyclinic Rehabilitation Institute",
    "phone": "(416) 477-1101",
    "email": "reception@priclinic.com",
}

# On the privacy page of a site that begins with text messages switched on.
ABOUT_TEXTS = {
    "heading": "When you ask for text messages",
    "body": (
        "<p>Twilio sends them for us. It gets your phone number and the text: our name, the day "
        "and time, and your private link. It keeps both by its own rules.</p>"
    ),
}

PAGES = [
    {
        "slug": "home",
        "order": 0,
        "in_menu": False,
        "title": "Relief for muscle pain in Toronto",
        "summary": (
            "We treat lasting muscle pain with Intramuscular Stimulation (IMS). Read how it works, "
            "then request an appointment online or by phone."
        ),
        "sections": [
            {
                "heading": "What we treat",
                "body": (
                    "<p>Some pain stays long after an injury should have healed, although "
                    "nothing can be seen on the outside. Often a nerve has become too "
                    "sensitive, and the muscles around it have shortened.</p>"
                    "<p>IMS is a way to find and treat this kind of pain. Our <a "
                    'href="/ims/">questions and answers about IMS</a> explain it in plain '
                    "words.</p>"
                ),
            },
            {
                "heading": "What to expect",
                "body": (
                    "<p>The therapist puts fine needles into the muscles that have shortened. "
                    "Treatment is usually given once a week, so that your body can heal in "
                    "between.</p>"
                    "<p>Does it hurt? A needle in a normal muscle does not. A shortened muscle "
                    "grips the needle, and that feels like a slightly painful cramp.</p>"
                    "<p>Our therapists have more than 20 years of combined experience with "
                    "IMS.</p>"
                ),
            },
            {
                "heading": "How to arrange a treatment",
                "body": (
                    "<ol><li>Choose a time online, or phone us.</li>"
                    "<li>Reception looks at your request and answers by email.</li>"
                    "<li>Once it is confirmed, the time is yours.</li></ol>"
                ),
            },
        ],
    },
    {
        "slug": "ims",
        "order": 10,
        "allows_comments": True,
        "invites_to_book": True,
        "treatment": "Intramuscular Stimulation (IMS)",
        "menu_name": "IMS Q & A",
        "title": "Intramuscular Stimulation Q & A",
        "summary": (
            "What IMS is, how it works, how often it is given, and what it can do for you."
        ),
        "sections": [
            {
                "heading": "What is Intramuscular Stimulation (IMS)?",
                "body": (
                    "<p>IMS is a way to find and to treat certain kinds of lasting muscle pain. "
                    "Their medical name is <strong>myofascial pain syndromes</strong>: pain in "
                    "muscles and the tissue around them. IMS is for those that are "
                    "<strong>neuropathic</strong>, which means that they begin in a nerve.</p>"
                    "<p>Dr. Gunn developed IMS in the 1970s. It is based on Western medical "
                    "science and on the <strong>radiculopathic model</strong> of pain. This "
                    "model looks for the cause in the nerves outside the brain and spinal cord, "
                    "the peripheral nervous system. After only a minor irritation these nerves "
                    "stop working as they should and become <strong>supersensitive</strong>.</p>"
                    "<p>Supersensitive nerves do two things:</p>"
                    "<ul><li><strong>They cause pain.</strong> They misread harmless signals "
                    "from the body as strong pain. The pain becomes chronic: it stays. Yet "
                    "there is no physical sign of lasting injury or inflammation.</li>"
                    "<li><strong>They shorten muscles.</strong> They make muscles contract: "
                    "those that they supply, and those that they pass through.</li></ul>"
                ),
                "drawing": Drawing.NERVE,
            },
            {
                "heading": "How does IMS work?",
                "body": (
                    "<p>The therapist aims fine, solid acupuncture needles at the muscles that "
                    "have shortened. A needle usually goes in at the centre of a tight, tender "
                    "band of muscle. It can also go in near the spine, where the root of the "
                    "nerve may be irritated or supersensitive.</p>"
                    "<p>In a normal muscle the needle does not hurt. A shortened, "
                    "supersensitive muscle grasps the needle. You feel this as a slightly "
                    "painful cramp.</p>"
                    "<p>The needle does three things:</p>"
                    "<ol><li><strong>It relaxes the muscle.</strong> It stimulates a stretch "
                    "receptor, a sensor for how far a muscle is stretched. By reflex, the "
                    "muscle relaxes and lengthens.</li>"
                    "<li><strong>It starts repair.</strong> It makes a very small injury, a "
                    "micro-trauma. This releases Platelet Derived Growth Factor (PDGF), which "
                    "stimulates the making of collagen and proteins. These healing agents help "
                    "to repair damaged tissue and nerves.</li>"
                    "<li><strong>It lets the nerve recover.</strong> It creates an electric "
                    "potential, a small voltage, in the muscle. This lets the nerve start to "
                    "work normally again.</li></ol>"
                ),
                "drawing": Drawing.NEEDLE,
            },
            {
                "heading": "How often is treatment given?",
                "body": (
                    "<p>Usually once a week. Your body needs the time between treatments to "
                    "heal.</p>"
                    "<p>How many treatments you need depends on:</p>"
                    "<ul><li>how long you have had symptoms, and how widespread they are;</li>"
                    "<li>how much scar tissue there is;</li>"
                    "<li>how fast you heal.</li></ul>"
                ),
                "drawing": Drawing.COURSE,
            },
            {
                "heading": "What are the benefits of IMS?",
                "body": (
                    "<p>The shortened muscle is released. The supersensitive nerves, and the "
                    "areas that they serve, become less sensitive and return to normal "
                    "function. As the muscle returns to its normal length, pressure and "
                    "irritation around the nerve ease.</p>"
                    "<p>Our therapists have more than 20 years of combined experience with IMS. "
                    "They have a high success rate in resolving many clinical issues in fewer "
                    "than 8 treatments.</p>"
                    '<p>To arrange a treatment, <a href="/book/">request an appointment '
                    "online</a>, phone us or email us. You will find our phone number and email "
                    "address at the bottom of every page.</p>"
                ),
            },
        ],
    },
    {
        "slug": "privacy",
        "order": 80,
        "in_menu": False,
        "title": "Privacy",
        "summary": "What this website stores about you, who sees it, and what it never does.",
        "sections": [
            {
                "heading": "When you only read",
                "body": (
                    "<p>Reading this website leaves no cookie on your device, and no other "
                    "company is told that you were here. There are no advertisements and no "
                    "trackers.</p>"
                ),
            },
            {
                "heading": "While you fill in a form",
                "body": (
                    "<p>If you leave a form half written, your browser keeps your words in that "
                    "tab. It forgets them once you send the form or clear it. After an hour it "
                    "no longer shows them. We do not receive them until you send the form.</p>"
                ),
            },
            {
                "heading": "When you request an appointment",
                "body": (
                    "<p>We store your name, email address and phone number, and how you prefer "
                    "to be reached. If somebody books for you, we store their name too. We store "
                    "the times you asked for, your note and your answers to our questions. We also "
                    "record when something changes. Our staff may add short notes about how to "
                    "reach you and what you need. Reception and your therapist see this.</p>"
                    "<p>We email you about your request, and remind you of your visit. You get a "
                    "private link to your request: please keep it private. Your therapist’s own "
                    "calendar can show your reference and your initials, but nothing else.</p>"
                    "<p>Please leave medical details out of the note; tell us about them when "
                    "we speak.</p>"
                    "<p>Ten years after your last visit this website erases your name, your "
                    "contact details, your answers, your note and ours. Only the visit itself is "
                    "kept, without your name: when it was, with which therapist, and which "
                    "service. Physiotherapists in Ontario must be able to say for that long whom "
                    "they saw. If we never confirmed a visit, or all your visits were cancelled, "
                    "we erase this after one year.</p>"
                    "<p>If you join the waiting list, we also store which days and times work for "
                    "you. We delete all of this one year after you leave the list.</p>"
                ),
            },
            {
                "heading": "When you leave a comment",
                "body": (
                    "<p>We store what you type. Once reception has approved it, your name and "
                    "your comment are shown on the page. They also appear in a feed that "
                    "anyone can read. Your website is shown only if reception decides to show "
                    "it. Your email address is never published. We email you about your comment "
                    "only if you ask us to. Each of these emails has a link that stops them.</p>"
                    "<p>Two years after we published your comment, we erase your email address. "
                    "If we do not publish it, we delete the comment after six months.</p>"
                    "<p>Reception may leave out parts that should not be public. If so, the page "
                    "says that the comment was edited.</p>"
                ),
            },
            {
                "heading": "When you write to us",
                "body": (
                    "<p>We store your message and the email address or phone number you gave, "
                    "so that reception can answer. An email tells reception that you have "
                    "written, and where to answer you. It does not contain your message. If you "
                    "ask for a receipt, we email you one. Two years after we answered, we delete "
                    "your message.</p>"
                ),
            },
            {
                "heading": "Protection against misuse",
                "body": (
                    "<p>When you send a form, we keep a coded version of your internet address "
                    "for at most two days. With a request, or a place on the waiting list, we keep "
                    "it for up to 60 days. It lets us notice when one computer sends too much. "
                    "Nobody else can turn it back into an address.</p>"
                    "<p>When a form makes us email an address, we keep a coded version of it for "
                    "at most two days. This stops others from flooding you with our emails.</p>"
                    "<p>What looks like spam is kept apart for 90 days, in case it is not spam.</p>"
                ),
            },
            {
                "heading": "Your questions and requests",
                "body": (
                    "<p>To see, correct or delete what we hold about you, <a "
                    'href="/contact/">write to us</a> or phone us. We can give you a copy of '
                    "everything this website stores under your name and email address or "
                    "phone number. We can also erase it, except what we have to keep.</p>"
                ),
            },
        ],
    },
    {
        "slug": "accessibility",
        "order": 90,
        "in_menu": False,
        "title": "Accessibility",
        "summary": "How we keep this website usable for everyone, and how to tell us if it is not.",
        "sections": [
            {
                "heading": "What we aim for",
                "body": (
                    "<p>We build this website to meet the Web Content Accessibility Guidelines "
                    "(WCAG) 2.2 at level AA. Every page is made to work with a keyboard alone, "
                    "with a screen reader and without JavaScript. You can enlarge it to 400%, "
                    "and read it in light or dark colours.</p>"
                ),
            },
            {
                "heading": "If something does not work for you",
                "body": (
                    '<p>Please <a href="/contact/">tell us</a> what you tried to do and what '
                    "got in the way. You can always request an appointment by phone instead.</p>"
                ),
            },
        ],
    },
]
