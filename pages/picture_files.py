"""The files of our pictures: how an upload becomes one, and its smaller copies.

Nothing of an uploaded file itself is kept: its pixels are drawn into a new one, so that neither
where a photo was taken nor what somebody has hidden behind it reaches a reader. A picture is
`<32 hex digits>.webp`, and its copies, made by django-pictures and `sharing_copies`, are in the
folder of that name.
"""

import io
import re
import threading
from itertools import chain

from django import forms
from django.core.files.base import ContentFile
from pi_heif import register_heif_opener
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.Image import Transpose

register_heif_opener()

OURS = re.compile(
    r"[0-9a-f]{32}(\.webp|/[1-9]\d{0,4}w\.(avif|webp)|/share-\d{1,3}-\d{1,3}\.jpg)", re.ASCII
)
TOP = re.compile(r"([0-9a-f]{32})(?:\.webp)?", re.ASCII)


def remove(storage, name):
    """Delete the picture and all its copies, whatever their widths."""
    folder = name.removesuffix(".webp")
    for copy in listed(storage, folder)[1]:
        storage.delete(f"{folder}/{copy}")
    storage.delete(folder)  # in a bucket, this does nothing
    storage.delete(name)


def listed(storage, folder):
    """The folders and the files in this folder; none if it does not exist."""
    try:
        return storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def names(storage):
    """The names of all pictures in the storage, even if only copies are left."""
    entries = chain(*listed(storage, ""))
    return {f"{match[1]}.webp" for entry in entries if (match := TOP.fullmatch(entry))}


MAX_BYTES = 15_000_000
# Decoding takes up to 16 bytes a pixel in memory, up to 11 in a progressive JPEG, and 7 in a HEIC.
MAX_PIXELS = {
    "JPEG": 50_000_000,
    "MPO": 50_000_000,  # how many phones save a JPEG: with a preview beside the photo
    "PNG": 25_000_000,
    "WEBP": 25_000_000,
    "AVIF": 25_000_000,
    "HEIF": 50_000_000,  # how iPhones save a photo
}
FORMATS = tuple(kind for kind in MAX_PIXELS if kind != "MPO")  # which is opened as a JPEG
# A JPEG with a preview beside the photo, or a photo taken several times: the main one is used.
SEVERAL_IN_ONE = ("MPO", "HEIF")
MAX_SCANS = 40  # scans of a progressive JPEG: about 10 are usual, 100,000 take an hour to decode
# In a JPEG: a marker with a segment behind it, or the end. Within a scan, 0xFF means itself before
# 0x00, and 0xD0 to 0xD7 stand alone. Possessive, so that a row of 0xFF is read once.
MARKER = re.compile(rb"(?<!\xff)\xff++([\x02-\xcf\xd9-\xfe])")
END_OF_IMAGE, START_OF_SCAN = b"\xd9", b"\xda"
LONG_SIDE = 1600  # pixels
ORIENTATION = 0x0112  # the EXIF tag for how a phone was held
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

LIMITS = (
    f"JPEG, HEIC, PNG, WebP or AVIF, not animated, up to {MAX_BYTES // 1_000_000} MB and "
    "25 million pixels (50 million for a photo). We make it smaller and remove the record of "
    "where it was taken."
)
# With the endings, for devices that know no type of HEIC.
ACCEPTED = "image/jpeg,image/heic,image/heif,.heic,.heif,image/png,image/webp,image/avif"
SEND = "Upload a JPEG, HEIC, PNG, WebP or AVIF file."
EMPTY = "The file is empty. Choose the image again."
TOO_BIG = f"The file is larger than {MAX_BYTES // 1_000_000} MB. Make the image smaller first."
TOO_MANY_PIXELS = "The image is too large: {} by {} pixels. Make it smaller first."
NO_PICTURE = f"This file is not an image. {SEND}"
DAMAGED = "The image is damaged or incomplete. Save it again on your device, then upload it again."
MOVING = "Animated images aren’t supported."
OTHER_KINDS = {
    "HEIC": DAMAGED,  # or it would have been opened
    "GIF": f"GIF images aren’t supported. {SEND}",
    "SVG": f"SVG images aren’t supported, because they can contain code. {SEND}",
}


# Decoding may take several hundred megabytes, and a process answers in several threads.
ONE_AT_A_TIME = threading.Lock()


class CleanPicture(ContentFile):
    """A WebP file made by us, without metadata, ready to be stored."""

    original_name = ""
    pixels = (0, 0)  # its width and height


class ImageUploadField(forms.FileField):
    """Its cleaned value is a CleanPicture, or None if nothing was uploaded."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    default_error_messages = {"empty": EMPTY}

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean(upload)


def clean(upload) -> CleanPicture:
    """The upload as a WebP of at most LONG_SIDE pixels. Raises forms.ValidationError."""
    data = upload.read(MAX_BYTES + 1)
    if not data:
        raise forms.ValidationError(EMPTY)
    if len(data) > MAX_BYTES:
        raise forms.ValidationError(TOO_BIG)
    try:
        with ONE_AT_A_TIME:
            picture = drawn_anew(opened(data))
    except forms.ValidationError:
        raise
    except Exception:  # decoders can raise anything on hostile bytes
        raise forms.ValidationError(DAMAGED) from None
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=90, method=1)  # half the time, and a twentieth larger
    cleaned = CleanPicture(file.getvalue(), name="picture.webp")
    cleaned.pixels = picture.size
    cleaned.original_name = getattr(upload, "name", None) or ""
    return cleaned


def opened(data):
    """The picture with only its header read."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise forms.ValidationError(OTHER_KINDS.get(other_kind(data), NO_PICTURE)) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise forms.ValidationError(TOO_MANY_PIXELS.format("more than 9,000", "9,000")) from None
    if picture.width * picture.height > MAX_PIXELS[picture.format]:
        sides = f"{picture.width:,}", f"{picture.height:,}"
        raise forms.ValidationError(TOO_MANY_PIXELS.format(*sides))
    if getattr(picture, "is_animated", False) and picture.format not in SEVERAL_IN_ONE:
        raise forms.ValidationError(MOVING)
    if picture.format in ("JPEG", "MPO") and scans(data) > MAX_SCANS:
        raise forms.ValidationError(DAMAGED)
    return picture


def scans(data):
    """How many scans a JPEG has, not counting anything after its end, such as a video."""
    found, at = 0, 2
    while (marker := MARKER.search(data, at)) and marker[1] != END_OF_IMAGE:
        found += marker[1] == START_OF_SCAN
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2], "big")
    return found


def other_kind(data):
    """The error for a known kind of file that is not supported; None for any other."""
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"mif1"):
        return "HEIC"
    return "SVG" if b"<svg" in data[:4096].lower() else None


def drawn_anew(picture):
    """Only the pixels: upright, in sRGB, at most LONG_SIDE long, with their transparency."""
    profile = picture.info.get("icc_profile")
    turn = UPRIGHT.get(orientation(picture))
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    elif picture.mode in ("1", "P") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    alpha = picture.getchannel("A") if "A" in picture.getbands() else None
    picture = in_srgb(picture, profile)
    if alpha:
        picture.putalpha(alpha)
    return picture


def orientation(picture):
    try:
        return picture.getexif().get(ORIENTATION)
    except Exception:  # a photo whose EXIF cannot be read is still a photo
        return None


def in_srgb(picture, profile):
    """The picture in sRGB; a profile that can't be used is ignored."""
    if picture.mode in ("LA", "RGBA"):
        picture = picture.convert(picture.mode.removesuffix("A"))
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture.convert("RGB")
