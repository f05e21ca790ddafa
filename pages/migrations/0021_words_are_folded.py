from django.db import migrations

# What `folded_words` does, from the inside out: apostrophes become one, and what is not seen goes;
# compatibility forms and accents go; letters that do not decompose are written as a keyboard has
# them; apostrophes and hyphens become `joint`; other punctuation separates words; a script without
# spaces is read character by character; a word is cut to what an index can hold. Text in ASCII,
# whose bytes are its characters, needs the least of that.
#
# `searched_words` holds the words with what joins them left out and read as a space, and of a phone
# number each ending with at least four digits. Whoever changes either function has to rebuild the
# indexes that use it. Each is a RETURN, whose names are looked up once: indexes are built without
# the usual search path.
FOLDED = r"""
CREATE FUNCTION folded_words(words text, joint text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
RETURN btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    CASE WHEN octet_length(words) = char_length(words) THEN lower(replace(words, '`', ''''))
    ELSE regexp_replace(
        replace(replace(replace(replace(replace(replace(replace(replace(translate(
            lower(normalize(regexp_replace(normalize(
                regexp_replace(
                    translate(words, '´΄`‘’‛′ʹʻʼʽˈ՚ꞌ＇', repeat('''', 15)),
                    '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'),
                NFKD), '[\u0300-\u036f]', '', 'g'), NFC)),
            'đðøłħŧŋĸıəĐÐØŁĦŦŊƏ', 'ddolhtnkieddolhtne'), 'ß', 'ss'), 'ẞ', 'ss'),
            'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th'),
        '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])',
        ' \1 ', 'g')
    END,
    '[''ʼ\u2010-\u2015\u2212-]', joint, 'g'),
    '[\u0001-/:-@[-`{-\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f]+',
        ' ', 'g'),
    '([^ ]{100})[^ ]*', '\1', 'g'),
    ' +', ' ', 'g'));
"""
SEARCHED = r"""
CREATE FUNCTION searched_words(texts text, phone text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
RETURN (
    SELECT array_to_tsvector(array_remove(
        string_to_array(replace(folded, U&'\E000', ' '), ' ')
        || string_to_array(replace(folded, U&'\E000', ''), ' ')
        || array(
            SELECT '#' || substr(digits, start)
            FROM regexp_replace(normalize(phone, NFKC), '[^0-9]', '', 'g') AS digits,
                generate_series(1, length(digits) - 3) AS start),
        ''))
    FROM (SELECT folded_words(texts, U&'\E000') AS folded OFFSET 0) AS once
);
"""


class Migration(migrations.Migration):
    dependencies = [("pages", "0020_addresses_are_reserved")]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION folded_words(text, text)"),
        migrations.RunSQL(SEARCHED, "DROP FUNCTION searched_words(text, text)"),
    ]
