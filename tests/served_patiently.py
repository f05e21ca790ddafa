"""The site, but it waits for a busy schedule as long as a busy machine may need."""

import clinic_site.wsgi

application = clinic_site.wsgi.application

from booking.models import therapist  # noqa: E402 once Django is set up

therapist.LONGEST_WAIT = "30s"
