"""The words that a new database blocks, for reception to change.

Those that patients may write too are signals for the moderator; what no patient writes is spam. No
medicine is among them: patients list what they take.
"""

from inbox.models import BlockedWord

SIGNAL, SPAM = BlockedWord.Weight.SIGNAL, BlockedWord.Weight.SPAM
WORDS = {
    SIGNAL: """
        casino, bitcoin, crypto investment, payday loan, sportsbook, escort, porn, replica,
        backlinks, SEO services, guest post, OnlyFans, marabout, voyance, cassino, apostas,
        казино, кредит онлайн, 博彩, 贷款, قروض, كازينو, sabong
    """,
    SPAM: """
        buy viagra, cheap viagra, viagra online, buy cialis, cheap cialis, online casino bonus,
        free spins, no deposit bonus, slot gacor, judi online, togel, 1xbet, dofollow,
        do-follow, link insertion, buy followers, buy backlinks, write my essay,
        essay writing service, replica watches, crypto recovery expert, binary options,
        prêt entre particuliers, préstamos sin buró, casa de apostas, 娱乐城, 百家乐, 代开发票
    """,
}


def add_starter_words():
    """Fill an empty list; one that has words already belongs to reception."""
    if not BlockedWord.objects.exists():
        BlockedWord.objects.bulk_create(
            BlockedWord(word=word.strip(), weight=weight)
            for weight, words in WORDS.items()
            for word in words.split(",")
        )
