"""Why a person should confirm which of day and month comes first, although lines of the file say
it: a single line typed the other way would turn all other dates around.

Three rules, each of which can be said in a sentence: the lines contradict each other; few of them
decide about many; or the other order would put clearly more dates on Monday to Friday.
"""

from booking.moving_in.cells import short

HANDFUL = 5  # dates that one line may decide about
FEW = 10  # dates for each line that decides: more often, a month has days after its twelfth
CLEARLY = 3  # more dates on a weekend, and twice as many
MOST_LISTED = 5  # lines
THE_FIRST = {"day": "the day", "month": "the month", "year": "the year"}
OTHER = {"day": "month", "month": "day"}


def settled_by(alone, first) -> str:
    """The line that leaves this order only, as a sentence. `alone` has such lines by order."""
    votes = alone.get(first, [])
    if not votes:  # one excludes the day first, and another the year
        return ""
    return f"{said_first(votes)} can only be read with {THE_FIRST[first]} first."


def said_first(votes):
    """“Line 12, “31/12/2026”, and 3 others”."""
    lines = {vote.line: vote for vote in reversed(votes)}
    one = votes[0]
    where = f" in “{one.where}”" if one.where else ""
    if one.has_weekday:
        where += f" on a {next(iter(one.days.values())):%A}"
    others = len(lines) - 1
    more = f" and {others} other{'s' * (others > 1)}" if others else ""
    return f"Line {one.line}, {short(one.cell)}{where},{more}"


def doubt_about(alone, first, open_ones) -> str:
    """Why this order is not certain, or "". `first` is "" if the lines contradict each other."""
    if not first:
        return contradiction(alone)
    deciding = {vote.line for vote in alone.get(first, [])}
    many = len({vote.line for vote in open_ones})
    if many > (FEW * len(deciding) if len(deciding) > 1 else HANDFUL):
        count = f"only {len(deciding)} lines say" if len(deciding) > 1 else "only one line says"
        return f"But {count} so, and {many:,} others could be read either way."
    return on_weekends(first, open_ones)


def contradiction(alone):
    """With the lines of the rarer order, which are the ones to look at."""
    by_count = sorted(alone, key=lambda order: -len(alone[order]))
    parts = [
        f"{said_first(alone[order])} can only be read with {THE_FIRST[order]} first"
        for order in by_count
    ]
    said = "; ".join([parts[0], *(f"l{part[1:]}" for part in parts[1:])])
    odd = sorted({vote.line for vote in alone[by_count[-1]]})
    listed = ", ".join(map(str, odd[:MOST_LISTED])) + ("…" if len(odd) > MOST_LISTED else "")
    about = f" Look at line{'s' * (len(odd) > 1)} {listed}." if len(odd) > 1 else ""
    return f"The file contradicts itself. {said}.{about}"


def on_weekends(first, open_ones):
    other = OTHER.get(first)
    both = [vote.days for vote in open_ones if first in vote.days and other in vote.days]
    chosen = sum(days[first].weekday() > 4 for days in both)
    instead = sum(days[other].weekday() > 4 for days in both)
    if chosen - instead < CLEARLY or chosen < 2 * instead:
        return ""
    fewer = f"{instead} of them" if instead else "none"
    return (
        f"But of {len(both):,} dates that can be read either way, {chosen:,} would then be on a "
        f"Saturday or Sunday; with {THE_FIRST[other]} first, {fewer}."
    )
