"""The text that the site starts with. Once seeded, it belongs to the editors."""

from clinic_site.seed_privacy import PRIVACY
from pages.blocks import CARDS, QUESTION
from pages.models import Drawing

CLINIC = {
    "name": "Polyclinic Rehabilitation Institute",
    "phone": "(416) 477-1101",
    "email": "reception@priclinic.com",
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
            {"kind": CARDS},
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
                "kind": QUESTION,
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
                "kind": QUESTION,
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
                "kind": QUESTION,
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
                "kind": QUESTION,
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
    PRIVACY,
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
