"""A mail server that is at times away, slow or unwilling, or hangs up in the middle of a mail."""

import asyncio
import hashlib
import time
from email import message_from_bytes

from tests.mail_server import MailServer

MOODS = ["well", "slow", "away", "4xx", "5xx", "hangs up", "hangs up after taking"]
TAKEN_UNKNOWN = "hangs up after taking"


class MoodyServer(MailServer):
    def __init__(self):
        self.mood, self.taken, self.unknown = "well", [], []
        super().__init__()

    def feel(self, mood):
        if mood == "away":
            self.stop()
        elif self.mood == "away":
            self.start()
        self.mood = mood

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mood == "4xx":
            return "451 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mood = self.mood
        if mood == "slow":
            await asyncio.sleep(0.2)
        if mood == "5xx":
            return "554 Not that"
        if mood != "hangs up":
            mail = message_from_bytes(envelope.content)
            self.taken.append((time.monotonic(), mail["Message-ID"], digest(mail)))
        if mood.startswith("hangs up"):
            if mood == TAKEN_UNKNOWN:
                self.unknown.append(time.monotonic())
            server.transport.abort()
        return "250 OK"


def digest(mail):
    """What the person reads; the date and the boundaries are those of each delivery."""
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    head = "\n".join(mail[name] for name in ("To", "From", "Subject"))
    return hashlib.sha256(b"\n".join([head.encode(), *parts])).hexdigest()
