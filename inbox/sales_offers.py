"""What strangers offer through a clinic's forms: promotion, money, goods.

Each family of phrases adds its points once. Patients are web designers, bankers and gamblers too,
and write about a clinic's website: so a phrase of the first three says what somebody offers, not
what a person may do for a living, and what sellers and patients both say counts only as a signal.

By language, without accents, as `inbox.disguises.undisguised` gives a text.
"""

import re
from dataclasses import dataclass

from inbox.models import SPAM_FROM

# Whom the offer is for.
TARGET = [
    r"your (?:\w+ )?(?:web ?sites?|web ?pages?|site|online presence|business|company|brand)\b",
    r"your practice\b",
    r"votre (?:site|entreprise|activite|visibilite|commerce)\b",
    r"\b(?:su|tu) (?:pagina|sitio|negocio|empresa)\b",
    r"\b(?:seu|sua) (?:site|negocio|empresa|loja|pagina)\b",
    r"(?:您|你|贵公司|贵司)的?(?:网站|网页|公司|生意|店铺)",
    r"موقعك|شركتك|نشاطك",
    r"\bваш\w* (?:сайт|бизнес|компани)",
    r"inyong (?:website|negosyo)|(?:website|negosyo) (?:mo|ninyo|niyo)\b",
    r"ਤੁਹਾਡ[ੀੇਾ] (?:ਵੈੱਬਸਾਈਟ|ਕਾਰੋਬਾਰ)",
]
PROMOTION = [
    r"(?:bring|send|get|drive) (?:in |you |your clinic )?(?:\w+ )?more "
    r"(?:patients|clients|customers)",
    r"(?:need|want|looking for) more (?:patients|clients|customers)",
    r"(?:mas|mais) pacientes\?",
    r"(?:accept|publish|place) (?:an? |our )?(?:\w+ )?(?:article|link|post)s? (?:from|on your)",
    r"pay for (?:placement|the post|a link)|(?:list|submit) your \w+ (?:in|to)",
    r"our (?:software|platform|app|tool|service) (?:helps?|lets|allows|can|makes)",
    r"(?:facebook|google|meta|instagram) ads? (?:campaign|manage|expert|agency)",
    r"(?:campanas|campanhas) (?:de|no) (?:facebook|google|instagram|meta)",
    r"positive reviews|sell your (?:practice|business|clinic)|qualified buyers",
    r"seo (?:issues|problems)",
    r"domain (?:name )?(?:registration|renewal|expir|is for sale)",
    r"(?:copyright|dmca) (?:infr|viol|not)",
    r"opt[- ]out of|(?:wish|want) to unsubscribe|not wish to (?:receive|be contacted)",
    r"reply stop",
    r"\bseo (?:service|audit|agency|package|campaign|compan|expert who|plan)",
    r"(?:affordable|professional|quality|our) (?:seo|web ?(?:site)? ?design|web development)",
    r"search engine optimi[sz]ation (?:service|agency|compan)|link building",
    r"domain authority",
    r"(?:not|isn't|isnt) (?:ranking|showing up)|rank (?:higher|better|#1|number one)",
    r"(?:improve|boost|increase|grow|drive|double|triple|generate|skyrocket) "
    r"(?:your|more|targeted|organic) (?:\w+ ){0,2}"
    r"(?:traffic|rank\w*|sales|leads|visibility|revenue|followers|customers|conversions|practice)",
    r"(?:reach the|(?:get|put|bring|rank|push) (?:you|your))\b[^.?!]{0,40}(?:first "
    r"page|page one|\btop)",
    r"(?:bring|attract|get you|win) (?:in )?(?:more|new) (?:customers|clients|patients|leads)",
    r"(?:clinics|practices|businesses|companies|websites) like yours",
    r"link insertion|back ?links?\b|do-? ?follow|guest ?post",
    r"sponsored (?:\w+ ){0,2}(?:post|article|content)",
    r"redesign (?:it|your)",
    r"(?:build|create|design|develop) (?:you )?a (?:new |modern )?website",
    r"explainer videos (?:that|for)|promo(?:tional)? videos? (?:for|that)",
    r"mobile app development",
    r"(?:real|instagram|tiktok|facebook) followers|(?:grow|manage) your social media",
    r"(?:e?-?mail(?:ing)?|contact) (?:lists?|database) of",
    r"(?:targeted|verified|qualified) leads",
    r"lead generation (?:service|agency|compan)",
    r"\bai[ -](?:receptionist|chatbot|phone agent)",
    r"mieux reference|visibilite sur|audit (?:seo )?gratuit|refonte de votre",
    r"nous creons (?:des|votre) sites?|attirer (?:plus de|de nouveaux) clients",
    r"referencement (?:naturel|google|seo|de votre)",
    r"posicionamiento (?:seo|web|en)|primeros (?:lugares|resultados) (?:de|en)",
    r"(?:atraer|conseguir|tener) mas clientes",
    r"aumentar (?:as |o |suas )?(?:visitas|vendas|trafego|seguidores)",
    r"trafego pago|gestao de redes|primeira pagina do google",
    r"谷歌seo|seo优化|保证.{0,12}首页|网站优化|搜索引擎优化|关键词|排名到|排名优化",
    r"推广服务|引流|外链|增加流量",
    r"زيادة المبيعات|تحسين محركات|زياد[هة] (?:ال)?زيارات",
    r"продвижени\w+ (?:ваш\w+ )?сайт|раскрутк\w+ сайт|рост продаж|seo-продвижени",
    r"dagdagan ang (?:inyong |iyong )?(?:benta|customer)",
    r"palakihin ang (?:inyong |iyong )?negosyo",
    r"ਐਸਈਓ|ਟ੍ਰੈਫਿਕ ਵਧਾ|ਵੈੱਬਸਾਈਟ ਬਣਾਉਂਦੇ|ਵਿਕਰੀ ਵਧਾ",
]
MONEY = [
    r"(?:we|i|they|who) (?:can )?(?:also )?(?:offer|provide|give|grant)s? (?:\w+ "
    r"){0,3}loans?\b",
    r"(?:urgent|instant|quick|fast|easy) (?:\w+ )?(?:loans?|funding|financing|cash)\b",
    r"(?:you have|you.ve) (?:been (?:selected|chosen)|won)\b|grant of \$?\d|next of kin",
    r"inheritance fund",
    r"(?:daily|weekly|monthly|a week|a day) (?:with|from|in|by) "
    r"(?:forex|bitcoin|crypto|trading)",
    r"(?:obtenu|recu) un (?:pret|credit)[^.]{0,50}grace a",
    r"(?:credits?|prets?) (?:rapides?|sans)|sans justificatif|al instante sin",
    r"legit na loan",
    r"emprestimos? (?:na|para)|negativad|1xbet|slot gacor|judi online|togel|aviator game",
    r"(?:no|without) credit check|loans? at \d|working capital",
    r"(?:bitcoin|crypto\w*|forex|binary|usdt) (?:\w+ )?(?:invest\w+|mining|recovery|platform)",
    r"(?:bitcoin|crypto\w*|forex|binary) (?:trading|signals|expert)\b[^.]{0,40}(?:help|profit)",
    r"passive income|financial freedom|guaranteed (?:profit|return)|make money online",
    r"recovery (?:expert|agent|service)|got (?:all )?my (?:bitcoin|crypto|funds) back",
    r"(?:earn|make|making|earning) \$?\d[\d,.]*(?: dollars)? (?:\w+ ){0,2}from home",
    r"you (?:can |could |will )?(?:earn|make) (?:up to |over )?\$?\d",
    r"(?:best|new|this|our|trusted) online (?:casino|betting)|free spins|deposit bonus",
    r"welcome bonus|sportsbook|online casino\b[^.]{0,40}bonus",
    r"bonus\b[^.]{0,40}online casino",
    r"offr\w+ (?:\w+ ){0,2}(?:prets?|credits?)\b|pret entre particuliers",
    r"demande de (?:pret|credit)",
    r"casino en ligne|gagner de l.argent|marabout|desenvoutement",
    r"(?:ofrecemos|ofrezco|otorgamos) (?:\w+ )?(?:prestamos|creditos)",
    r"prestamos? (?:sin|rapid|urgent)",
    r"prestamos? personal\w* (?:de|hasta)|dinero (?:urgente|rapido|extra)|ganar dinero",
    r"casino en linea|casas? de apuestas",
    r"casas? de apostas|cassino online|bonus de boas",
    r"emprestimos? (?:rapid|sem|facil|pessoal)",
    r"ganh\w+ dinheiro|renda extra",
    r"娱乐城|彩金|百家乐|博彩|荷官|贷款|投注|赚钱|代开发票|批发|厂家",
    r"кредит\w* (?:без|онлайн|налич)|казино|ставки на спорт|\bзайм",
    r"заработ\w+ (?:в интернет|онлайн)",
    r"قرض|قروض|كازينو|ربح (?:ال)?مال",
    r"mabilis na pautang|nag-?aalok \w+ ng (?:\w+ ){0,2}(?:pautang|loan)|walang collateral",
    r"sabong|kumita ng pera",
    r"ਤੁਰੰਤ ਲੋਨ|ਕਰਜ਼[ਾੇ] ਦਿੰਦੇ|ਲੋਨ ਦਿੰਦੇ|ਕੈਸੀਨੋ",
]
GOODS = [
    r"replica (?:watch|bag|handbag|rolex)|(?:essay|assignment|dissertation)[ -]writing",
    r"write my (?:paper|essay)",
    r"(?:cheap|buy|order|generic) (?:viagra|cialis|levitra|tramadol|xanax|oxycodone|ozempic)",
    r"(?:viagra|cialis|levitra|tramadol|xanax|oxycodone|ozempic)\b[^.]{0,20}\bwithout "
    r"(?:a )?presc",
    r"herbal (?:cure|remedy|medicine) (?:for|of)|cured? (?:me )?of (?:herpes|hiv|cancer)",
    r"spell ?caster",
    r"lose \d+ ?(?:kg|kilos?|lbs?|pounds) in|keto (?:gummies|pills|diet)",
    r"weight loss (?:pills|gumm)",
    r"male enhancement|testosterone booster|our factory|\bmoq\b|\boem\b|wholesale price",
    r"文凭|学历认证|办证|代办|发票|约炮|متابعين (?:حقيقيين|انستغرام)|сайты? под ключ",
    r"диплом\w* на заказ",
    r"hot (?:singles|girls) in|escort (?:service|agency)|xxx (?:video|cam)|adult dating",
    r"(?:buy|sell) (?:\w+ )?(?:reviews|followers|likes)\b",
    r"(?:provide|get you) (?:real )?reviews",
    r"more (?:(?:5|five)-star )?google reviews",
]
# What some people do for a living, and others sell.
SERVICE = [
    r"\bseo\b|web ?(?:site)? ?(?:design|development)|digital marketing|link building",
    r"facebook ads",
    r"(?:medical billing|answering|cleaning|printing) services?\b|virtual assistants?",
    r"local search",
    r"(?:credit card|payment) processing|merchant account|business directories|lottery",
    r"herbal",
    r"diseno (?:de paginas )?web|agencia de marketing|marketing digital|criacao de sites?",
    r"creation de sites?|referencement|agence de (?:com|marketing)|推广|排名|流量",
    r"تصميم (?:ال)?مواقع|(?:ال)?تسويق (?:ال)?(?:رقمي|الكتروني)|السيو|создани\w+ сайт",
    r"продвижени",
    r"\bloans?\b|prestamos?\b|emprestimos?\b|pautang|ਲੋਨ",
    r"кредит",
]
SELLER = [
    r"\bwe (?:can )?(?:also )?(?:offer|provide|specialize|speciali[sz]e "
    r"in|supply|manufacture)\b",
    r"\bwe are an? (?:\w+ ){0,3}(?:company|manufacturer|supplier|agency|team of)",
    r"\bi represent\b",
    r"\bi (?:run|own|have) an? (?:\w+ )?(?:agency|company)\b",
    r"\bour (?:company|agency|services|experts|solution|clients include)\b",
    r"nous (?:proposons|offrons|sommes une)|notre (?:agence|societe)",
    r"nuestra (?:agencia|empresa)",
    r"ofrecemos|somos una|oferecemos|trabalhamos com|somos uma|nossa (?:agencia|empresa)",
    r"我们(?:是|公司|提供)|本公司|نحن شركة|نقدم|предлагаем|наша компания|nag-?aalok kami",
    r"ਅਸੀਂ",
]
# How to answer it.
ANSWER = [
    r"whats ?app|telegram\b|wechat|微信|واتساب|تلغرام|تيليجرام|т[еи]леграм|ватсап|вотсап",
    r"ਵਟਸਐਪ",
    r"free (?:\w+ )?(?:audit|quote|trial|demo|sample|proposal|mock-?up)|no obligation",
    r"free (?:\w+ )?shipping|limited[ -]time|\d+ ?% off|only today",
    r"click (?:here|the link|below)",
    r"(?:price|rates?) (?:per|for a) (?:post|link)|reply (?:to this|back|with|yes)",
    r"(?:quick|short|minute|minutes for a) call|(?:you|be) interested|interested\?",
    r"(?:may|can|could|shall) i (?:send|share|show)",
    r"(?:send|share) (?:you )?(?:some )?(?:samples|exam)",
    r"(?:write|message|text|contact) (?:to )?(?:her|him|them|us today)|thank me later",
    r"sans engagement|devis gratuit|contactez[ -](?:moi|nous)|cotizacion|sin compromiso",
    r"escribanos",
    r"(?:prices?|starting) (?:from|at) \$?\d|llamada gratis|open to a (?:chat|call)",
    r"price list",
    r"contactenos|sem compromisso|(?:enviar|mandar) (?:uma )?proposta|orcamento",
    r"aproveitem?",
    r"我们是|报价|点击|欢迎咨询|量大从优|提款|加我|عرض سعر|تواصل معنا|اتصل بنا",
    r"бесплатн\w+ аудит|коммерческ\w+ предложени|пишите|оставьте заявку|mag-message",
    r"ਸੰਪਰਕ ਕਰੋ",
]


@dataclass(frozen=True)
class Family:
    points: int
    reason: str
    phrases: re.Pattern


def family(points, reason, phrases):
    return Family(points, reason, re.compile("|".join(phrases)))


FAMILIES = [
    family(
        SPAM_FROM,
        "It offers promotion: a better rank in searches, a new website, leads.",
        PROMOTION,
    ),
    family(SPAM_FROM, "It offers money: a loan, a bet, an investment.", MONEY),
    family(SPAM_FROM, "It offers typical spam, such as pills without a prescription.", GOODS),
    family(1, "It mentions our website or business, the way sellers do.", TARGET),
    family(2, "It sounds like a company that sells something.", SELLER),
    family(2, "It mentions what some people sell: promotion, websites, loans, bets.", SERVICE),
    family(
        1,
        "It asks for a reply the way sellers do, such as by WhatsApp or for a free quote.",
        ANSWER,
    ),
]


def offers(text):
    """The families with a phrase in this text, which `undisguised` has returned."""
    return [one for one in FAMILIES if one.phrases.search(text)]
