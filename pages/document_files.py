"""The files that readers can download: which uploads become one, and how they are named."""

import re
import uuid

from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

MAX_BYTES = 10_000_000
ENDS_WITHIN = 2048  # bytes from the end of a PDF, where readers look for its end (ISO 32000, 7.5.5)
OURS = re.compile(r"[0-9a-f]{32}\.pdf", re.ASCII)

MOST = f"{MAX_BYTES // 1_000_000} MB"
EMPTY = "The file is empty. Choose another one."
TOO_BIG = f"The file is larger than {MOST}. Make it smaller first, such as with fewer images."
NO_PDF = "This file is not a PDF. Save it as a PDF first, then upload that."
DAMAGED = "The PDF is incomplete. Save it again on your device, then upload it again."
LOCKED = "This PDF has a password, so readers could not open it. Save it without one."


class CleanDocument(ContentFile):
    """A PDF that has been checked, ready to be stored."""


class DocumentUploadField(forms.FileField):
    """Its cleaned value is a CleanDocument, or None if nothing was uploaded."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
    default_error_messages = {"empty": EMPTY}

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean(upload)


def clean(upload) -> CleanDocument:
    """The upload if it is a PDF by its name and by its content. Raises forms.ValidationError."""
    if upload.size > MAX_BYTES:
        raise forms.ValidationError(TOO_BIG)
    content = upload.read(MAX_BYTES)
    if not content:
        raise forms.ValidationError(EMPTY)
    # From the first byte on: what begins otherwise may be read as something else.
    if not upload.name.lower().endswith(".pdf") or not content.startswith(b"%PDF-"):
        raise forms.ValidationError(NO_PDF)
    if b"%%EOF" not in content[-ENDS_WITHIN:]:
        raise forms.ValidationError(DAMAGED)
    if re.search(rb"/Encrypt\s*(\d|<<)", content):
        raise forms.ValidationError(LOCKED)
    cleaned = CleanDocument(content, name="document.pdf")
    cleaned.original_name = upload.name
    return cleaned


def store(document):
    """Store a checked PDF under a name that reveals nothing; returns the name. Raises OSError."""
    return default_storage.save(f"{uuid.uuid4().hex}.pdf", document)


def names():
    """The names of all documents in the storage. Raises OSError."""
    try:
        _, files = default_storage.listdir("")
    except FileNotFoundError:
        return set()
    return {name for name in files if OURS.fullmatch(name)}
