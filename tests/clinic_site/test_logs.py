import pytest

from clinic_site.logs import mask


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("Not Found: /appointments/s3cr3t/", "Not Found: /appointments/…/"),
        ("/appointments/s3cr3t/cancel/", "/appointments/…/cancel/"),
        ("GET /admin/reset/MQ/s3-cr3t/ HTTP/1.1", "GET /admin/reset/…/…/ HTTP/1.1"),
        ('"GET /calendars/s3cr3t/visits.ics" 200', '"GET /calendars/…/visits.ics" 200'),
        ("Gone: /preview/s3cr3t/", "Gone: /preview/…/"),
        ('"GET /search/?q=low+back HTTP/1.1"', '"GET /search/?… HTTP/1.1"'),
        (
            '"GET /admin/pages/revision/7/preview/ 200"',
            '"GET /admin/pages/revision/7/preview/ 200"',
        ),
        (
            '"GET /admin/booking/appointment/?q=Jane HTTP/1.1"',
            '"GET /admin/booking/appointment/?… HTTP/1.1"',
        ),
        ('"GET /ims/ HTTP/1.1" 200', '"GET /ims/ HTTP/1.1" 200'),
    ],
)
def test_no_log_line_opens_a_page_or_tells_a_name(line, masked):
    assert mask(line) == masked
