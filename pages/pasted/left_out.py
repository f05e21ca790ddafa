"""What a text cannot hold, in words for the person who pasted it."""

ONE_AND_MANY = {
    "picture": ("1 picture (upload it under “Image”)", "{} pictures (upload them under “Image”)"),
    "embedded": ("1 video or other embedded item", "{} videos or other embedded items"),
    "form_field": ("1 form field", "{} form fields"),
    "formula": ("1 formula", "{} formulas"),
    "link": (
        "1 link that can't be used here (its words are kept)",
        "{} links that can't be used here (their words are kept)",
    ),
    "struck": ("text that was struck through", "text that was struck through"),
}


def in_words(counts) -> str:
    found = [
        one if counts[kind] == 1 else many.format(counts[kind])
        for kind, (one, many) in ONE_AND_MANY.items()
        if counts[kind]
    ]
    sentences = [f"Left out: {'; '.join(found)}."] if found else []
    if counts["table"]:
        sentences.append("Tables can't be used here, so each row is now a line of text.")
    return " ".join(sentences)
