"""Text messages through Twilio's Messages API, with Twilio's own client library."""

from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from clinic.texting import NotSent, Reason, Refused, Unclear

PATIENCE = 10  # seconds, to connect and then for the answer
# https://www.twilio.com/docs/api/errors: those after which the same message would be refused again.
# All other refusals may be due to the account or its setup, which somebody can fix: also a country
# that the account may not send to (21408), and a sender that cannot reach the number (21612).
FINAL = {
    21211: Reason.WRONG,
    21214: Reason.WRONG,
    21217: Reason.WRONG,
    21265: Reason.WRONG,
    21610: Reason.STOPPED,
    21614: Reason.NO_MOBILE,
    30003: Reason.UNREACHED,
    30004: Reason.BLOCKED,  # a reply of STOP is one of several causes
    30005: Reason.WRONG,
    30006: Reason.NO_MOBILE,
}
TOO_BUSY = 503  # it has taken nothing
FAILED, ARRIVED = {"failed", "undelivered", "canceled"}, {"delivered", "read"}


class Twilio:
    """Sends `sent_from` a number (E.164), or by a Messaging Service (its SID, “MG…”).

    The API has no key that would make sending the same message twice harmless.
    """

    def __init__(self, account, token, sent_from, api="https://api.twilio.com"):
        http_client = TwilioHttpClient(timeout=PATIENCE, max_retries=0)
        self.client = Client(account, token, http_client=http_client)
        self.client.api.base_url = api
        by = "messaging_service_sid" if sent_from.startswith("MG") else "from_"
        self.sender = {by: sent_from}

    def send(self, number, words):
        """Hand over one message and return its SID. Raises Refused, NotSent and Unclear."""
        try:
            return self.client.messages.create(to=number, body=words, **self.sender).sid
        except TwilioException as error:
            raise meant_by(error) from None
        except RequestException as error:
            raise (NotSent if was_never_connected(error) else Unclear) from None
        except (ValueError, AttributeError):  # not a usable answer
            raise Unclear from None

    def has_arrived(self, sid):
        """Whether the phone has it; False while it is on its way. Raises Refused and NotSent."""
        try:
            message = self.client.messages(sid).fetch()
        except (TwilioException, RequestException, ValueError, AttributeError):
            raise NotSent from None
        if message.status in FAILED:
            raise Refused(FINAL.get(message.error_code, Reason.BLOCKED))
        return message.status in ARRIVED


def meant_by(error):
    """What an error answer means: after a failure of its own, the provider may have taken it."""
    code, status = getattr(error, "code", None), getattr(error, "status", 0)
    if code in FINAL:
        return Refused(FINAL[code])
    return Unclear() if status >= 500 and status != TOO_BUSY else NotSent()


def was_never_connected(error):
    """Whether the request cannot have reached the provider."""
    reason = getattr(next(iter(error.args), None), "reason", None)
    return isinstance(error, ConnectTimeout) or isinstance(reason, NewConnectionError)
