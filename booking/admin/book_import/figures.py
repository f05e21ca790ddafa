"""The figures of an import in words, the same on every screen."""

from django.utils.dateparse import parse_date


def counted(count, one, many=""):
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def brought(counts):
    """What is or was brought in, by `booking.moving_in.counting`: “9 visits (3 of them cancelled)
    and 2 new patients”."""
    visits = counted(counts["visits"], "visit")
    if cancelled := counts["cancelled"]:
        visits += f" ({cancelled:,} of them cancelled)" if counts["visits"] > 1 else " (cancelled)"
    parts = [
        visits if counts["visits"] else "",
        counted(counts["patients"], "new patient") if counts["patients"] else "",
        f"more about {counted(counts['told'], 'patient')} already here" if counts["told"] else "",
    ]
    parts = [part for part in parts if part] or ["0 visits and 0 patients"]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def of_visits(counts):
    """How many visits the file has, from which day to which, and how many of them are past; or "".

    A wrong date looks like a success until somebody reads these days.
    """
    if not counts.get("visits"):
        return ""
    first, last = parse_date(counts["first"]), parse_date(counts["last"])
    visits, past = counts["visits"], counts["past"]
    said = counted(visits, "visit")
    if counts["cancelled"]:
        said += f", {counts['cancelled']:,} of them cancelled,"
    days = f"from {named(first)} to {named(last)}" if first != last else f"on {named(first)}"
    outside = counts["outside_in_past"]
    outside = f" ({outside:,} outside the hours that therapists work now)" if outside else ""
    return f"{said} {days}: {past:,} in the past{outside}, {visits - past:,} upcoming."


def named(day):
    return f"{day:%a}, {day:%b} {day.day}, {day.year}"


def unread(counts):
    """“3 phone numbers and 1 email address”, or ""."""
    phones, emails = counts.get("unread_phones"), counts.get("unread_emails")
    parts = [
        counted(phones, "phone number") if phones else "",
        counted(emails, "email address", "email addresses") if emails else "",
    ]
    return " and ".join(filter(None, parts))
