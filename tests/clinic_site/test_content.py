"""The words that the site starts with are short and plain, and explain each medical word."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from clinic_site.seed_content import PAGES
from pages.text.advice import sentences, word_count

# Each term, and what must be said in the same paragraph where it first appears.
EXPLAINED = {
    "Intramuscular Stimulation": "IMS",
    "myofascial": "pain in muscles and the tissue around them",
    "neuropathic": "begin in a nerve",
    "radiculopathic": "looks for the cause in the nerves",
    "peripheral nervous system": "outside the brain and spinal cord",
    "chronic": "it stays",
    "contract": "shorten",
    "stretch receptor": "a sensor",
    "micro-trauma": "very small injury",
    "PDGF": "Platelet Derived Growth Factor",
    "collagen": "healing agents",
    "electric potential": "small voltage",
}


def paragraphs(html):
    """The text of each paragraph and item, without its marks."""
    blocks = re.split(r"</?(?:p|li|ul|ol|h3|h4)>", html)
    return [re.sub(r"<[^>]*>", "", block).strip() for block in blocks if block.strip()]


def written():
    """Every paragraph that a patient reads, page by page."""
    for page in PAGES:
        yield page["summary"]
        for section in page["sections"]:
            yield section.get("heading", "")  # cards have none
            yield from paragraphs(section.get("body", ""))
    for drawing in sorted(Path(settings.BASE_DIR, "templates/pages/drawings").iterdir()):
        yield from re.findall(r'aria-label="([^"]+)"', drawing.read_text())
        for block in re.findall(r"<p>(.*?)</p>", drawing.read_text()):
            yield re.sub(r"<[^>]*>", "", block)


def test_sentences_are_short():
    lengths = [word_count(one) for block in written() for one in sentences(block)]
    assert len(lengths) > 100
    assert max(lengths) <= 20


@pytest.mark.parametrize(("term", "words"), EXPLAINED.items())
def test_a_medical_word_is_explained_where_it_first_appears(term, words):
    about_ims = next(page for page in PAGES if page["slug"] == "ims")
    blocks = [block for one in about_ims["sections"] for block in paragraphs(one["body"])]
    blocks.insert(0, about_ims["sections"][0]["heading"])
    assert words in next(block for block in blocks if term.lower() in block.lower())
