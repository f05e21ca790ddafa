"""What may not be said of the treatment: sure results, no side effects, claims nobody can prove."""

from clinic.wording.rule import NOT_ALLOWED, STANDARD, Rule, any_of

COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|a few|a couple of|a single|few)"
VISITS = r"(?:visits?|sessions?|treatments?|appointments?)"
SOON = rf"(?:{VISITS}|days?|weeks?|months?|minutes?|hours?)"
COMPLAINT = (
    r"(?:pains?|aches?|problems?|injur\w+|conditions?|symptoms?|headaches?|migraines?|sciatica"
    r"|arthritis|stiffness|suffering|back|neck|shoulders?|knees?)"
)
WILL = r"(?:will|'ll|shall)"
SURELY = (
    r"(?:definitely|certainly|surely|absolutely|undoubtedly|always|soon|quickly|finally|completely"
    r"|fully|be able to)"
)

PROMISE = Rule(
    key="promise",
    degree=NOT_ALLOWED,
    name="A result promised",
    says="A result may not be guaranteed or presented as sure, and expectations must be realistic.",
    source=f"{STANDARD}: misleading claims and guarantees",
    instead="Say what the treatment aims at, and that results differ: “Many patients notice a "
    "change after a few visits. How many you need depends on your symptoms.”",
    unless_asked=True,
    words=any_of(
        r"guarantee\w*|cure[ds]?|curing|miracles?|miraculous\w*|cure-all",
        r"permanent(?:ly)?|forever|for good|once and for all|100%",
        r"(?:never|won't|will not) (?:\S+ ){0,4}(?:again|returns?|recurs?|com(?:e|es|ing) back)",
        r"always works?|never fails?|(?:cannot|can't) fail|fail-?safe|fool-?proof|sure-?fire"
        r"|without fail",
        r"works? (?:\S+ )?(?:every time|for every(?:one|body)|for all|on everyone|like magic"
        r"|wonders)",
        r"(?:sure|certain|bound|assured) (?:to (?:work|help|heal|recover|feel|get|be (?:better"
        r"|pain))"
        r"|results?|relief|recovery|success|way to)",
        rf"{WILL} (?:{SURELY} )*(?:be|feel|live|walk|stay|become|get|leave|go home|wake up|end up)"
        r" (?:\S+ ){0,3}(?:pain[- ]free|free (?:of|from) (?:pain|symptoms?)|cured|healed|fixed|gone"
        r"|better|like new|new again|symptom[- ]free|no (?:more )?pain)",
        rf"{WILL} (?:definitely|certainly|surely|absolutely|undoubtedly) (?!be (?:asked|told))\w+",
        rf"{WILL} (?:{SURELY} )+(?:work|help|recover|improve|heal|run|walk)",
        rf"(?:{WILL}|we|to|and|can|it|ims|that) (?:{SURELY} )*(?:fix|fixes|eliminates?|erases?"
        rf"|ends?"
        r"|stops?|banish|banishes|heals?|reverses?|get rid of|gets rid of|rids? you of|take away"
        r"|wipes? out|melts? away|solves?|resolves?)"
        rf" (?:your|all|any|every|their|chronic|back|neck) (?:\S+ )?{COMPLAINT}",
        rf"{COMPLAINT} (?:\S+ )?(?:{WILL} (?:\S+ )?(?:disappear|vanish|go away|be gone|melt"
        rf"|be over)"
        r"|disappears|vanishes|melts away)",
        rf"gone (?:in|after|within) (?:\S+ ){{0,2}}{SOON}|say good-?bye to|(?:wave"
        rf"|kiss) (?:\S+ ){{0,3}}good-?bye",
        r"(?:instant|immediate|total|everlasting|assured) (?:pain )?(?:relief|recovery|results?"
        r"|success)",
        r"complete (?:pain )?relief|instantly (?:relieves?|better|gone|free)"
        r"|results are (?:certain|sure)",
        r"pain[- ]free (?:in|after|within|by|life|living|for life|again)|no more (?:\S+ )?pain",
        r"(?:gets?|lives?|becomes?|be|leaves?|walks? out|walks? away|goe?s? home|wakes? up"
        r"|move) (?:\S+ ){0,2}pain[- ]free",
        rf"(?:back|return) (?:to|at|on|in) (?:\S+ ){{1,4}}(?:in|within|after) (?:just "
        rf"|only )?{COUNT} {SOON}",
        rf"(?:in|within|after) (?:just|only) {COUNT} (?:short |quick )?{SOON}",
        rf"(?:one|a single) {VISITS} (?:is|'s) (?:all|enough)|is all (?:it takes"
        rf"|you(?:'ll)? (?:will )?need)",
        r"no matter (?:how|what|where) (?:\S+ ){0,5}(?:pains?|hurts?|injur\w+|long|bad|old|severe)",
        rf"(?:fix|treat|heal|relieve|resolve)(?:e?s)? (?:any|all|every) (?:\S+ )?{COMPLAINT}",
        r"we (?:promise|swear|assure you) (?:you |that )*(?:a |results?|relief|you(?:'ll| will)"
        r"|your pain|to (?:fix|heal|end|make))",
        r"money[- ]back|full(?:y)? recover(?:y|ed)? (?:in|within|is certain|every)|(?:good as"
        r"|like) new",
    ),
    unless_within=any_of(
        r"(?:is|are) better than (?:a )?cures?",
        r"for good (?!and\b|or\b|but\b|with\b|in\b|after\b)\w+",
        r"guarantee(?:s|d)? (?:your |the |a |that your )?(?:privacy|confidentiality|time|place"
        r"|spot|call|"
        r"reply|answer|appointment|booking|parking)",
        r"permanent (?:address|resident|job|position|home|teeth|tooth|marker|injury|damage|scars?"
        r"|disability|closure|staff|makeup|residents?|move|entrance|changes?)\w*",
        r"permanently (?:closed|moved|injured|damaged)",
        r"100% (?:of (?:the|your)|cotton|covered|refund\w*)",
        r"(?:keep|keeps|kept|save|saved|stored|store) (?:\S+ ){0,3}forever",
        r"(?:seems?|feels?|takes?|last) (?:like )?forever",
        r"(?:will|'ll|to) (?:\S+ )?(?:get|be|feel) (?:\S+ )?better (?:able|prepared|informed"
        r"|if you)",
        r"never (?:\S+ ){0,4}(?:use|ask|share|charge\w*|email|call|be asked) (?:\S+ ){0,4}again",
    ),
)

NO_SIDE_EFFECTS = Rule(
    key="no_side_effects",
    degree=NOT_ALLOWED,
    name="No risk, no pain or no side effects",
    says="Advertising may not mislead, and that includes leaving out what a patient may feel or "
    "risk.",
    source=f"{STANDARD}: misleading claims",
    instead="Say what most people feel, and what can happen: “The needle can cause a short, "
    "cramp-like ache. Some soreness the next day is common.”",
    unless_asked=True,
    words=any_of(
        r"(?:no|zero) (?:known |negative |unwanted |harmful |real )?(?:side[- ]effects?"
        r"|downsides?|after-?effects)",
        r"(?:free (?:of|from)|without(?: any)?|hasn't any|doesn't have any) (?:side[- ]effects?"
        r"|risks?|danger)",
        r"risk[- ]free|(?:zero|no) (?:risks?|danger)(?: at all| whatsoever| involved)?",
        r"painless(?:ly)?|pain[- ]free (?:treatment|needl\w+|procedure|therapy|session|technique"
        r"|method|way)",
        r"(?:completely|totally|perfectly|100%|absolutely|entirely|always) (?:safe|harmless"
        r"|gentle|natural)",
        r"(?:safe|gentle|suitable) for (?:every(?:one|body)|anyone|all\b)|(?:is|are) harmless",
        r"(?:does not|doesn't|don't|do not|won't|will not|never) (?:ever )?hurts?(?: a bit"
        r"| at all| anyone)?(?! to\b)",
        r"(?:won't|will not|don't|do not|never|hardly) (?:even )?feel (?:a thing|anything"
        r"|any pain|the needles?)",
        r"nothing can go wrong|(?:no|zero) (?:pain|discomfort)(?: at all| whatsoever|, no)"
        r"|zero pain",
        r"(?:cannot|can't|never|won't) (?:hurt|harm)(?:ed|s)?(?: you| anyone)?(?! to\b)",
        r"(?:treatment|needl\w+|session|therapy|relief) without (?:any )?(?:pain|discomfort)",
    ),
    unless_after=any_of(
        Rule.unless_after,
        r"(?:usually|often|mostly|nearly|almost|should be|can be|may be|relatively|normal muscle is"
        r"|most (?:people|patients))\s+\Z",
        r"\bnormal muscle(?:\s+\S+){0,4}\s+\Z",
        r"\b(?:if|as far as|as long as|that|which|until|while|where|side|what)(?:\s+\S+){0,3}\s+\Z",
    ),
    unless_within=r"no risk (?:factors?|of (?:missing|losing)\w*)|(?:it|that) (?:won't"
    r"|doesn't) hurt to",
)

UNPROVEN = Rule(
    key="unproven",
    degree=NOT_ALLOWED,
    name="A claim that nobody can check",
    says="Everything in advertising must be true and verifiable. A figure or a success needs "
    "evidence that you can show.",
    source=f"{STANDARD}: claims without evidence",
    instead="Give the source, or leave it out: say what the treatment does and for whom it is "
    "used.",
    words=any_of(
        r"(?:high|higher|highest|excellent|great|amazing|incredible|outstanding|proven"
        r"|\d+%) (?:\S+ )?success(?:es)?(?: rates?)?",
        r"success rates?|rate of success|track record|proven (?:\S+ )?(?:to|method|results?"
        r"|technique|treatment|system|success)",
        r"(?:clinically|scientifically|medically|long) proven|science proves|(?:studies|research"
        r"|doctors|experts) (?:prove|agree|confirm)s?",
        r"(?:\d+%|nine out of ten|\d+ (?:out of|in) \d+|almost all|nearly all|virtually all|all"
        r"|most|every one) (?:of )?(?:our )?(?:\S+ )?"
        r"(?:patients|clients|people) (?:\S+ )?(?:get|are|feel|felt|report\w*|recover\w*"
        r"|improve\w*|leave|see|say|said|were|notice\w*|love\w*|return\w*)"
        r"(?! (?:\S+ )?(?:a|an|some|sore\w*|tired|the needle|only|mild|little)\b)",
        r"(?:thousands|hundreds|countless|millions|\d[\d,]*) (?:of )?(?:happy|satisfied"
        r"|successful|grateful|pain-free)",
        r"(?:helped|treated|cured|healed|fixed) (?:thousands|hundreds|countless|millions"
        r"|everyone|\d[\d,]+)",
        r"revolutionary|break-?through|ground-?breaking|secret (?:technique|method|formula)"
        r"|magic\w*|life-?changing",
        r"detox\w*|(?:flush|remove|release)(?:s|es)? (?:\S+ )?toxins|(?:boost"
        r"|strengthen)s? (?:your |the )?immun\w+",
        r"(?:patient )?satisfaction (?:rate|score)|results speak for themselves"
        r"|works? when nothing else",
        r"re-?grow\w*|regenerat\w+|turns? back the clock|(?:nothing|you have nothing) to lose"
        r"|amazing results|incredible results|unbelievable"
        r"|astonishing|dramatic(?:ally)? (?:results|improve\w*|better)",
    ),
)
RULES = (PROMISE, NO_SIDE_EFFECTS, UNPROVEN)
