#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it works on this folder's own PostgreSQL."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    if not os.environ.get("DATABASE_URL") or "CLINIC_LIFELINE" in os.environ:
        from clinic_site.dev import environment  # of which production imports nothing

        environment.prepare()
    from django.core.management import execute_from_command_line

    from clinic_site.logs import mask_crashes

    mask_crashes()
    execute_from_command_line(sys.argv)
