"""What a visit costs, as patients read it. Prices are free text, as the clinic has written them."""

import re
from decimal import Decimal

DEPENDS = "depends on the therapist"
AMOUNT = re.compile(r"\$ ?(\d{1,3}(?:,\d{3})+|\d{1,6})(\.\d{1,2})?(?![.,]?\d)", re.ASCII)


def price_with(offering):
    """The price with this therapist; "" if none has been entered."""
    return offering.price or offering.service.price


def price_among(offerings, otherwise=""):
    """One price for all of these: with “from” and the lowest amount where theirs differ.

    `otherwise` is returned where that can't be said: each has to be an amount in dollars, alone or
    with the same words after it.
    """
    prices = list(dict.fromkeys(price_with(one).strip() for one in offerings))
    if len(prices) == 1:
        return prices[0]
    amounts = list(map(AMOUNT.match, prices))
    if not amounts or not all(amounts):
        return otherwise
    after = {price[found.end() :] for price, found in zip(prices, amounts, strict=True)}
    if len(after) > 1 or "$" in min(after):
        return otherwise
    return f"from {min(amounts, key=dollars).string}"


def dollars(found):
    whole, cents = found.groups(default="")
    return Decimal(whole.replace(",", "") + cents)


def plain_amount(price):
    """In dollars, as machines read it, such as 95.00; "" if the text says anything else."""
    found = AMOUNT.fullmatch(price.strip())
    return f"{dollars(found):.2f}" if found else ""
