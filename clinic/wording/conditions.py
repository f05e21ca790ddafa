"""What may be said if a condition is met, which the editor confirms."""

from clinic.wording.rule import ANSWERS, DENIED_OR_NONE, ON_A_CONDITION, STANDARD, Rule, any_of

CARE = (
    r"(?:assessments?|consultations?|visits?|sessions?|screenings?|trials?|treatments?"
    r"|check-?ups?|massages?"
    r"|appointments?|evaluations?|classes|class|workshops?|physiotherapy|needling|acupuncture"
    r"|posture \w+|follow-?ups?|calls?)"
)
THINGS = (
    r"(?:pillows?|braces?|insoles?|orthotics?|creams?|gels?|tapes?|rollers?|devices?|supplements?"
    r"|vitamins?|mattress\w*"
    r"|shoes?|balls?|bands?|belts?|machines?|oils?|ointments?|apps?|products?|chairs?|socks"
    r"|magnesium|splints?|tens)"
)

TESTIMONIAL = Rule(
    key="testimonial",
    degree=ON_A_CONDITION,
    name="A patient’s own words",
    says="A patient’s words may be used if they are genuine, written by someone who received "
    "care, not "
    "paid for and not by staff. A name, a picture or health details need that patient’s consent.",
    source=f"{ANSWERS}: testimonials",
    instead="Without all of that, leave it out, or describe the treatment in your own words.",
    condition="These are a patient’s genuine words, unpaid and not by staff, and the patient has "
    "agreed to the name, picture and health details shown.",
    words=any_of(
        r"(?:watch|hear|listen to|meet) (?:\S+ ){1,3}(?:talk|tell|describe|speak|share|stor(?:y"
        r"|ies))"
        r"|how (?:he|she|they) (?:got|went|returned|recovered|beat)",
        r"testimonials?|success stor(?:y|ies)|(?:our|what|hear from|one|a|another|former"
        r"|many) (?:happy )?patients? (?:\S+ )?(?:says?|said|told us|tells? us|writes?|wrote"
        r"|love\w*|rave\w*|recommend\w*|report\w*)",
        r"(?:says?|said|wrote|writes) (?:\S+ ){0,3}(?:patient|client)s?|patient (?:stories|story"
        r"|reviews?|feedback)",
        r"(?:i|i'd|i'll|we'd) (?:\S+ ){0,2}recommend\w*|highly recommend\w*"
        r"|recommend (?:\S+ )?(?:clinic|team|ims|them|her|him)(?: to)?",
        r"thanks to (?:the|your|my|this|ims|physio\w*|you|dr|them|her|him)"
        r"|thank you(?:,)? (?:so much|dr|to the|for (?:helping|giving|saving|fixing))",
        r"changed my (?:life|\w+)|saved my \w+|gave me (?:\S+ )?(?:life|back)|helped me"
        r"|healed me|fixed my|cured me|got my life back|i (?:am|feel"
        r"|was) (?:\S+ )?(?:pain[- ]free|amazing|like new|a new person|so much better|finally)",
        r"i (?:suffered|lived with|was in|had been|could (?:barely|hardly)|couldn't|can now"
        r"|can finally|came (?:in|here)|walked|slept|tried|went from|never thought)|now i \S+",
        r"my (?:\S+ ){0,2}(?:pain|back|neck|knee|shoulder|headaches?|migraines?|sciatica|hip"
        r"|husband|wife|mother|daughter|son) (?:\S+ )?(?:is (?:\S+ )?(?:gone|better)"
        r"|was (?:\S+ )?gone|has (?:gone|never|finally)|disappeared|went|got|finally)",
        r"\A\"(?:\S+ ){0,12}(?:i|i'm|i've|my|me)",
        r"(?:amazing|wonderful|fantastic|excellent|incredible) (?:\S+ )?(?:clinic|team"
        r"|therapists?|physio\w*|people|staff|experience|place|results?)|(?:was|were|is"
        r"|are) (?:\S+ )?(?:amazing|wonderful|fantastic)",
        r"after (?:only |just )?(?:one|two|three|four|five|six|seven|eight|\d+|a few"
        r"|my \w+) (?:treatments?|sessions?|visits?),? (?:i|my|the pain)",
    ),
    unless_within=any_of(
        r"(?:i|we) (?:\S+ ){0,2}recommend(?:s|ed)? (?:that|you|loose|a (?:short|light|rest)"
        r"|wearing|drinking|starting|asking|to)\b",
        r"(?:some|many|most|our) patients (?:say|tell us|report\w*) (?:that )?(?:they (?:feel"
        r"|are|have) )?(?:sore\w*|tired|a (?:cramp|dull|short))",
    ),
    unless_asked=True,
)

RATING = Rule(
    key="rating",
    degree=ON_A_CONDITION,
    name="Likes, stars or ratings",
    says="Likes, stars and ratings may be shown if they are true and can be checked.",
    source=f"{ANSWERS}: likes, stars and ratings",
    instead="Give the figure with its source and date, or leave it out.",
    condition="The figure is true today, nobody was paid for it, and anyone can check it at its "
    "source.",
    words=any_of(
        r"★\S*|⭐\S*|(?:\d(?:\.\d)?|one|two|three|four|five)[- ]stars?(?: \S+)?|\d(?:\.\d)? ?(?:/"
        r"|out of) ?5(?:\.0)?",
        r"(?:google|facebook|yelp|ratemds|online|instagram|patient"
        r"|trustpilot) (?:\S+ )?(?:reviews?|ratings?|likes?|followers|stars?)"
        r"|\d[\d,]* (?:\S+ )?(?:reviews?|likes?|followers|ratings?)",
        r"rated (?:\S+ ){0,3}(?:\d\S*|by|on|excellent|five)|(?:highly|best|well)[- ]rated"
        r"|(?:average|perfect|overall) (?:rating|score)|(?:rate|review|like|follow) us"
        r"|our (?:\S+ )?(?:ratings?|reviews|stars)|(?:glowing|rave|five-star|great"
        r"|positive) reviews?",
    ),
    unless_after=any_of(DENIED_OR_NONE, r"\bpain(?:\s+\S+){0,4}\s+\Z"),
    unless_within=r"(?:rate|rating) (?:your|of) (?:\S+ )?pain(?: \S+){0,6}"
    r"|pain (?:\S+ ){0,5}\d (?:out of|/) ?5",
)

DISCOUNT = Rule(
    key="discount",
    degree=ON_A_CONDITION,
    name="A discount or a block of visits",
    says="Discounts and prepaid visits are for patients who need care: an assessment comes first, "
    "only "
    "what is needed is given, and visits that were not used are refunded.",
    source=f"{ANSWERS}: discounts and blocks of visits",
    instead="Give the fee itself, or add the conditions beside the offer.",
    condition="An assessment comes first, only treatment that is needed is given, single visits "
    "can still "
    "be "
    "bought, and unused visits are refunded.",
    words=any_of(
        r"(?:save|saves|saving) (?:up to |over |an extra )?(?:\$ ?\d\S*|\d+ ?(?:%|percent"
        r"|dollars)|money|big|more|on (?:your|a|every))",
        r"(?:\d+ ?(?:%|percent)|\$ ?\d[\d.]*) (?:off|discount|less|cheaper)|half[- ]price"
        r"|half off|discount\w*|reduced (?:price|rate|fee)s?|(?:special|introductory"
        r"|new[- ]patient|holiday|spring|summer|winter|fall|seasonal|exclusive|limited"
        r"|opening) (?:\S+ )?(?:offer|price|rate|deal|promotion)s?",
        r"coupons?|vouchers?|gift (?:cards?|certificates?)|promo(?:tions?|tional)?(?: codes?)?"
        r"|groupon|(?:black friday|boxing day) (?:sale|offer|special|deal|price)s?"
        r"|(?:new[- ]patient|weekly|monthly|\w+day|our|week's|month's) specials?|(?:on|for) sale"
        r"|flash sale|\bdeals?\b|bargains?|limited[- ]time|while (?:supplies|they) last",
        r"(?:this|next) (?:week|month|weekend|friday) only|today only|only (?:this|until"
        r"|till) (?:week|month|weekend|friday|\w+ \d+)|offer (?:ends|expires|is valid)|(?:first"
        r"|next) (?:\d+|ten|twenty|fifty) (?:patients|callers|people|bookings)",
        r"(?:buy|book|pay for|purchase|get) (?:\d+|one|two|three|four|five|six|nine"
        r"|ten) (?:\S+ )?(?:and |, )?(?:get|pay)|(?:\d+|two|three|four"
        r"|five) for (?:the price of )?(?:\d|one|two|three)|for the price of",
        r"(?:packages?|blocks?|bundles?|packs?|cards?) of (?:\d+|three|four|five|six|eight|ten"
        r"|twelve|\w+ (?:visits|sessions|treatments))|(?:visit|session|treatment|wellness|family"
        r"|\d+-visit|ten-visit|five-visit) (?:packages?|bundles?|packs?|pass(?:es)?)|pre-?paid"
        r"|pay(?:ment)? in advance|memberships?",
        r"(?:refer|refers|referring) (?:a|your|another) friends?|bring (?:a"
        r"|your) friends? (?:\S+ ){0,2}(?:get|save|receive|win)|referral (?:bonus|reward|credit)"
        r"|loyalty"
        r"|rewards?|bonus\w*|(?:(?:to|and|could|can) win|raffles?|contests?|give-?aways?)"
        r"|every \w+th"
        r" (?:visit|session|treatment) (?:is )?(?:free|half|on us)|(?:seniors?"
        r"|students?) (?:\S+ )?(?:discount|price"
        r"|rate)s?",
    ),
    unless_within=any_of(
        r"(?:no|not a) (?:big )?deal|(?:a )?(?:good |great )?deal of|deals? with"
        r"|how (?:\S+ )?deal|to deal",
        r"save (?:on (?:your|a) (?:phone|computer|device|calendar)|more time)"
        r"|\d+ ?% less (?:weight|load|pain|than)",
        r"blocks? of (?:time|text|wood|muscle)",
    ),
)

FREE = Rule(
    key="free",
    degree=ON_A_CONDITION,
    name="A free service",
    says="A free service may be offered if its conditions and limits are stated beside it.",
    source=f"{STANDARD}: free services",
    instead="Say beside it who can have it, what it includes, and what happens after it.",
    condition="The page says who can have it, what it includes and its limits.",
    words=any_of(
        rf"free (?:\S+ ){{0,3}}{CARE}|{CARE} (?:(?:is|are|for) (?:\S+ )?)?free(?: of charge)?"
        rf"|first (?:\S+ )?(?:is|are|one|one's) free",
        rf"complimentary|(?:at )?no (?:cost|charge)(?: to you)?|(?:without|free of) charge"
        rf"|costs? (?:you )?nothing|on the house|{CARE} (?:is |are )?on us|zero cost|pro[- ]bono"
        rf"|free (?:gift|trial|offer|sample|month|week)\w*|for free",
    ),
    unless_after=any_of(DENIED_OR_NONE, r"\b(?:feel|toll|pain|scent|barrier|symptom|hands)[- ]?\Z"),
    unless_within=any_of(
        r"(?:cancel|change|move|reschedul\w+|park\w*|interpret\w*|wi-?fi|copy|copies|chang\w+"
        r"|cancel\w+)(?: \S+){0,8} (?:free(?: of charge)?|without charge|no (?:cost|charge)"
        r"|for free)",
        r"(?:no|without) (?:cost|charge|cancellation fee) (?:for|to|if"
        r"|when) (?:\S+ ){0,2}(?:cancel\w*|chang\w+|mov\w+|park\w*|resched\w+|interpret\w*"
        r"|ask\w*|call\w*)",
        r"(?:toll|feel|barrier|scent|pain|hands|sugar|symptom|gluten|smoke|worry"
        r"|distraction)[- ]free(?: \S+){0,4}|free (?:to|times?|up|up \S+|parking|wi-?fi|your|the"
        r"|from|movement|of pain)(?: \S+){0,3}|free (?:phone )?calls?",
    ),
)

ENDORSEMENT = Rule(
    key="endorsement",
    degree=ON_A_CONDITION,
    name="A product endorsed",
    says="A physiotherapist may endorse a product if there is evidence for it in physiotherapy, "
    "and "
    "any payment for it is disclosed.",
    source=f"{ANSWERS}: endorsing products",
    instead="Describe the kind of product, without a brand: “a firm pillow”.",
    condition="There is credible evidence for this product, and the page says whether the clinic "
    "earns "
    "anything by it.",
    words=any_of(
        rf"(?:we|i|our \S+|physio\w*|therapists?) (?:\S+ ){{0,2}}(?:recommends?|endorses?"
        rf"|swears? by|trusts?|loves?|prefers?) (?:\S+ ){{0,4}}(?:{THINGS}|brand|[a-z]+(?:™|®))",
        r"(?:recommended|endorsed|approved|trusted|designed|loved) by (?:our "
        r"|the )?(?:\S+ )?(?:physio\w*|therapists?|team|clinic|staff)|(?:physio\w*|therapist"
        r"|clinic)[- ](?:approved|recommended|endorsed)",
        rf"(?:we|now|also) (?:also |now )?(?:sell|sells|carry|stock)|(?:buy|order|get|pick up"
        rf"|purchase"
        rf"|shop for) (?:\S+ ){{0,4}}{THINGS}|{THINGS} (?:\S+ ){{0,3}}(?:for sale"
        rf"|available (?:at|from|in)|we (?:use|trust|love|recommend|sell)|in our (?:shop|store))",
        r"\S+[™®]|(?:official|proud) (?:\S+ )?(?:partner|sponsor)\w*|sponsored by|partner(?:ed"
        r"|ship)? with|our (?:\S+ )?(?:shop|store|favou?rite brand)|(?:the|our"
        r"|this) (?:only )?brand|use (?:the |our )?code",
    ),
    unless_after=any_of(DENIED_OR_NONE, r"\b(?:if|when|before|can|may|could) (?:you |also )?\Z"),
    unless_within=any_of(
        rf"recommends? (?:\S+ ){{0,2}}(?:comfortable|loose|flat|sturdy|good|walking|running"
        rf"|supportive|warm) (?:\S+ )?{THINGS}",
        r"we do not sell|partnership with (?:you|your)",
    ),
)
RULES = (TESTIMONIAL, RATING, DISCOUNT, FREE, ENDORSEMENT)
