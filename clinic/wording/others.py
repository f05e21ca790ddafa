"""What may not be said beside other providers: superiority, comparison, uniqueness, a title."""

from clinic.wording.rule import DENIED, NOT_ALLOWED, STANDARD, Rule, any_of

PROVIDERS = (
    r"(?:clinics?|physio\w*|therapists?|practices?|providers?|chiropract\w+|massage therap\w+"
    r"|doctors?"
    r"|cent(?:re|er)s?|surgeons?|practitioners?|places?)"
)
HERE = (
    r"(?:in|around|of|near) (?:the )?(?:toronto|ontario|canada|city|gta|town|area|country"
    r"|province|world"
    r"|neighbou?rhood|north america|region|downtown|east|west|east end|west end)"
)
THAN = (
    r"than (?:any\w*|others?|most|all|the (?:rest|competition|others?|average|clinic|hospital"
    r"|usual)|ours?|theirs"
    r"|elsewhere|(?:my|your) (?:old |last |previous |other |family )?(?:doctor|physio\w*"
    r"|therapist|chiro\w*"
    r"|clinic|surgeon)|surgery|medications?|drugs?|pills?|painkillers|massage|chiropract\w+"
    r"|acupuncture"
    r"|conventional|traditional|ordinary|regular|standard|what (?:you|other))"
)
MOST = (
    r"(?:experienced|skilled|skilful|advanced|trusted|effective|qualified|modern|respected"
    r"|popular|reliable"
    r"|knowledgeable|successful|talented|professional|caring|recommended|complete|trained)"
)

SUPERIORITY = Rule(
    key="superiority",
    degree=NOT_ALLOWED,
    name="Better than others",
    says="You may not claim or imply that your care is superior in any way. “The best care "
    "possible”, about your own practice, is allowed.",
    source=f"{STANDARD}: superiority",
    instead="Describe what you do and who does it: training, years of practice, how long a visit "
    "is.",
    unless_after=any_of(DENIED, r"\b(?:no|how|at|as)\s+\Z"),
    words=any_of(
        r"best|#\s?1|no\. ?1|number[- ]one|top[- ]rated|highest[- ]rated|best[- ]rated"
        r"|top[- ]ranked|voted",
        rf"(?:top|leading|premier|finest|foremost|favourite|favorite"
        rf"|elite) (?:\S+ ){{0,2}}(?:{PROVIDERS}|clinicians?|experts?|team|provider|choice|name"
        rf"|rehab\w*)",
        r"(?:premier|finest|foremost|unrivall?ed|unmatched|unsurpassed|unparallell?ed|unbeatable"
        r"|unequall?ed|peerless|unbeaten)",
        r"second to none|world[- ]class|award[- ]winning|gold standard|a cut above"
        r"|in a class of (?:its|our|their) own|head and shoulders",
        rf"(?:better|superior|faster|cheaper|safer|stronger|quicker|gentler|lower|more \S+"
        rf"|less \S+|fewer \S+|higher \S+|sooner)"
        rf" (?:\S+ ){{0,3}}{THAN}",
        rf"more (?:\S+ ){{0,8}}than (?:\S+ ){{0,5}}(?:at|with|from) (?:the|an?|your|any"
        rf"|another) {PROVIDERS}",
        r"as (?:fast|quickly|well|soon|much|good|effective) as (?:\S+ ){0,3}(?:elsewhere|others?"
        r"|with)",
        r"superior (?:\S+ )?(?:care|results?|treatment|service|skills?|technique|outcomes?|to)"
        r"|superiority",
        rf"(?:the|our|toronto's|ontario's|canada's|city's) most {MOST}",
        rf"most {MOST} (?:\S+ ){{0,3}}(?:{PROVIDERS}|team|treatment|method)",
        rf"(?:greatest|finest|fastest|safest|kindest|friendliest|gentlest|highest|cheapest"
        rf"|lowest|strongest) (?:\S+ ){{0,4}}{HERE}",
        r"(?:fastest|quickest|safest|surest) (?:way|route|path) (?:to|out of"
        r"|back) (?:\S+ )?(?:recover\w*|relief|heal\w*|pain|health|get better|feel better)",
        r"(?:lowest|cheapest|best) (?:prices?|rates?|fees?)|ahead of the rest|out-?perform\w*"
        r"|beats? (?:\S+ )?(?:surgery|the rest|others|any\w*|physio\w*|massage|medication|pills)",
        r"(?:won't|will not|cannot|can't|never|hard to|hardly) find (?:\S+ )?(?:better|a more"
        r"|more)",
        r"(?:no ?one|nobody|no other|nothing) (?:\S+ ){0,4}(?:better|like we do|as well as"
        r"|come close|comes close|matches|beats)",
        r"like no other|go-to (?:clinic|physio\w*)|unlike any(?:thing)?|sets? us apart",
    ),
    unless_within=any_of(
        r"best (?:times?|days?|moment|ways?|number|person|people|place to|entrance|to|if|when"
        r"|before|after|wishes|regards"
        r"|practices?|interests?|suited|suits?|friends?|known as|guess|position|evidence|of luck"
        r"|fit|next step|route)",
        r"(?:do|does|did|doing|done|try|tried|trying|at|look|feel|to|is|wear|it's|as) (?:our"
        r"|your|their|my|its|his|her)(?: very| level)? best",
        r"(?:works?|heals?|responds?|feels?|sleeps?|fits?|suits?|is|are|know|knows|seems?"
        r"|helps?) (?:you |them )?best|(?<!the )best for|to the best of",
        r"(?:the |our )?best (?:possible )?(?:quality |standard )?(?:of )?care(?: possible"
        r"| we can\w*)?(?! (?:in|around|near|of|anywhere|available)\b)",
        r"best possible (?:care|quality|attention|service)",
        r"best (?:treatment|exercises?|option|choice|plan|chair|pillow|shoes?)s? (?:for (?:you"
        r"|your|each)|depends|is the one|may|might|will)",
        r"(?:better|faster|sooner|more \S+|less \S+) (?:\S+ ){0,3}than (?:any ?thing you did"
        r"|most people expect|usual|any drug alone)",
        r"number[- ]one (?:reason|cause|question|rule|thing|tip|priority|concern|goal)",
        r"(?:suite|room|unit|step|figure|part|line|exercise|question|door|entrance|floor|level"
        r"|phase|apartment|gate|stop) (?:no\. ?|#|number )(?:1|one)",
        r"most (?:effective|popular|complete) (?:when|if|time|days?|hours?|in the)",
    ),
)

COMPARISON = Rule(
    key="comparison",
    degree=NOT_ALLOWED,
    name="Other providers compared or run down",
    says="You may not compare yourself with other care providers, or question their skill or "
    "services.",
    source=f"{STANDARD}: comparison with other providers",
    instead="Speak of your own practice only: “A first visit lasts 60 minutes.”",
    unless_after=any_of(DENIED, r"\bas (?:well as|do|with)\s+\Z"),
    words=any_of(
        rf"(?:unlike|compared (?:with|to)|in contrast to|as opposed to|not like|different from"
        rf"|while|whereas) (?:\S+ ){{0,3}}(?:others?|elsewhere|{PROVIDERS}|chains?|competitors?)",
        rf"(?:other|others|most|many|some|big|bigger|chain|rival|competing|neighbou?ring|typical"
        rf"|average|ordinary|regular|those|cheap) (?:\S+ )?{PROVIDERS}"
        r" (?:\S+ )?(?:only|just|still|rush\w*|fail\w*|never|don't|do not|won't|will not|can't"
        r"|cannot|couldn't|didn't|did not|merely|simply|miss\w*|charge|give up|gave up|hand"
        r"|treat you|lack|get it wrong|tell you|overcharge|push|sell|make you)",
        rf"(?:when|after|where|if) (?:\S+ ){{0,2}}(?:others?|{PROVIDERS}|everyone else"
        rf"|everything else|everybody else) (?:\S+ )?(?:fail\w*|gave up|give up|couldn't"
        rf"|could not|can't help)",
        r"(?:our|the) competit(?:ors?|ion)|conveyor belts?|assembly lines?|couldn't care less"
        r"|(?:want|after) your (?:\S+ )?money|cookie[- ]cutter"
        r"|one[- ]size[- ]fits[- ]all",
        rf"(?:why|don't|do not|stop|tired of|before you|never) (?:\S+ ){{0,3}}(?:wast\w+|pay\w*"
        rf"|trust\w*|risk\w*|settl\w+|go(?:ing)?|put up) (?:\S+ ){{0,5}}(?:elsewhere"
        rf"|another {PROVIDERS}|other {PROVIDERS}|chiropract\w+|surgeons?|massage|drugs)",
        rf"settl\w+ for (?:\S+ ){{0,3}}{PROVIDERS}|{PROVIDERS} (?:down|across|up) the (?:street"
        rf"|road)",
        rf"(?:switch|move|change) (?:to us |over )?from (?:your|another|other"
        rf"|any) (?:\S+ )?{PROVIDERS}",
        r"(?:chiropract\w+|surgeons?|doctors|massage therapists?|osteopaths?|acupuncturists?"
        r"|drugs|painkillers) (?:\S+ )?(?:only|just|merely|fail\w*|don't|can't|cannot|won't"
        r"|never|mask\w*)",
    ),
    unless_within=any_of(
        rf"(?:while|if|when) (?:you|your) (?:\S+ ){{0,2}}(?:other )?{PROVIDERS}",
        r"while (?:\S+ ){0,2}(?:the |our |this |your )?(?:clinic|physiotherapist|therapist)",
    ),
)

UNIQUE = Rule(
    key="unique",
    degree=NOT_ALLOWED,
    name="The only one",
    says="You may not claim to be unique, unless there is evidence that anyone can check.",
    source=f"{STANDARD}: uniqueness",
    instead="Say what you offer without “only” or “unique”.",
    unless_after=any_of(
        DENIED,
        r"\b(?:your|each|every|everyone|everybody|person|body|patient|are|own)\s+(?:is\s+)?\Z",
    ),
    words=any_of(
        rf"(?:only|first and only|sole) (?:\S+ ){{0,2}}(?:{PROVIDERS}|ones?|team|method|treatment"
        rf"|technique|people|therapy|cure|solution|answer|way)"
        r" (?:\S+ )?(?:that|to|who|which|in|offering|with|able|where|for|anywhere|left|using"
        r"|trained|certified)",
        r"no (?:other|one else) (?:\S+ ){0,4}(?:offers?|has|have|does|do|can|provides?|uses?"
        r"|gives?|knows?|combines?)|(?:nobody|no one|no-one) else (?:\S+ )?(?:offers?|has|does"
        r"|in|provides?|gives?|uses?|treats?|help\w*)",
        r"(?:won't|cannot|can't|not|don't) (?:\S+ ){0,5}anywhere else|nowhere else|found (?:only"
        r"|nowhere)|(?:available|offered|possible|found) (?:only"
        r"|exclusively) (?:here|at our|with us|at the|through us)",
        r"only (?:here|we|our (?:clinic|team|therapists?)|at our clinic) (?:can|offers?|have|has"
        r"|know\w*|do|does|will|use|provide|give|\w+s\b)",
        r"one[- ]of[- ]a[- ]kind|unique(?:ly)?|exclusive(?:ly)? (?:\S+ )?(?:method|technique"
        r"|treatment|program\w*|to us|ours|at|approach|offered)",
        r"patented|pioneers?|pioneered|our (?:own )?secret|invented (?:here|by us)",
    ),
    unless_within=any_of(
        r"unique (?:to (?:you|each|every)|link|number|code|password|needs?|body|history"
        r"|situation|address|for each|goals?)",
        r"(?:each|every|everyone|everybody|your|you)(?:'s|'re)? (?:\S+ ){0,2}(?:is |are )?unique",
        r"only (?:one|people|way|ones?) (?:to (?:reach|cancel|book|pay|enter|tell|know|see)"
        r"|who (?:see|sees|can see|read|need))",
        r"only (?:one )?(?:entrance|door|elevator|lift)",
    ),
)

TITLE = Rule(
    key="title",
    degree=NOT_ALLOWED,
    name="A specialist’s title",
    says="“Specialist”, or words that imply it, may be used only by someone to whom the College "
    "has "
    "granted the title.",
    source=f"{STANDARD}: competence and titles",
    instead="Name what the person does and has learned: “Our physiotherapists are trained in IMS.”",
    unless_after=any_of(
        DENIED,
        r"\b(?:medical|pain clinic|other|independent|outside|hospital|sleep|eye|heart|nerve)\s+\Z",
    ),
    words=any_of(
        r"speciali[sz]ts?|speciali[sz]es?|speciali[sz]ed|speciali[sz]ing|speciality|specialties"
        r"|specialty",
        r"(?:our|are|is|am|the|an?|true|real|pain|ims|back|spine|neck|needling|leading|certified"
        r"|sports?|physio\w*|recognized|recognised|from|with) (?:\S+ )?experts?(?! (?:advice"
        r"|opinion))",
        r"(?:board|advanced)[- ]certified|gurus?|(?:master|grand master) (?:clinician|therapist"
        r"|physio\w*|of)|authority on|authorities on|experts? in",
        r"expert (?:care|hands|treatment|physio\w*|therapists?|needling|team|level|in)",
    ),
    unless_within=any_of(
        r"your (?:own |\w+ or )?specialists?",
        r"(?:see|saw|seen|consult|ask|or|to|by|from"
        r"|with) an?(?:other)? (?:\S+ )?specialists?(?! in (?:ims|pain|back))",
        r"(?:refer\w*|letter|report|wait\w*) (?:\S+ ){0,4}specialists?",
        r"(?:your|a|the|every)? ?(?:doctor|surgeon|physician|family doctor)s? (?:or|and) (?:a "
        r"|another |other )?specialists?",
        r"(?:you|you're|patients?) (?:\S+ ){0,4}experts?",
    ),
)
RULES = (SUPERIORITY, COMPARISON, UNIQUE, TITLE)
