"""The headings of columns that German programs and spreadsheets write, where they can mean only
one thing; without accents, as all headings are compared."""

from booking.moving_in.meanings import Meaning

HEADINGS = {
    Meaning.NAME: """
        vollstandiger name|name vorname|nachname vorname|vorname nachname|vor und nachname
        name des patienten|patientenname|kundenname|teilnehmer|gast|patient in
    """,
    Meaning.FIRST_NAME: "vorname|vornamen",
    Meaning.LAST_NAME: "nachname|familienname|zuname",
    Meaning.OTHER_NAME: "rufname|geburtsname|spitzname",
    Meaning.SUBJECT: "betreff|ereignis",
    Meaning.PERSON_KEY: """
        patientennummer|patienten nr|patienten id|kundennummer|kunden nr|kunden id|klientennummer
    """,
    Meaning.EMAIL: """
        e mail adresse|email adresse|emailadresse|mailadresse|mail adresse|e mail privat
    """,
    Meaning.PHONE: """
        telefon|telefonnummer|telefon nr|tel nr|handy|handynummer|handy nr|mobil|mobiltelefon
        mobilnummer|mobilfunk|festnetz|rufnummer|telefon privat|telefon mobil|telefon geschaftlich
        telefon 1|telefon 2|telefon dienstlich
    """,
    Meaning.START: """
        beginn|termin|terminbeginn|beginn des termins|datum und uhrzeit|datum uhrzeit|datum zeit
        anfang|startzeitpunkt|termin am
    """,
    Meaning.START_DATE: """
        datum|termindatum|startdatum|anfangsdatum|datum des termins|behandlungsdatum|beginnt am
    """,
    Meaning.START_TIME: """
        uhrzeit|zeit|von|startzeit|anfangszeit|terminzeit|uhrzeit von|beginnt um
    """,
    Meaning.END: "ende|terminende|endzeitpunkt|ende des termins",
    Meaning.END_DATE: "enddatum|endet am",
    Meaning.END_TIME: "bis|endzeit|uhrzeit bis|endet um",
    Meaning.LENGTH: """
        dauer|dauer min|dauer minuten|dauer in minuten|dauer in min|minuten|termindauer
        behandlungsdauer
    """,
    Meaning.LENGTH_HOURS: "dauer std|dauer stunden|dauer in stunden|dauer h",
    Meaning.LENGTH_SECONDS: "dauer sekunden|dauer in sekunden|dauer sek|dauer s",
    Meaning.WEEKDAY: "wochentag",
    Meaning.ZONE: "zeitzone",
    Meaning.THERAPIST: """
        therapeut|therapeutin|therapeut in|behandler|behandlerin|behandler in|mitarbeiter
        mitarbeiterin|mitarbeiter in|physiotherapeut|physiotherapeutin|kalender|behandelt von
    """,
    Meaning.SERVICE: """
        behandlung|behandlungsart|leistung|leistungen|terminart|termintyp|therapie|dienstleistung
        anwendung|heilmittel
    """,
    Meaning.STATUS: "terminstatus|anwesenheit",
    Meaning.CANCELLED: "abgesagt|abgesagt am|storniert|storniert am|absage",
    Meaning.MISSED: "nicht erschienen|versaumt",
    Meaning.ATTENDED: "erschienen|wahrgenommen|anwesend",
    Meaning.NOTE: """
        bemerkung|bemerkungen|notiz|notizen|anmerkung|anmerkungen|kommentar|kommentare|beschreibung
    """,
    Meaning.KEY: "terminnummer|termin nr|termin id|buchungsnummer|buchungs nr|nummer|nr|lfd nr",
    Meaning.ALL_DAY: "ganztagig|ganztagiges ereignis",
    Meaning.LEFT_OUT: """
        geburtsdatum|geburtstag|geboren|geboren am|geb datum|anrede|titel|strasse|ort|wohnort|plz
        postleitzahl|preis|betrag|raum|rechnung|rechnungsnummer|krankenkasse|versicherung
        versichertennummer|erstellt|erstellt am|geandert am|geschlecht|alter|hausarzt
    """,
}
