"""How the clinic's own pages look, and where else it is: its logo, colours and other sites."""

from collections import Counter
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from clinic.columns import validate_map_link

MOST_SITES = 6
A_SITE_A_LINE = r"^https://\S+(\nhttps://\S+)*$"
SITES = {  # by the end of the host's name
    "instagram.com": "Instagram",
    "facebook.com": "Facebook",
    "linkedin.com": "LinkedIn",
    "youtube.com": "YouTube",
    "tiktok.com": "TikTok",
    "x.com": "X",
    "threads.net": "Threads",
    "threads.com": "Threads",
    "bsky.app": "Bluesky",
    "pinterest.com": "Pinterest",
    "wa.me": "WhatsApp",
    "wechat.com": "WeChat",
}
LOGO_HEIGHT = 48  # pixels in the header
SHARP = 2 * LOGO_HEIGHT  # on a screen with twice as many pixels
WIDEST, WIDEST_BESIDE_NAME = 5, 2  # times its height: the menu is in the same row
NO_SITE = "Line %(line)s is not a web address. Enter one that begins with https://."


class Palette(models.TextChoices):
    """What the buttons and links are coloured in; the sheets are static/css/palette-….css.

    None is green, amber or red: on our pages, those say that something is confirmed, waits, or
    went wrong.
    """

    TEAL = "", "Teal"
    BLUE = "blue", "Blue"
    PLUM = "plum", "Plum"
    SLATE = "slate", "Slate"


SHEETS = [palette.value for palette in Palette if palette]


class Presented(models.Model):
    """How the clinic's own pages look, and where else it is."""

    logo = models.ForeignKey(
        "pages.Image",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    logo_has_name = models.BooleanField(
        "the logo has the name in it",
        default=False,
        db_default=False,
        help_text="Then the name is not written beside it.",
    )
    palette = models.CharField(
        "colour of buttons and links",
        max_length=10,
        choices=Palette,
        blank=True,
        default=Palette.TEAL,
        db_default="",
        help_text="All of them can be read by everybody, by day and by night.",
    )
    social_links = models.TextField(
        "pages on other sites",
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=(
            f"One address on each line, at most {MOST_SITES}, such as "
            "https://example.com/our-name. Shown at the bottom of every page."
        ),
    )

    class Meta:
        abstract = True

    @property
    def palette_sheet(self):
        """The name of the stylesheet with its colours; "" for those of the site itself."""
        return f"css/palette-{self.palette}.css" if self.palette in SHEETS else ""

    @property
    def sites(self):
        """The (name, address) of each page on another site."""
        links = [link for link in self.social_links.split("\n") if link]
        times = Counter(map(name_of, links))
        return [
            (name_of(link) if times[name_of(link)] == 1 else full_name(link), link)
            for link in links
        ]

    @property
    def logo_url(self):
        """Its smallest copy that is sharp in the header."""
        return self.logo.at_least(SHARP)

    @property
    def logo_size(self):
        """Its width and height in the header, in pixels."""
        across = round(self.logo.width * LOGO_HEIGHT / self.logo.height)
        return max(1, across), LOGO_HEIGHT


def check_logo(width, height, has_name):
    """Raise ValidationError unless an image of so many pixels can be the logo in the header.

    If the clinic's name is not in it, it is beside it, and leaves less room.
    """
    if height < SHARP:
        raise ValidationError(
            f"The logo is {width} by {height} pixels. So that it is sharp, it must be at least "
            f"{SHARP} pixels high."
        )
    if width > WIDEST * height:
        raise ValidationError(
            f"The logo is {width} by {height} pixels. It can be at most {WIDEST} times as wide as "
            "it is high: in the header, there is no room for more."
        )
    if width > WIDEST_BESIDE_NAME * height and not has_name:
        raise ValidationError(
            f"The logo is {width} by {height} pixels. Beside the clinic’s name, it can be at most "
            f"{WIDEST_BESIDE_NAME} times as wide as it is high. If the name is in it, select “The "
            "logo has the name in it”."
        )


is_https = URLValidator(schemes=["https"])


def validate_sites(text):
    """Raise ValidationError unless each line is a plain https address, and there are few."""
    lines = text.split("\n") if text else []
    if len(lines) > MOST_SITES:
        raise ValidationError(f"At most {MOST_SITES} addresses can be shown; remove some.")
    for number, line in enumerate(lines, start=1):
        try:
            for validate in (is_https, validate_map_link):
                validate(line)
        except ValidationError:
            raise ValidationError(NO_SITE, params={"line": number}) from None


def name_of(link):
    """What readers call the site of this address: “Instagram”, or its host."""
    host = (urlsplit(link).hostname or "").removeprefix("www.")
    known = (name for end, name in SITES.items() if host == end or host.endswith(f".{end}"))
    return next(known, host)


def full_name(link):
    """With the last part of the path, as one site can have several pages of the clinic."""
    last = urlsplit(link).path.rstrip("/").rpartition("/")[2]
    return f"{name_of(link)}: {unquote(last)}" if last else name_of(link)


def a_site_a_line():
    return Q(social_links="") | Q(social_links__regex=A_SITE_A_LINE)
