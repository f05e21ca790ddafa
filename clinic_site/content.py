"""The words that the site starts with. Once seeded, they belong to the editors."""

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
            (
                "What we treat",
                "<p>Some pain stays long after an injury should have healed, although nothing can "
                "be seen on the outside. Often a nerve has become too sensitive, and the muscles "
                "around it have shortened. IMS is a way to find and treat this kind of pain. "
                'Our <a href="/ims/">questions and answers about IMS</a> explain it in plain '
                "words.</p>",
            ),
            (
                "What to expect",
                "<p>Treatment is usually given once a week, so that your body can heal in between. "
                "Our therapists have more than 20 years of combined experience with IMS.</p>",
            ),
            (
                "How to arrange a treatment",
                "<ol><li>Choose a time online, or phone us.</li>"
                "<li>Reception looks at your request and answers by e-mail.</li>"
                "<li>Once it is confirmed, the time is yours.</li></ol>",
            ),
        ],
    },
    {
        "slug": "ims",
        "order": 10,
        "allows_comments": True,
        "invites_to_book": True,
        "treatment": "Intramuscular Stimulation (IMS)",
        "title": "Intramuscular Stimulation Q & A",
        "summary": (
            "What IMS is, how it works, how often it is given and what it can do for you: "
            "four questions that patients ask us."
        ),
        "sections": [
            (
                "What is Intramuscular Stimulation (IMS)?",
                "<p>IMS is a way both to diagnose and to treat <strong>myofascial pain "
                "syndromes</strong>: pain in muscles and the tissue around them. It is for those "
                "that are <strong>neuropathic</strong>, which means that they begin in a nerve. "
                "Dr. Gunn developed it in the 1970s. It rests on Western medical science and on "
                "the <strong>radiculopathic model</strong> of pain.</p>"
                "<p>In radiculopathic, or neuropathic, pain the nerves of the peripheral nervous "
                "system – those outside the brain and spinal cord – stop working as they should. "
                "After only a minor irritation they become <strong>supersensitive</strong>.</p>"
                "<p>Supersensitive nerves do two things:</p>"
                "<ul><li>They misread harmless signals from the body as strong pain. The pain "
                "becomes chronic, although there is no physical sign of lasting injury or "
                "inflammation.</li>"
                "<li>They make muscles contract, and so shorten: the muscles that they supply, and "
                "those that they pass through.</li></ul>",
            ),
            (
                "How does IMS work?",
                "<p>The therapist aims fine, solid acupuncture needles at the muscles that have "
                "shortened. A needle usually goes in at the centre of a tight, tender band of "
                "muscle. It can also go in near the spine, where the root of the nerve may have "
                "become irritated or supersensitive.</p>"
                "<p>In a normal muscle the needle does not hurt. A shortened, supersensitive "
                "muscle grasps the needle, and you feel this as a slightly painful cramp.</p>"
                "<p>The needle does three things:</p>"
                "<ol><li><strong>It relaxes the muscle.</strong> It stimulates a stretch receptor, "
                "and by reflex the muscle relaxes and lengthens.</li>"
                "<li><strong>It starts repair.</strong> It makes a micro-trauma, a very small "
                "injury, which releases Platelet Derived Growth Factor (PDGF). PDGF stimulates "
                "the making of collagen and proteins: healing agents that help to repair damaged "
                "tissue and nerves.</li>"
                "<li><strong>It lets the nerve recover.</strong> It creates an electric potential "
                "in the muscle, which lets the nerve start to work normally again.</li></ol>",
            ),
            (
                "How often is treatment given?",
                "<p>Usually once a week. Your body needs the time between treatments to heal.</p>"
                "<p>How many treatments you need depends on:</p>"
                "<ul><li>how long you have had symptoms, and how widespread they are;</li>"
                "<li>how much scar tissue there is;</li>"
                "<li>how fast you heal.</li></ul>",
            ),
            (
                "What are the benefits of IMS?",
                "<p>As the shortened muscle is released, the supersensitive nerves become less "
                "sensitive, and so do the areas that they serve. They return to normal function. "
                "As the muscle returns to its normal length, pressure and irritation around the "
                "nerve ease.</p>"
                "<p>Our therapists have more than 20 years of combined experience with IMS. They "
                "have a high success rate in resolving many clinical issues in fewer than 8 "
                "treatments.</p>"
                '<p>To arrange a treatment, <a href="/book/">request an appointment online</a>, '
                "phone us or send us an e-mail. Our phone number and e-mail address stand at the "
                "end of every page.</p>",
            ),
        ],
    },
    {
        "slug": "privacy",
        "order": 80,
        "in_menu": False,
        "title": "Privacy",
        "summary": "What this website stores about you, who sees it, and what it never does.",
        "sections": [
            (
                "When you only read",
                "<p>Reading this website leaves no cookie on your device, and no other company is "
                "told that you were here. There are no advertisements and no trackers.</p>",
            ),
            (
                "When you request an appointment",
                "<p>We store your name, e-mail address, phone number, how you like to be reached, "
                "the times you asked for and your note. We also note when something changes. "
                "Reception and your therapist see this.</p>"
                "<p>We write to you by e-mail about your request, and remind you of your visit. "
                "You get a private link to your request: please keep it to yourself. Your "
                "therapist's own calendar can show your reference and your initials, and no "
                "more.</p>"
                "<p>Please leave medical details out of the note; tell us about them when we "
                "speak.</p>",
            ),
            (
                "When you leave a comment",
                "<p>We store what you type. Once reception has approved it, your name and your "
                "comment are shown on the page and in a feed that anybody can read. A website "
                "that you gave is shown only if reception decides so. Your e-mail address is "
                "never published.</p>"
                "<p>Reception may leave out parts that should not be public. The page says so "
                "then.</p>",
            ),
            (
                "When you write to us",
                "<p>We store your message and the e-mail address or phone number you gave, so that "
                "reception can answer. Reception is told by e-mail that you have written, and at "
                "which address to answer you. That e-mail does not hold your message.</p>",
            ),
            (
                "Protection against misuse",
                "<p>When you send a form, we keep a coded form of your internet address for at "
                "most two days. It lets us notice when one machine sends too many forms. Nobody "
                "else can read it back as an address.</p>",
            ),
            (
                "Your questions and wishes",
                "<p>To see, correct or delete what we hold about you, "
                '<a href="/contact/">write to us</a> or phone us. We can give you a copy of '
                "everything this website stores under your e-mail address, and erase it.</p>",
            ),
        ],
    },
    {
        "slug": "accessibility",
        "order": 90,
        "in_menu": False,
        "title": "Accessibility",
        "summary": "How we keep this website usable for everyone, and how to tell us if it is not.",
        "sections": [
            (
                "What we aim for",
                "<p>We build this website to meet the Web Content Accessibility Guidelines (WCAG) "
                "2.2 at level AA. Every page works with a keyboard alone, with a screen reader, "
                "without JavaScript, enlarged to 400 %, and in light and dark colours.</p>",
            ),
            (
                "If something does not work for you",
                '<p>Please <a href="/contact/">tell us</a> what you tried to do and what got in '
                "the way. You can always request an appointment by phone instead.</p>",
            ),
        ],
    },
]
