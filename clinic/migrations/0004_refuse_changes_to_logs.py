from django.db import migrations

# The argument: the one column that may become NULL, or ''. The search path is fixed, so that no
# table or operator of a caller's own is taken for another. Two days less than the period, which the
# site computes by its own clock and with years of another length.
CREATE = """
CREATE FUNCTION clinic_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    years int;
BEGIN
    IF TG_OP = 'DELETE' THEN
        EXECUTE format('SELECT max(log_years) FROM %I.clinic_site_retention', TG_TABLE_SCHEMA)
            INTO years;
        IF OLD.at < now() - make_interval(days => (365.25 * coalesce(years, 10))::int - 2) THEN
            RETURN OLD;
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_ARGV[0] <> '' THEN
        IF to_jsonb(NEW) = to_jsonb(OLD) || jsonb_build_object(TG_ARGV[0], NULL) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% refused: rows of % are kept as they were written', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_promise_when_we_answer")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION clinic_append_only()")]
