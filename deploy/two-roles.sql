-- The site connects as a role that owns nothing, so that even somebody who takes over the site can't
-- remove the triggers from the logs. For an installed site, and again after a restore, as PostgreSQL's superuser:
--
--   psql --dbname clinic --single-transaction --set ON_ERROR_STOP=1 --file - < deploy/two-roles.sql
--
-- From then on, `clinic` is the role in the site's DATABASE_URL. Migrations run as `clinic_owner`,
-- which has no password and logs in through the socket as the system's user of that name.

DO $$
DECLARE
    change text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clinic_owner') THEN
        CREATE ROLE clinic_owner LOGIN;
    END IF;
    EXECUTE format('ALTER DATABASE %I OWNER TO clinic_owner', current_database());
    FOR change IN
        SELECT format('ALTER TABLE %s OWNER TO clinic_owner', oid::regclass)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        UNION ALL
        SELECT format('ALTER FUNCTION %s OWNER TO clinic_owner', oid::regprocedure)
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE change;
    END LOOP;
    -- Temporary tables are not needed, and could be put in the way of real ones.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO clinic', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO clinic;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clinic;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO clinic;

-- For what later migrations create.
ALTER DEFAULT PRIVILEGES FOR ROLE clinic_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO clinic;
ALTER DEFAULT PRIVILEGES FOR ROLE clinic_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO clinic;

-- The migrations that have run are the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM clinic;
-- These logs have no column that ever changes.
REVOKE UPDATE ON booking_recordview, clinic_site_accountevent FROM clinic;
