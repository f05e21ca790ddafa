"""Letters of careful spammers and of patients, written before the rules that judge them.

Each is (name, text), sent with a browser's headers and an empty honeypot.
"""

# ruff: noqa: E501

SPAM = {
    "search ranking": (
        "Emily Carter",
        "Hello, I came across your website today and noticed that it is not ranking well on Google "
        "for several important keywords. We help clinics like yours reach the first page. May I "
        "send you a free audit and a quote?",
    ),
    "links for money": (
        "James Porter",
        "Hi there, I love the article on your page. We would like to publish a sponsored guest "
        "post with a do-follow link on your site. Please let me know your price per post.",
    ),
    "a new website": (
        "Priya",
        "Hi, I am a web designer. I was looking at your business website and it looks a little "
        "outdated on mobile. I can redesign it at an affordable price. Can I share some samples "
        "of our recent work?",
    ),
    "a loan": (
        "Mr. David Cole",
        "Do you need an urgent loan for your business or personal use? We offer loans at 2% "
        "interest rate without credit check. Contact us today on WhatsApp for more information.",
    ),
    "coins": (
        "Michael Trent",
        "I was sceptical too, but I turned 500 dollars into 7,000 in two weeks of bitcoin trading "
        "with the help of Mrs. Anderson. She is an honest account manager. Write to her on "
        "Telegram and thank me later.",
    ),
    "pills": (
        "Healthy Life",
        "Great post! If anybody needs it, cheap Viagra and Cialis without prescription, fast "
        "delivery to Canada. Look at www.best-meds.example.net",
    ),
    "casino": (
        "Lucky",
        "Very useful thoughts, thank you. By the way, this online casino gives 200 free spins and a "
        "welcome bonus of 500 dollars to new players: www.spin-palace.example.org",
    ),
    "addresses": (
        "Data Team",
        "We have a verified email list of 250,000 physicians and clinics in Ontario. Boost your "
        "sales with targeted leads. Reply to this message for counts and pricing.",
    ),
    "followers": (
        "Growth Agency",
        "Would you like 1,000 real followers on Instagram every month? We grow your social media "
        "without bots. Start a free trial this week, cancel any time.",
    ),
    "a film": (
        "Sam from Motion Studio",
        "We make short explainer videos that bring more customers to local businesses. I saw your "
        "site and already have an idea for you. Would you have ten minutes for a call this week?",
    ),
    "essays": (
        "Anna",
        "I was so tired of writing my papers. Then I found a professional essay writing service, "
        "and they did my assignment in one night. Highly recommended to all students here!",
    ),
    "watches": (
        "Rolf",
        "Nice blog. For those who like style: replica watches and designer handbags up to 80% off, "
        "free worldwide shipping, only today.",
    ),
    "an assistant": (
        "Kevin",
        "Quick question: are you missing calls at the front desk? Our AI receptionist answers 24/7 "
        "and books more patients for you. Book a free demo and see how it can grow your practice.",
    ),
    "French: a loan between people": (
        "Mme Laurence Petit",
        "Bonjour, je suis un particulier qui offre des prêts de 5 000 à 500 000 euros à toute "
        "personne sérieuse, taux de 3 %. Contactez-moi par WhatsApp pour votre demande de crédit.",
    ),
    "French: search ranking": (
        "Agence Visibilité",
        "Bonjour, nous avons analysé votre site web et il pourrait être mieux référencé. Notre "
        "agence propose un audit SEO gratuit pour améliorer votre visibilité sur Google.",
    ),
    "French: a healer": (
        "Maître Sow",
        "Grand voyant médium marabout, retour de l'être aimé en 48 heures, désenvoûtement, "
        "résultats garantis. Appelez ou écrivez sur WhatsApp.",
    ),
    "Spanish: search ranking": (
        "Carlos Mejía",
        "Hola, estuve revisando su página web y puedo ayudarle a aparecer en los primeros lugares "
        "de Google. Ofrecemos posicionamiento SEO y más clientes. ¿Le envío una cotización?",
    ),
    "Spanish: a loan": (
        "Financiera Rápida",
        "¿Necesita dinero urgente? Ofrecemos préstamos sin aval y sin buró, aprobación en 24 horas. "
        "Escríbanos por WhatsApp.",
    ),
    "Portuguese: betting": (
        "Bruno",
        "Muito bom o artigo! Aproveitem o bônus de boas-vindas da melhor casa de apostas e ganhem "
        "dinheiro todos os dias com o cassino online.",
    ),
    "Portuguese: traffic": (
        "Agência Digital",
        "Olá, vimos o seu site e podemos aumentar as visitas e as vendas do seu negócio com "
        "marketing digital. Posso enviar uma proposta sem compromisso?",
    ),
    "Chinese: ranking": (
        "王经理",
        "您好，我们是专业的网站优化公司，可以让您的网站排名到谷歌首页，增加流量和客户。需要报价请加微信。",
    ),
    "Chinese: a factory": (
        "深圳工厂",
        "我们是按摩设备厂家，批发价格优惠，欢迎加微信咨询，量大从优。",
    ),
    "Chinese: betting": (
        "小美",
        "最好的线上娱乐城，注册就送彩金，百家乐真人荷官，提款快，点击进入。",
    ),
    "Tagalog: a loan": (
        "Loan Agent",
        "Kailangan mo ba ng pera? Nag-aalok kami ng mabilis na pautang na mababa ang interes, "
        "walang collateral. Mag-message lang sa Telegram.",
    ),
    "Arabic: search ranking": (
        "شركة تسويق",
        "مرحبا، نقدم خدمات تحسين محركات البحث وزيادة الزيارات لموقعك على جوجل بأسعار مناسبة. "
        "تواصل معنا عبر واتساب للحصول على عرض سعر.",
    ),
    "Punjabi: a loan": (
        "ਲੋਨ ਸੇਵਾ",
        "ਕੀ ਤੁਹਾਨੂੰ ਤੁਰੰਤ ਲੋਨ ਚਾਹੀਦਾ ਹੈ? ਅਸੀਂ ਘੱਟ ਵਿਆਜ ਤੇ ਕਰਜ਼ਾ ਦਿੰਦੇ ਹਾਂ। ਵਟਸਐਪ ਤੇ ਸੰਪਰਕ ਕਰੋ।",
    ),
    "Russian: promotion": (
        "Алексей",
        "Здравствуйте! Предлагаем продвижение сайтов в поисковых системах, рост продаж и трафика. "
        "Пишите в телеграм, бесплатный аудит вашего сайта.",
    ),
}

GENUINE = {
    "a price": (
        "Margaret O’Neill",
        "Hello, how much is a first visit and how much after that? I pay myself and I don't have "
        "insurance. Is there a discount for seniors?",
    ),
    "insurance": (
        "Daniel Kim",
        "Hi, do you bill Sun Life directly? My plan covers physio up to $500 a year, 80% of each "
        "visit. Please reply to this email or call 416-555-0123.",
    ),
    "a desk job": (
        "Stephanie",
        "I work in digital marketing and sit all day doing SEO reports, so my neck and right "
        "shoulder are killing me. Could IMS help with trigger points from computer work?",
    ),
    "a trader": (
        "Ravi",
        "I trade crypto from home, bitcoin mostly, and have pain between my shoulder blades from "
        "looking at four screens. Would you treat that, and how many sessions would it take?",
    ),
    "a dealer": (
        "Tony Russo",
        "I am a dealer at the casino in Niagara. After eight hours of cards my wrists are done. Do "
        "you have anything late in the evening, because I work nights?",
    ),
    "medicine": (
        "Name withheld",
        "Before I book: I take blood thinners (Eliquis) and also Viagra now and then, and I had "
        "Botox for migraine in March. Is dry needling still safe for me?",
    ),
    "an own website": (
        "Claire Dubois",
        "Thank you for the careful needles last week! I wrote about my recovery on my running blog, "
        "https://www.claire-runs.example.com/ims, if anybody wants to read how it went.",
    ),
    "your website": (
        "Harold",
        "I tried to book on your website but it said no times in December. I found you on Google, "
        "first page. Can you call me? I am free every morning.",
    ),
    "massage": (
        "Linda Ferreira",
        "Is a deep tissue massage the day after a treatment a good idea, or should I wait? My RMT "
        "offered me a special price for a package of five.",
    ),
    "two links": (
        "Geoff",
        "Is this what you do: https://www.ncbi.nlm.nih.gov/pubmed/12345678 ? My doctor told me of "
        "Dr. Gunn, see https://en.wikipedia.org/wiki/Chan_Gunn. Worth a try for sciatica?",
    ),
    "thanks": (
        "Barbara T.",
        "Best clinic in Toronto. Amazing results, the pain is gone after three visits. I highly "
        "recommend it to everybody with a frozen shoulder!",
    ),
    "an accident": (
        "Mohammed",
        "I was in a car accident in May and my insurer wants an OCF-18 before they pay. Do you fill "
        "that in? The claims adjuster's email is claims@insurer.example.com.",
    ),
    "a loan officer": (
        "Trish",
        "I'm a mortgage broker, on the phone all day with clients about loans and interest rates, "
        "and I clench my jaw. Do you treat TMJ?",
    ),
    "a designer": (
        "Yuki",
        "As a web designer I use the mouse ten hours a day. My elbow hurts since I finished the "
        "redesign of a big website. Would a brace help until I see you?",
    ),
    "a video": (
        "Peter",
        "Great video on your page. Could you make one about stretching the piriformis? I would "
        "share it on Facebook with my hockey team.",
    ),
    "a complaint": (
        "Unhappy",
        "I waited 40 minutes and nobody said sorry. I want my money back. Reply to me today or I "
        "will post a review on Google.",
    ),
    "a gift": (
        "Josée Tremblay",
        "Do you sell gift cards? I want to buy two free hours for my husband's birthday, he plays "
        "the violin and his left hand cramps.",
    ),
    "a free parking": (
        "Ed",
        "Is there free parking at the clinic, and is there an elevator? I come with a walker. Click "
        "noise in the hip, by the way, is that something for you?",
    ),
    "French: an appointment": (
        "Geneviève Roy",
        "Bonjour, j'ai mal au dos depuis six mois. Est-ce que vous offrez des rendez-vous en "
        "français ? Combien coûte la première visite, et donnez-vous un reçu pour l'assurance ?",
    ),
    "French: a website": (
        "Marc-Antoine",
        "Bonjour, j'ai trouvé votre site web sur Google. Je suis un client de longue date, mais je "
        "n'arrive pas à réserver en ligne. Pouvez-vous m'appeler au 514 555-0199 ?",
    ),
    "Spanish: a question": (
        "María Fernández",
        "Hola, mi mamá tiene dolor de rodilla y no habla inglés. ¿Cuánto cuesta la consulta y "
        "aceptan su seguro? También vi en su página web que hay agujas, ¿duelen mucho?",
    ),
    "Portuguese: an athlete": (
        "João Pereira",
        "Olá, sou jogador de futebol e tenho uma lesão na coxa. Vi no seu site que tratam pontos "
        "gatilho. Qual é o preço e quantas sessões são precisas?",
    ),
    "Chinese: a price": (
        "李美华",
        "您好，我妈妈肩膀疼了一年，看了你们的网站想预约。请问第一次多少钱？可以用保险吗？周末有时间吗？",
    ),
    "Chinese: massage": (
        "陈先生",
        "请问你们有中医按摩吗？我打麻将坐太久，腰很痛，想下周二下午来。",
    ),
    "Tagalog: a nurse": (
        "Maricel Santos",
        "Magandang araw po. Nars ako at masakit ang likod ko sa kabubuhat ng pasyente. Magkano po "
        "ang isang session at may bukas ba kayo tuwing Sabado? Salamat po.",
    ),
    "Arabic: a question": (
        "عائشة محمد",
        "السلام عليكم، أعاني من ألم في الرقبة منذ سنة. رأيت موقعكم على جوجل. كم سعر الجلسة الأولى "
        "وهل يمكن الحجز يوم السبت؟ شكرا",
    ),
    "Punjabi: a driver": (
        "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
        "ਸਤ ਸ੍ਰੀ ਅਕਾਲ ਜੀ। ਮੈਂ ਟਰੱਕ ਚਲਾਉਂਦਾ ਹਾਂ ਅਤੇ ਮੇਰੀ ਪਿੱਠ ਵਿੱਚ ਬਹੁਤ ਦਰਦ ਹੈ। ਇੱਕ ਵਾਰ ਦੀ ਫੀਸ ਕਿੰਨੀ ਹੈ?",
    ),
    "Russian: a question": (
        "Ольга",
        "Здравствуйте, у меня болит шея после аварии. Нашла ваш сайт в интернете. Сколько стоит "
        "приём и есть ли кто-нибудь, кто говорит по-русски? Напишите в WhatsApp, если можно.",
    ),
    "a colleague": (
        "Dr. Sarah Lin",
        "I am a family physician in Etobicoke and would like to refer patients to you. Could you "
        "send me your referral form and price list? Our fax is 416 555 0144.",
    ),
    "short": ("Jo", "Do you treat plantar fasciitis? Thanks!"),
    "a newsletter": (
        "Sample Writer",
        "Please put me on your email list for news about the clinic. Your website is lovely.",
    ),
    "a developer": (
        "Sample Writer",
        "I'm a web developer and noticed that the calendar on your website breaks in Safari. Otherwise great site!",
    ),
    "funding": (
        "Sample Writer",
        "How do I get funding for physio through WSIB? Please reply to this email.",
    ),
    "praise": (
        "Sample Writer",
        "Your clinic came up first on Google and your website ranks number one for IMS! Do you take new patients?",
    ),
    "Portuguese: a marketer": (
        "Sample Writer",
        "Trabalho com marketing digital e fico sentado o dia todo. Vi no seu site que abrem aos sábados?",
    ),
    "more medicine": (
        "Sample Writer",
        "I had a bad reaction to Tramadol and now take Cialis daily for my prostate. Is that a problem for needling?",
    ),
    "a company's benefits": (
        "Sample Writer",
        "I manage my company's benefits. We provide our staff $600 for physio. Can you reply to this with your fees?",
    ),
    "a letter for a bank": (
        "Sample Writer",
        "I need a business loan letter saying I was off work. Can you write it?",
    ),
    "Spanish: a family": (
        "Sample Writer",
        "Somos una familia de cuatro. ¿Ofrecen descuento? Escríbanos por WhatsApp, por favor.",
    ),
    "Spanish: a designer": (
        "Sample Writer",
        "Hola, trabajo en diseño web. ¿Cuánto cuesta? En su página no veo precios.",
    ),
    "Arabic: a marketer": (
        "Sample Writer",
        "مرحبا، أعمل في التسويق الإلكتروني وأعاني من آلام الرقبة. هل عندكم موعد؟",
    ),
    "a bank clerk": (
        "Sample Writer",
        "I do credit card processing at a bank; my wrist is numb at night. Do you treat carpal tunnel?",
    ),
}
