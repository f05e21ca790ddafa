"""The privacy page that the site starts with. Once seeded, it belongs to the editors."""

# On the privacy page of a site that begins with text messages switched on.
ABOUT_TEXTS = {
    "heading": "When you ask for text messages",
    "body": (
        "<p>Twilio sends them for us. It gets your phone number and the text: our name, the day "
        "and time, and your private link. It keeps both by its own rules.</p>"
    ),
}

PRIVACY = {
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
                "<p>If a search on this website finds nothing, we keep its words for up to 90 "
                "days. Nothing about you is kept with them. They tell us what is missing.</p>"
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
                "reach you and what you need. Reception and your therapist see this. We record "
                "who opens it, and when.</p>"
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
                "phone number. You can also ask for a list of who has opened your "
                "appointments. We can erase all of it, except what we have to keep.</p>"
            ),
        },
    ],
}
