"""What an editor can upload: hostile files are refused with a sentence, photos are cleaned."""

import io
import subprocess
import sys
import zlib

import pytest
from django import forms
from PIL import Image, ImageCms

from pages import picture_files
from pages.picture_files import DAMAGED, EMPTY, MOVING, NO_PICTURE, TOO_BIG, ImageUploadField
from tests import make
from tests.pages import pictures

JPEG = make.picture(200, 200)
PNG = make.picture(kind="PNG")
TOO_LARGE = "The image is too large: "
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
GIANT = zlib.compress(bytes(5_000_000), 9)
HOSTILE = {
    "nothing at all": (b"", EMPTY),
    "one byte": (b"\xff", NO_PICTURE),
    "text": (b"Just some words.", NO_PICTURE),
    "a program": (b"MZ\x90\x00" + bytes(500), NO_PICTURE),
    "an ELF program": (b"\x7fELF" + bytes(500), NO_PICTURE),
    "a page": (HTML, NO_PICTURE),
    "a page after a GIF's first bytes": (b"GIF89a" + HTML, picture_files.OTHER_KINDS["GIF"]),
    "a page after a JPEG's first bytes": (b"\xff\xd8\xff" + HTML, NO_PICTURE),
    "an SVG": (SVG, picture_files.OTHER_KINDS["SVG"]),
    "an SVG in capitals": (SVG.upper(), picture_files.OTHER_KINDS["SVG"]),
    "a PDF": (b"%PDF-1.7\n" + bytes(100), NO_PICTURE),
    "a ZIP": (b"PK\x03\x04" + bytes(100), NO_PICTURE),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NO_PICTURE),
    "a GIF": (make.picture(kind="GIF"), picture_files.OTHER_KINDS["GIF"]),
    "a HEIC's first bytes": (b"\0\0\0\x18ftypheic" + bytes(99), DAMAGED),
    "half a HEIC": (pictures.HEIC[: len(pictures.HEIC) * 2 // 3], DAMAGED),
    "a HEIC of 50.4 million pixels": (pictures.heic_that_claims(7_100, 7_100), TOO_LARGE),
    "a HEIC that promises 4 billion pixels": (
        pictures.heic_that_claims(65_535, 65_535),
        (TOO_LARGE, DAMAGED),
    ),
    "a HEIC that is larger than it says": (pictures.heic_that_claims(8, 8), DAMAGED),
    "a TIFF": (make.picture(kind="TIFF"), NO_PICTURE),
    "an icon": (make.picture(32, 32, "ICO"), NO_PICTURE),
    "a BMP": (make.picture(kind="BMP"), NO_PICTURE),
    "half a JPEG": (JPEG[: len(JPEG) // 2], DAMAGED),
    "a JPEG's head": (JPEG[:20], NO_PICTURE),
    "half a PNG": (PNG[: len(PNG) // 2 + 8], DAMAGED),
    "half a WebP": (make.picture(kind="WEBP")[:40], DAMAGED),
    "half an AVIF": (make.picture(300, 300, "AVIF")[:-60], DAMAGED),
    "a PNG with a wrong sum": (PNG.replace(b"IDAT", b"IDAX"), NO_PICTURE),
    "a PNG without height": (pictures.png(9, 0), NO_PICTURE),
    "a PNG with too few pixels": (pictures.png(9, 9), DAMAGED),
    "a bomb of 144 million pixels": (pictures.black_png(12_000), TOO_LARGE),
    "a bomb of 26 million pixels": (pictures.black_png(5_100), TOO_LARGE),
    "a header that promises 4 billion pixels": (pictures.png(65_535, 65_535), TOO_LARGE),
    "a JPEG of 50.4 million pixels": (pictures.jpeg_that_claims(7_100, 7_100), TOO_LARGE),
    "a WebP's header alone": (pictures.vp8x(16_384, 16_384), TOO_LARGE),
    "a PNG with a giant profile": (
        pictures.png(1, 1, pictures.chunk(b"iCCP", b"x\0\0" + GIANT), pixels=[b"\0\0"]),
        DAMAGED,
    ),
    "a PNG with a giant text": (
        pictures.png(1, 1, pictures.chunk(b"zTXt", b"x\0\0" + GIANT), pixels=[b"\0\0"]),
        DAMAGED,
    ),
    "a JPEG of very many layers": (pictures.with_many_scans(200), DAMAGED),
    "a moving PNG": (pictures.moving("PNG"), MOVING),
    "a moving WebP": (pictures.moving("WEBP"), MOVING),
    "a moving AVIF": (pictures.moving("AVIF"), MOVING),
    "a file of 15 MB and a byte": (JPEG.ljust(picture_files.MAX_BYTES + 1, b"\0"), TOO_BIG),
}
GOOD = {
    "a JPEG": JPEG,
    "a progressive JPEG": make.picture(200, 200, progressive=True),
    "a grey JPEG": make.picture(200, 200, mode="L"),
    "a printer's JPEG": make.picture(200, 200, mode="CMYK"),
    "a phone's JPEG with a preview": make.picture(
        200, 200, "MPO", save_all=True, append_images=[Image.new("RGB", (20, 20))]
    ),
    "a PNG": make.picture(200, 200, "PNG"),
    "a PNG of 16 bits": make.picture(200, 200, "PNG", "I;16"),
    "a PNG of one bit": make.picture(200, 200, "PNG", "1"),
    "a PNG with a palette": make.picture(200, 200, "PNG", "P"),
    "a PNG with a bad profile": make.picture(200, 200, "PNG", icc_profile=b"nonsense"),
    "a WebP": make.picture(200, 200, "WEBP"),
    "an AVIF": make.picture(200, 200, "AVIF"),
    "a JPEG followed by a page": JPEG + HTML,
}

REFUSE_AND_MEASURE = """
import resource, sys, django.forms
from pages import picture_files
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
try:
    picture_files.clean(sys.stdin.buffer)
except django.forms.ValidationError:
    print(peak() - before)
"""


def clean(content, name="picture.jpg"):
    return ImageUploadField().clean(make.upload(content, name))


def seen(content):
    """The picture that comes out, opened."""
    return Image.open(clean(content).file)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_uploads_are_refused_with_a_sentence(what):
    content, sentence = HOSTILE[what]
    with pytest.raises(forms.ValidationError) as refusal:
        clean(content)
    assert refusal.value.messages[0].startswith(sentence)


@pytest.mark.parametrize("what", GOOD)
@pytest.mark.parametrize("name", ["photo.jpg", "setup.exe", "../../x.svg"])
def test_pictures_are_taken_whatever_their_name(what, name):
    picture = Image.open(clean(GOOD[what], name).file)
    assert (picture.format, picture.size) == ("WEBP", (200, 200))
    picture.load()


def test_a_bomb_takes_no_memory():
    bomb = pictures.black_png(12_000)
    assert len(bomb) < 1_000_000
    measure = [sys.executable, "-c", REFUSE_AND_MEASURE]
    measured = subprocess.run(measure, input=bomb, capture_output=True, check=True)
    assert int(measured.stdout) < 20_000  # kilobytes; its pixels take 144,000


def test_a_field_that_nobody_filled_in_is_no_picture():
    assert ImageUploadField(required=False).clean(None) is None
    with pytest.raises(forms.ValidationError, match="required"):
        ImageUploadField().clean(None)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ((1, 1), (1, 1)),
        ((1600, 900), (1600, 900)),
        ((3200, 2000), (1600, 1000)),
        ((1000, 4000), (400, 1600)),
        ((16_000, 1), (1600, 1)),
    ],
)
def test_large_pictures_are_shrunk_and_small_ones_left(sent, kept):
    assert seen(make.picture(*sent)).size == kept


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(orientation):
    # Red on top, as it should be seen; turned back to how a phone would have stored it.
    upright = Image.new("RGB", (40, 80), "blue")
    upright.paste("red", (0, 0, 40, 40))
    upright.paste("lime", (0, 0, 20, 20))
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    way = picture_files.UPRIGHT.get(undo)
    stored, file = upright if way is None else upright.transpose(way), io.BytesIO()
    stored.save(file, "PNG", exif=pictures.located(orientation))
    picture = seen(file.getvalue())
    assert picture.size == (40, 80)
    colours = [picture.getpixel(place) for place in ((10, 10), (30, 30), (20, 60))]
    assert [max(range(3), key=colour.__getitem__) for colour in colours] == [1, 0, 2]


@pytest.mark.parametrize("photo", [pictures.HEIC, pictures.BURST])
def test_an_iphone_s_photo_is_taken_upright_without_where_it_was_taken(photo):
    picture = seen(photo)
    assert (picture.format, picture.size) == ("WEBP", (64, 128))
    colours = [picture.getpixel(place) for place in ((12, 12), (50, 40), (30, 100))]
    assert [max(range(3), key=colour.__getitem__) for colour in colours] == [1, 0, 2]
    assert not picture.getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(picture.info)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\0\0nonsense", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"])
def test_a_photo_with_broken_exif_is_still_a_photo(exif):
    assert seen(make.picture(exif=exif)).size == (60, 40)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGBA")])
def test_transparency_is_kept(kind, mode):
    picture = seen(make.picture(kind=kind, mode=mode))
    assert picture.mode == "RGBA"
    assert picture.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(
    ("mode", "colour", "options"),
    [
        ("RGB", (0, 0, 9), {"transparency": (0, 0, 9)}),
        ("L", 7, {"transparency": 7}),
        ("P", 0, {"transparency": 0}),
    ],
)
def test_a_colour_that_stands_for_nothing_is_transparent(mode, colour, options):
    picture = seen(make.picture(kind="PNG", mode=mode, colour=colour, **options))
    assert picture.getpixel((5, 5))[3] == 0


def test_colours_of_16_bits_of_grey_and_of_print_come_out_right():
    assert seen(make.picture(kind="PNG", mode="I;16", colour=40_000)).getpixel((5, 5))[0] == 156
    red = seen(make.picture(mode="CMYK", colour=(0, 255, 255, 0))).getpixel((5, 5))
    assert red[0] > 230
    assert max(red[1:]) < 40


def test_colours_of_another_profile_are_turned_into_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"----"), (b"bXYZ", b"rXYZ"), (b"----", b"bXYZ")):
        profile = profile.replace(old, new)  # what this profile calls red is blue
    picture = seen(make.picture(colour=(250, 0, 0), icc_profile=profile))
    red, green, blue = picture.getpixel((5, 5))
    assert blue > 200
    assert max(red, green) < 60
    assert "icc_profile" not in picture.info


def test_a_profile_for_other_colours_is_ignored():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    picture = seen(make.picture(colour=(250, 0, 0), icc_profile=lab))
    assert picture.getpixel((5, 5))[0] > 200
    assert "icc_profile" not in picture.info


def test_a_photo_with_a_video_behind_it_is_taken():
    video = b"\xff\xda" * 100
    assert picture_files.clean(make.upload(make.picture() + video)).size > 0
