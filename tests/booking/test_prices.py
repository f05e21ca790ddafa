"""What a visit costs: with one therapist, with another, and with any of them."""

import pytest

from booking.catalogue import Catalogue
from booking.prices import AMOUNT, DEPENDS, plain_amount
from tests import make
from tests.booking.test_choosing import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def two_prices():
    """A service with a price, and two therapists who offer it: the second has another price."""
    service = make.service(price="$100")
    first, second = (make.therapist(service, name=f"Sample {name}") for name in ("One", "Two"))
    second.offerings.update(price="$1,250.50")
    return service, first, second


def test_a_price_is_that_of_the_therapist_or_from_the_lowest(two_prices):
    service, first, second = two_prices
    catalogue = Catalogue()
    assert catalogue.price(service) == "from $100"
    assert catalogue.price(service, [first]) == "$100"
    assert catalogue.price(service, [second]) == "$1,250.50"
    for one, other, said in [
        ("$90.50", "$1,250", "from $90.50"),
        ("$120 + HST", "$95 + HST", "from $95 + HST"),
        ("$95", "$120 + HST", DEPENDS),
        ("$2 per minute", "$120", DEPENDS),
        ("$95–$120", "$90–$120", DEPENDS),
        ("95 CAD", "120 CAD", DEPENDS),
        ("$90.50", "on request", DEPENDS),
        ("on request", "on request", "on request"),
    ]:
        first.offerings.update(price=one)
        second.offerings.update(price=other)
        assert Catalogue().price(service) == said


def test_a_price_that_nobody_charges_is_not_told(client, two_prices):
    service, first, second = two_prices
    second.offerings.all().delete()
    assert Catalogue().price(service, [second]) == ""
    type(first).objects.update(is_active=False)
    assert Catalogue().price(service) == ""
    page = client.get("/book/request/", {"service": service.pk, "start": "2026-11-24T14:00Z"})
    assert "$" not in plain(page)


def test_an_amount_begins_the_text_and_is_read_whole():
    found = {text: AMOUNT.match(text) for text in ("$95", "$ 95.5 each", "$1,200", "$95–$120")}
    amounts = {text: match and match[0] for text, match in found.items()}
    assert amounts == {"$95": "$95", "$ 95.5 each": "$ 95.5", "$1,200": "$1,200", "$95–$120": "$95"}
    for text in ("95", "about $95", "$", "$95.555", "$1,20", "$" + "9" * 50, "$٣"):
        assert not AMOUNT.match(text), text
    assert [plain_amount(one) for one in ("$95", "$1,200.5", "$95 each", "")] == [
        *("95.00", "1200.50"),
        *("", ""),
    ]


def test_patients_read_the_price_of_what_they_have_chosen(client, two_prices):
    service, first, second = two_prices
    make.service("Assessment", price="$180").therapists.add(first)
    assert "30 minutes · from $100" in plain(client.get("/book/"))
    assert "30 minutes · $100" in plain(client.get("/book/", {"therapist": first.pk}))
    chosen = {"service": service.pk}
    for therapist, price in [(None, "from $100"), (second, "$1,250.50")]:
        if therapist:
            chosen["therapist"] = therapist.pk
        for address, more in [
            ("/book/", {}),
            ("/book/request/", {"start": "2026-11-24T14:00Z"}),
        ]:
            page = client.get(address, chosen | more)
            assert f"Price {price}" in plain(page), address


def test_the_price_of_a_course_is_that_of_its_therapist(client, two_prices):
    service, _, second = two_prices
    type(service).objects.update(longest_course=3)
    chosen = {"service": service.pk, "therapist": second.pk, "visits": 2}
    page = client.get("/book/course/", chosen | {"start": "2026-11-24T14:00Z"})
    assert "Price of each visit $1,250.50" in plain(page)


def test_reception_gives_a_therapist_a_price_and_takes_it_back(reception, two_prices):
    service, first, _ = two_prices
    page = f"/admin/booking/therapist/{first.pk}/change/"
    own = f"service-{service.pk}"

    def price():
        return first.offerings.get().price

    form = make.typed(reception.get(page))
    assert reception.post(page, form | {f"{own}-price": "  $120 "}).status_code == 302
    assert price() == "$120"
    refused = reception.post(page, form | {f"{own}-price": "$130"})  # the form shows no price yet
    assert "A colleague has just changed this therapist’s services" in refused.text
    assert price() == "$120"
    form = make.typed(reception.get(page))
    assert form[f"{own}-price"] == "$120"
    without = {name: value for name, value in form.items() if name != own}
    refused = reception.post(page, without)
    assert "Select the service too, or clear its price." in refused.text
    assert reception.post(page, form | {f"{own}-price": "$" + "9" * 40}).status_code == 200
    assert price() == "$120"
    assert reception.post(page, form | {f"{own}-price": ""}).status_code == 302
    assert price() == ""
