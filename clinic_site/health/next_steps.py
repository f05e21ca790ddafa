"""What an administrator does about a part of the website that is not well, who knows no server."""

CALL = "Call the person who looks after your server, and read them this line:"
DATABASE = f"{CALL} “the database refuses changes: see whether its disk is full”."
TABLES = f"{CALL} “run manage.py migrate”."
WORKER = (
    f"{CALL} “the worker is down: on Debian, systemctl restart clinic-worker; with Docker, "
    "docker compose restart worker”. Until it runs again, call patients who wait for an answer."
)
EMAIL = (
    f"{CALL} “the mail server refuses our emails: see EMAIL_URL and the log of the worker”. Until "
    "then, call patients who wait for an answer."
)
TEXTS = "Open Undelivered email, and call those patients."
IMAGES = f"{CALL} “MEDIA_ROOT cannot be read”."
DISK = f"{CALL} “the disk with the images is nearly full”."
BACKUP = f"{CALL} “no backup has been made for two days: see whether the nightly backup runs”."
SECOND_STEP = "Open Rules for logging in, and select “Second step required”."
