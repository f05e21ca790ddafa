"""Pages about a team, its treatments and its fees that no clinic has: each says so."""

from pathlib import Path

from clinic_site.seeded_page import add_page
from pages.models import Image, Page
from pages.models.address import Folder
from pages.picture_files import CleanPicture

PORTRAITS = Path(__file__).parent / "portraits"  # drawn, of nobody
SAMPLE = "This is sample text, to show how a page of this kind looks."
HERE = "This page is a sample, put together from blocks that editors can place on any page."


def person(name, role, pronouns="", languages="English", treats="", days="", words="", **data):
    """A page about somebody who does not exist."""
    return {
        "slug": name.lower().replace(" ", "-"),
        "title": name,
        "summary": "A sample person: nobody of this name works here.",
        "data": data
        | {
            "role": role,
            "pronouns": pronouns,
            "languages": languages,
            "treats": treats,
            "days": days,
        },
        "body": f"<p>{SAMPLE} {words}</p>",
    }


TEAM = [
    person(
        "Anna Sample",
        "Physiotherapist (sample)",
        "she/her",
        "English, French",
        "A sample of what Anna treats\nAnother sample",
        "Monday to Friday (sample)",
        "Here Anna writes a few sentences about how she works.",
        credentials="Sample credentials",
        college="Sample College",
        registration="00000",
    ),
    person(
        "Ben Sample",
        "Physiotherapist (sample)",
        "he/him",
        "English, Portuguese",
        "A sample of what Ben treats\nAnother sample",
        "Monday, Wednesday and Friday (sample)",
        "Here Ben writes what is good to know before a first visit.",
        credentials="Sample credentials",
        college="Sample College",
        registration="00001",
    ),
    person(
        "Chris Sample",
        "Physiotherapist (sample)",
        languages="English, Spanish",
        treats="A sample of what Chris treats",
        words="Nobody can book with Chris online, so this page has no button.",
        credentials="Sample credentials",
    ),
    person(
        "Dana Sample",
        "Reception (sample)",
        "she/her",
        "English, Polish",
        days="Monday to Friday (sample)",
        words="Not only therapists can have a page.",
    ),
]


def treatment(slug, name, for_whom, description, expect, prepare):
    texts = [("Who it is for", for_whom), ("What to expect", expect), ("How to prepare", prepare)]
    return {
        "slug": slug,
        "title": f"{name} (sample)",
        "menu_name": name,
        "summary": SAMPLE,
        "for_whom": for_whom,
        "body": f"<p>{description}</p>",
        "texts": [{"heading": heading, "body": f"<p>{words}</p>"} for heading, words in texts],
    }


IMS = treatment(
    "ims-treatment",
    "IMS treatment",
    "For lasting muscle pain (sample).",
    "The therapist puts fine needles into the muscles that have shortened. Our "
    '<a href="/ims/">questions and answers about IMS</a> explain how it works.',
    "A shortened muscle grips the needle, and that feels like a slightly painful cramp. Treatment "
    "is usually given once a week.",
    "Here the clinic writes what to wear and what to bring. This is a sample.",
)
PHYSIOTHERAPY = treatment(
    "physiotherapy",
    "Physiotherapy",
    "For patients whom the clinic describes here (sample).",
    "Here the clinic describes its physiotherapy, in a few plain sentences. This is a sample.",
    "Here the clinic writes how a visit goes. This is a sample.",
    "Here the clinic writes what to wear and what to bring. This is a sample.",
)
ASSESSMENT = treatment(
    "first-assessment",
    "First assessment",
    "For patients who come for the first time (sample).",
    "Here the clinic describes a first assessment, in a few plain sentences. This is a sample.",
    "Here the clinic writes how a first visit goes. This is a sample.",
    "Here the clinic writes which papers to bring. This is a sample.",
)
TREATMENTS = [IMS, PHYSIOTHERAPY, ASSESSMENT]


def question(category, heading, body):
    data = {"category": category}
    return {"kind": "question", "heading": heading, "body": f"<p>{body}</p>", "data": data}


FIRST_VISIT = [
    {
        "kind": "callout",
        "heading": "Please come ten minutes early (sample)",
        "body": "<p>Here the clinic writes what nobody should miss before a first visit.</p>",
        "data": {"look": "good"},
    },
    {"kind": "hours", "heading": "Opening hours and how to get here"},
    question("Before you come", "What should I bring?", "A sample answer: which papers to bring."),
    question("Before you come", "What should I wear?", "A sample answer: what to wear."),
    question(
        "While you are here",
        "How long does a first visit take?",
        'A sample answer. How long each visit takes is in our <a href="/fees/">fees</a>.',
    ),
    question(
        "While you are here",
        "Does it hurt?",
        "A needle in a normal muscle does not. A shortened muscle grips the needle, and that feels "
        "like a slightly painful cramp.",
    ),
]


def add_pages(therapists, services):
    """Add them, unless the site has such pages. `therapists` and `services` are by name."""
    slugs = {"team", "treatments", "fees", "first-visit"}
    slugs |= {one["slug"] for one in (*TREATMENTS, *TEAM)}  # editors may have renamed the others
    if Page.objects.filter(slug__in=slugs).exists():
        return
    treatments = add_page(
        "treatments",
        "Treatments",
        "What we offer. The treatments on this page are samples.",
        [{"kind": "treatments", "heading": "Choose a treatment (sample)"}],
        order=2,
    )
    for order, words in enumerate(TREATMENTS, start=1):
        chosen = [str(services[name].pk) for name in [words["title"]] if name in services]
        add_treatment(words, chosen, parent=treatments, order=order)
    team = add_page(
        "team",
        "Our team",
        "Who works here. The people on this page are samples.",
        [{"kind": "people"}],
        order=4,
        menu_name="Team",
    )
    for order, words in enumerate(TEAM, start=1):
        add_person(words, therapists.get(words["title"]), parent=team, order=order)
    add_page(
        "fees",
        "Fees",
        "What a visit costs. The fees on this page are samples.",
        [{"kind": "fees", "data": {"caption": "Sample fees"}}],
        order=6,
        invites_to_book=True,
    )
    add_page(
        "first-visit",
        "Your first visit",
        HERE,
        FIRST_VISIT,
        order=20,
        menu_name="First visit",
        invites_to_book=True,
    )


def add_treatment(words, services, **settings):
    data = {"for_whom": words["for_whom"], "services": services}
    described = {"kind": "treatment", "body": words["body"], "data": data}
    add_page(
        words["slug"],
        words["title"],
        words["summary"],
        [described, *words["texts"]],
        folder=Folder.TREATMENTS,
        menu_name=words["menu_name"],
        **settings,
    )


def add_person(words, therapist, **settings):
    first = words["title"].split()[0]
    portrait = CleanPicture((PORTRAITS / f"{first.lower()}.webp").read_bytes(), "picture.webp")
    portrait.original_name = f"{first}.webp"
    alt = f"Drawing of {words['title']}"
    section = {
        "kind": "person",
        "body": words["body"],
        "data": words["data"] | {"therapist": str(therapist.pk) if therapist else ""},
        "image": Image.objects.take(portrait, by=None, alt=alt),
        "alt": alt,
    }
    add_page(
        words["slug"], words["title"], words["summary"], [section], folder=Folder.TEAM, **settings
    )
