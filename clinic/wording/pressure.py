"""What may not be used to bring people in: care that nobody needs, and fear."""

from clinic.wording.rule import NOT_ALLOWED, STANDARD, Rule, any_of

UNNEEDED = Rule(
    key="unneeded",
    degree=NOT_ALLOWED,
    name="Care urged that may not be needed",
    says="Advertising may not encourage care that is not needed. An assessment decides what is.",
    source=f"{STANDARD}: unnecessary services and incentives",
    instead="Say that an assessment comes first: “Your physiotherapist will tell you whether "
    "treatment "
    "can help.”",
    words=any_of(
        r"(?:every(?:one|body)|all of us|we all|anyone|anybody|all adults"
        r"|every adult) (?:\S+ )?(?:needs?|(?:should|ought to) (?:have|get|see|come|book|visit|be"
        r"|try)"
        r"|can benefit|benefits|could use|deserves)",
        r"even (?:if|when|though|without) (?:you |your |a )?(?:\S+ ){0,3}(?:fine|well|healthy"
        r"|sore|nothing"
        r"|pain|hurts?|symptoms?|wrong|good|great|problem)",
        r"(?:whether or not|with or without) (?:\S+ ){0,4}(?:pains?|hurts?|symptoms?|injur\w+"
        r"|problem|referral needed)",
        r"(?:you|you'll) (?:will )?(?:need|require|should (?:have|book|get)) (?:at least "
        r"|a minimum of )?(?:\d+|ten|twelve|fifteen|twenty|thirty|many) (?:visits|sessions"
        r"|treatments)",
        r"(?:rest of your life|for life|lifelong|never stop|don't (?:ever )?stop|keep coming"
        r"|come back every (?:week|month))(?: (?:\S+ ){0,3}(?:treatment|care|visits?"
        r"|maintenance))?",
        r"the more (?:\S+ )?(?:visits|sessions|treatments|often|you come)|as many (?:visits"
        r"|sessions|treatments) as",
        r"(?:use|using|spend|max|maximi[sz]e|claim)(?: \S+){0,4} (?:benefits|coverage|insurance"
        r"|allowance)(?: \S+){0,3} (?:before|expires?|up|run out|by december|year-?end"
        r"|end of (?:the )?year|waste|all)",
        r"use (?:it|them) or lose (?:it|them)|use up (?:\S+ ){0,3}(?:benefits|coverage|insurance"
        r"|allowance)|(?:benefits|coverage|insurance) (?:\S+ ){0,3}(?:go(?:es)? to waste"
        r"|expires?)",
        r"bring (?:the|your) (?:whole|entire) family|why wait|don't need a (?:reason|problem)"
        r"|come in anyway|tune-?ups?|(?:monthly|weekly|yearly|annual|regular) (?:maintenance"
        r"|check-?ups?)",
        r"(?:book|call|come|sign up|act|reserve) (?:\S+ )?(?:now|today"
        r"|right away) (?:\S+ ){0,2}(?:before|while|or (?:lose|miss|regret|you))\b|(?:spots"
        r"|spaces|places|appointments) (?:are )?(?:filling|going|selling|running) (?:fast|out|up"
        r"|quickly)|hurry|act (?:fast|now)",
        r"(?:healthy|fit|well) people (?:\S+ )?(?:need|should)|treat yourself|you (?:deserve"
        r"|owe (?:it to )?yourself)",
    ),
    unless_within=r"(?:every(?:one|body)|anyone|anybody) (?:\S+ )?(?:needs?"
    r"|should) (?:\S+ )?(?:sleep|rest"
    r"|water|time|to (?:bring|wear|fill)|arrive|bring|wear|know|help|tell)\b",
)

FEAR = Rule(
    key="fear",
    degree=NOT_ALLOWED,
    name="Fear",
    says="Advertising may not mislead, and may not push people into care with fear of what could "
    "happen without it.",
    source=f"{STANDARD}: misleading claims and unnecessary services",
    instead="Say calmly when to seek care, and where: “If you lose feeling in your legs, go to an "
    "emergency department.”",
    words=any_of(
        r"(?:before|until) it(?:'s| is| gets) too late|too late (?:to|for)|wait until"
        r"|it may already be|while you still can",
        r"wheelchair|paraly[sz]\w+|crippl\w+|ticking (?:time )?bomb|time bomb|disabled for life"
        r"|disaster|catastroph\w+|terrifying|nightmare|devastat\w+|deadly",
        r"never (?:be able to )?(?:walk|run|work|move|sleep|play|lift|hold) (?:\S+ ){0,4}again"
        r"|lose (?:your )?(?:ability|independence|mobility|job|career)",
        r"(?:end|wind|ends|finish) up (?:\S+ ){0,3}(?:with|in|on|under|needing|having|disabled"
        r"|unable|surgery|paraly\w+)",
        r"(?:ignor\w+|untreated|neglect\w*|without treatment|if you do nothing|doing nothing"
        r"|left alone|unless you|every day you wait|each day you wait|the longer you wait"
        r"|delay\w*|waiting|put(?:ting)? (?:it|this|that) off),?(?: \S+){0,12} (?:worse|damage\w*"
        r"|surgery|disab\w+|ruin\w*|destroy\w*"
        r"|regret\w*|spread\w*|lose|lost|cost you|harm|danger\w*|risk\w*|chronic|permanent"
        r"|irreversible|never|serious|crippl\w+|for life)",
        r"(?:risk|face|facing|avoid|need) (?:\S+ )?(?:surgery|disability|paralysis"
        r"|amputation)(?: later| one day| soon)?",
        r"(?:permanent|irreversible|lasting|permanently) (?:\S+ )?(?:damaged?|harm|disability"
        r"|disabled)",
        r"(?:could|can|will|may) (?:cost you|ruin|destroy|wreck|cripple)|(?:ruin|destroy"
        r"|wreck)(?:s|ing)? your|slowly (?:\S+ )?(?:destroy|kill|damag|ruin)\w*|you('ll"
        r"| will) regret|don't (?:risk|gamble)|danger(?:ous)? to (?:wait|ignore)|life sentence",
    ),
    unless_after=any_of(
        r"\b(?:accessible|by|your|use|uses|using|(?:are|come|arrive) in) (?:a |an |your )?\Z",
        r"\b(?:wait|come|bring|push|after|before|had|recover\w*|have had)(?:\s+\S+){0,3}\s+\Z",
    ),
    unless_before=r"[- ](?:access\w*|ramp|users?|entrance|lift|parking|space|taxi|spaces)\b"
    r"|\s+(?:called|the"
    r"|your|we|you are called|are)\b",
    unless_within=any_of(
        r"(?:no|without) (?:\S+ ){0,3}(?:permanent|lasting|serious) (?:\S+ )?(?:damage|injury"
        r"|harm)",
        r"(?:permanent|lasting|serious) (?:\S+ )?(?:damage|injury|harm)(?=(?: \S+){0,6} (?:911"
        r"|emergency|doctor))",
        r"(?:wait|waiting) until (?:you are|we|your|the|someone|\w+day|\d)",
        r"(?:please|and|can|to|should) wait until",
    ),
)
RULES = (UNNEEDED, FEAR)
