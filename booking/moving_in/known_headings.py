"""The headings of columns that we know, in English and French.

They are those of Jane, Cliniko, Acuity, Easy!Appointments, Square, SimplePractice, Fresha,
Calendly, Setmore, Bookly, Google Calendar, Outlook and of spreadsheets.
"""

from booking.moving_in.meanings import Meaning

PEOPLE = ["patient", "client", "customer", "invitee", "attendee", "guest", "contact", "member"]
PEOPLE += ["participant", "student", "pt", "patiente", "cliente", "usager", "usagere"]
PEOPLE += ["patientin", "kunde", "kundin", "klient", "klientin"]

HEADINGS = {
    Meaning.NAME: """
        pt|pt name|name|full name|names|first and last name|display name|who|person|nom complet
        nom et prenom|nom prenom|prenom nom|nom du client|nom du patient|nom de la patiente
        prenom et nom|clients|patients|patiente|le patient|appointment with|patient full name
        client full name|customer full name|booked by name|participant|patient first and last name
        nom de la cliente|cliente|contact name|people|patient last first|last first
        last name first name|patient name last first|client patient|patient client|legal name
        patient legal name|person name|beneficiaire|nom de l usager
    """,
    Meaning.FIRST_NAME: """
        first name|firstname|first|given name|given names|forename|prenom|prenoms|fname|f name
        first names|legal first name|christian name|name first|givenname
    """,
    Meaning.LAST_NAME: """
        last name|lastname|last|surname|family name|nom|nom de famille|lname|l name|name last
        legal last name|familyname|sur name
    """,
    Meaning.OTHER_NAME: """
        other names|other name|preferred name|preferred first name|nickname|known as|alias|nom usuel
        surnom|prenom usuel|prenom prefere|nom prefere|prenom choisi|goes by|chosen name|maiden name
        nom d usage|nom de naissance
    """,
    Meaning.SUBJECT: "subject|summary|objet|sujet|titre|event title|event name|event|evenement",
    Meaning.PERSON_KEY: """
        id users customer|square customer id|user id|person id|chart number|chart no|file number
        no de dossier|numero de dossier|dossier|numero du patient|numero de client|reference id|mrn
        old reference id|health record number|n de dossier|no dossier|n dossier
    """,
    Meaning.EMAIL: """
        email|e mail|email address|e mail address|emails|courriel|adresse courriel|mail|mel
        adresse de courriel|adresse e mail|adresse email|primary email|email 1|email 2|email primary
        secondary email|e mail 1 value|e mail 2 value|email addresses|work email|other emails
        other email|e mail 2 address|e mail 3 address|home email|personal email|adresse electronique
        contact email|e mails|preferred email|adresse mail|courriel principal
    """,
    Meaning.PHONE: """
        phone|phone number|phone numbers|phones|telephone|telephone number|tel|mobile|mobile phone
        mobile number|cell|cell phone|cellphone|cellular|home phone|work phone|home telephone
        phone 1|phone 2|primary phone|other phone|secondary phone|telephone mobile|cellulaire
        numero de telephone|no de telephone|n de telephone|telephone 1|telephone 2|tel cell
        tel maison|tel travail|telephone maison|telephone travail|telephone cellulaire|portable
        business phone|phone mobile|phone home|phone work|phone 1 value|phone 2 value|daytime phone
        evening phone|contact number|contact phone|home number|work number|telephones|phone no
        night phone|alternate phone|alt phone|second phone|telephone domicile|telephone bureau
        telephone residence|tel domicile|tel bureau|tel residence|text reminder number|tel no
        telephone no|home|cell number|other phones|fixed phone|landline|fixe|phone cell
        preferred phone|day phone|primary phone number|mobile no|mobile phone number|phone1|phone2
        phone3|sms number|text number|whatsapp|ph|home ph|cell ph|cell mobile|mobile cell
        tel cellulaire|numero de cellulaire|contact no|telephone residentiel|tel residentiel
        tel mobile|tel portable|tel fixe|tel 1|tel 2|telephone portable
        telephone principal|telephone fixe|numero de mobile|telephone de jour|telephone de soir
    """,
    Meaning.START: """
        start|starts|starts at|start at|start date time|start date and time|start datetime|begin
        begins|date time|datetime|date and time|debut|debute|date et heure|date heure|when|quand
        scheduled at|scheduled for|scheduled start|start date start time|dtstart
        date et heure de debut|rendez vous|time and date|appointment at|start timestamp
        booking start|starttime|horaire|service date time|date of service and time|starting|start on
        begin at|from date time|start local|time start|start ts|start unix
    """,
    Meaning.START_DATE: """
        date|start date|day|date of appointment|date of visit|date of service|service date
        scheduled date|booking date and day|date de debut|jour|date rdv|date de la visite|from date
        date debut|begin date|the date|date of session|startdate|dos
    """,
    Meaning.START_TIME: """
        time|start time|begin time|heure|heure de debut|hour|at|heure rdv|from|scheduled time
        time of appointment|de|hours|heures|time slot|plage horaire|slot|time of visit|from time
        start hour|heure debut|heure du debut
    """,
    Meaning.END: """
        end|ends|ends at|end at|end date time|end date and time|end datetime|fin|finish|finishes at
        scheduled end|date et heure de fin|dtend|endtime|end timestamp|booking end|until date time
        ending|finishes|end local|time end|end ts|end unix|time to|date fin|finish at|ending at
    """,
    Meaning.END_DATE: "end date|date de fin|to date|finish date|enddate|until date",
    Meaning.END_TIME: """
        end time|finish time|heure de fin|until|to|a|jusqu a|jusque|to time|finish hour|end hour
        till|scheduled end time|heure fin|heure de la fin
    """,
    Meaning.LENGTH: """
        length|duration|minutes|duration minutes|duration in minutes|duration mins|duration min
        length minutes|length in minutes|treatment length|treatment duration|length of visit
        length min|mins|min|duree|duree minutes|duree min|duree en minutes|service duration
        time minutes|how long|scheduled duration|service time|actual duration|duree prevue
        duree du rendez vous|duree prevue minutes|duree du soin
    """,
    Meaning.LENGTH_HOURS: """
        duration hours|duration in hours|duration hrs|length hours|length in hours|hours booked
        duree heures|duree en heures|duree h|length hrs|duration h
    """,
    Meaning.LENGTH_SECONDS: """
        duration seconds|duration in seconds|duration secs|duration sec|duration s|length seconds
        length in seconds|length secs|length sec|length s|seconds|duree secondes|duree en secondes
        duree s|duree sec
    """,
    Meaning.WEEKDAY: "weekday|day of week|day of the week|jour de la semaine|dow|week day",
    Meaning.ZONE: """
        timezone|time zone|tz|fuseau horaire|fuseau|zone|tzid|start time zone|calendar timezone
        start timezone
    """,
    Meaning.THERAPIST: """
        therapist|practitioner|provider|staff|staff member|staff name|employee|calendar|clinician
        with|id users provider|provider name|therapist name|practitioner name|team member|therapeute
        praticien|praticienne|intervenant|intervenante|employe|massotherapeute|rmt|staff member name
        resource|physiotherapist|physiotherapeute|professional|professionnel|doctor|specialist|avec
        user name|attending provider|employee name|agent|host|stylist|staffer|service provider
        team member name|clinician name|calendar name|assigned to|instructor|treating practitioner
        treating provider|who with|appointment with staff|event organizer|assigned staff|physician
        rendering provider|calendrier|registered massage therapist|provider full name|seen by|physio
        chiropractor|massage therapist|nom du therapeute|nom de l employe|nom du praticien
        nom du professionnel|nom de l intervenant|professionnel de la sante|technician|tech
        with whom|booked with|therapist assigned|host name|trainer|coach|staff full name
        servicing provider|professionnelle|collaborateur|collaboratrice|agenda
        service provider name|staff members|team members|massage therapist name|counselor|counsellor
    """,
    Meaning.SERVICE: """
        service|services|type|treatment|treatment name|service name|item|event type name|id services
        soin|traitement|type of appointment|treatment type|type of visit|service type|prestation
        offering|class|type of service|appointment type name|service category and name
        booked service|booking type|reason for visit|type de visite|service booked|type of treatment
        soins|prestations|acte|motif de consultation
        motif|procedure|visit reason|appointment reason|services booked|service class|nom du service
        type de soin|treatment description|type de service|type de rendez vous|type de traitement
    """,
    Meaning.STATUS: """
        status|state|booking status|statut|etat|attendance|attendance status|arrival status|presence
        confirmation status|invitee status|booking state|outcome|show no show|check in status
        statut rdv|status of visit
    """,
    Meaning.CANCELLED: """
        cancelled|canceled|cancelled at|canceled at|is cancelled|is canceled|annule|annulation
        cancelled date|cancellation date|date cancelled|cancelled on|canceled on|canceled date
        cancellation time|cancel date|annule le|cancelation date|date d annulation|deleted
        is deleted|deleted at|supprime|archived at|archived|is archived|archive
    """,
    Meaning.MISSED: """
        did not arrive|no show|noshow|missed|marked as no show|is no show|did not attend|absent|dna
        absence|no showed
    """,
    Meaning.ATTENDED: """
        attended|arrived|patient arrived|checked in|checked in at|arrived at|present|showed up
        is attended|client arrived|showed
    """,
    Meaning.NOTE: """
        note|notes|comment|comments|description|remarks|memo|remarque|remarques|commentaire
        commentaires|appointment notes|patient notes|client notes|customer notes|booking notes
        appointment note|intake notes|details|internal notes|staff notes|remark|notes internes
        notes du rendez vous|note du rendez vous|commentaire du rendez vous|notes rdv|note rdv
        visit notes|note interne|private notes|additional notes
    """,
    Meaning.KEY: """
        id|booking id|booking number|booking reference|ref|reference|confirmation number|uid|key
        uuid|guid|record id|numero|no|booking ref|code|booking code|order id|booking no|ref no
        row id|external id|identifiant|number
    """,
    Meaning.BLOCK: """
        is unavailability|unavailable|is block|blocked|block|is blocked|unavailability|is busy
        is break|break|indisponible|indisponibilite|blocked time|is blocked time
    """,
    Meaning.ALL_DAY: """
        all day event|all day|allday|is all day|journee entiere|toute la journee|all day appointment
        whole day|evenement d une journee entiere|all day appt|isallday
    """,
    # Known, and read as nothing, so that their values do not make them something else.
    Meaning.LEFT_OUT: """
        title|salutation|titre de civilite|civilite|location|created|created at|updated|updated at
        date scheduled|date created|created date|book datetime|booked on|booked at|date booked
        reminder date|reminder time|reminder on off|label|price|total|paid|invoice|first visit
        last visit|next visit|last appointment|next appointment|added|date added|modified|last seen
        purchase date|invoice date|emergency contact|emergency phone|emergency contact phone
        emergency contact name|fax|fax number|booked date|date booked on|invitee time zone
        invitee timezone|client timezone|client time zone|customer timezone|referred by
        referring doctor|family doctor|doctor phone|physician name|physician phone|meeting organizer
        required attendees|optional attendees|scheduled by|booked by|age|gender|sex|sexe|address
        adresse|city|ville|postal code|code postal|province|hash|color|colour|couleur
        event created date time|date de creation|cree le|modifie le|company|business|clinic
        emplacement|lieu|date du rappel|heure du rappel|company name|requested at|response 1
        question 1|user email|staff email|therapist email|practitioner email|user phone
        provider email|last modified|reminder sent|sms reminder sent|email reminder sent|categories
        priority|sensitivity|show time as|private|prive|private flag|mileage|billing information
        preferred contact|known since|guest emails|guests|answers|date of birth|dob|d o b|birth date
        birthdate|birthday|born|date de naissance|naissance|ne le|nee le|ddn|anniversaire|created on
        updated on|cancellation reason|checked out at|check in time|arrival time|time in|time out
        staff phone|patient since|client since|customer since|registered|registered on|member since
        sign up date|age years|reminder|confirmed at|confirmed on|invoice no|payment date|paid on
        paid at|prix|tarif|montant|salle|date naissance
    """,
}
