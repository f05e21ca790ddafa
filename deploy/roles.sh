# Run once by the database's container, when its volume is new: the owner of the tables, and the site's own role.
psql --username "$POSTGRES_USER" --dbname clinic --single-transaction --set ON_ERROR_STOP=1 \
    --set site="$SITE_PASSWORD" --set owner="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE clinic LOGIN PASSWORD :'site';
CREATE ROLE clinic_owner LOGIN PASSWORD :'owner';
ALTER DATABASE clinic OWNER TO clinic_owner;
SQL
