"""What people do where the small scripts help them."""

from contextlib import contextmanager

from booking.models import Service

# Without smooth scrolling, which a test would wait for.
PHONE = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce"}
DETAILS = {"name": "Sample Patient", "email": "small@example.com", "phone": "416 555 0123"}
MESSAGE = {"name": "Sample Writer", "email": "writer@example.com", "text": "Sample words."}


@contextmanager
def same_document(page):
    """Fail if what happens here loads another document."""
    page.evaluate("() => { window.isOld = true }")
    yield
    assert page.evaluate("() => window.isOld")


@contextmanager
def other_document(page):
    page.evaluate("() => { window.isOld = true }")
    yield
    page.wait_for_function("() => !window.isOld && document.readyState === 'complete'")


def write(page, path="/contact/", **typed):
    page.goto(path)
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)


def choose(page):
    page.goto(f"/book/?service={Service.objects.booked_online().earliest('order', 'name').pk}")


def details(page):
    """On the form for a patient's details, at the first open time."""
    choose(page)
    with page.expect_navigation():  # until its scripts run
        page.locator(".times a").first.click()
    for name, text in DETAILS.items():
        page.locator(f"[name={name}]").fill(text)


def when_fetched(page, pattern, answer):
    def handle(route):
        answer(route) if route.request.resource_type == "fetch" else route.continue_()

    page.route(pattern, handle)
