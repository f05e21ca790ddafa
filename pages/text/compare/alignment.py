"""What two sequences have in common, in time that depends only on their lengths."""

from itertools import accumulate

LIMIT = 400_000_000  # bits that an alignment may hold, 50 MB: two texts of 20,000 characters
LEAST_IN_COMMON = 0.25  # of the letters: below it, the whole text counts as replaced


def common(old, new):
    """Pairs of indexes of a longest common subsequence, in order."""
    return [(i + n, j + n) for i, j, length in stretches(old, new) for n in range(length)]


def stretches(old, new):
    """The same, as stretches (place in old, place in new, length). None if it would exceed LIMIT.

    difflib takes cubic time at worst, and texts that patients read repeat their words;
    diff-match-patch stops after a second, and what it found by then depends on the machine.
    """
    if len(old) * len(new) > LIMIT:
        return []
    from rapidfuzz.distance import LCSseq  # only when needed: it takes time and memory to load

    return LCSseq.opcodes(old, new).as_matching_blocks()[:-1]


def alignment(old, new):
    """The stretches that two lists of tokens have in common.

    A stretch shorter than what changed on either side of it belongs to the change, so that
    phrases stay together.

    """
    letters = [[0, *accumulate(len(token.word) for token in side)] for side in (old, new)]

    def between(stretch, following):
        return max(
            letters[side][following[side]] - letters[side][stretch[side] + stretch[2]]
            for side in (0, 1)
        )

    kept, end = [(0, 0, 0)], (len(old), len(new), 0)
    words = ([token.word for token in side] for side in (old, new))
    for stretch in [*stretches(*words), end]:
        while len(kept) > 1:
            length = letters[0][kept[-1][0] + kept[-1][2]] - letters[0][kept[-1][0]]
            if length > min(between(kept[-2], kept[-1]), between(kept[-1], stretch)):
                break
            kept.pop()
        kept.append(stretch)
    in_common = sum(letters[0][i + n] - letters[0][i] for i, j, n in kept)
    if in_common < LEAST_IN_COMMON * max(letters[0][-1], letters[1][-1]):
        return []
    return kept[1:-1]
