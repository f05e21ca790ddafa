from dataclasses import dataclass, field

from django.urls import reverse

from inbox.counting import MOST, in_words

MOST_ROWS = 5  # of a section; the rest is in its list


@dataclass
class Section:
    """One kind of work: its first rows, and links to the lists of all of it.

    `key` names the template of its rows, admin/needs/<key>.html. `count` is at most one more than
    the most that anybody needs to know exactly (`inbox.counting`).
    """

    key: str
    title: str
    rows: list
    count: int = 0
    url: str = ""  # of the list of all of it
    links: list = field(default_factory=list)  # pairs of words and an address
    is_always_shown: bool = False

    @property
    def template(self):
        return f"admin/needs/{self.key.partition('-')[0]}.html"

    @property
    def number(self):
        return in_words(self.count)

    def link_to_all(self, what, url):
        """Lead to the list from the title and, if it has more than is shown here, from below."""
        self.url = url
        if self.count > MOST:
            self.links.append((f"All of them, {self.number} {what}", url))
        elif self.count > len(self.rows):
            self.links.append((f"All {self.number} {what}", url))
        return self


def list_url(model, query=""):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{query}" if query else url


def bookings_of(visits):
    """The bookings of these visits, to be counted: a course counts as one."""
    return visits.order_by().values("booking").distinct()
