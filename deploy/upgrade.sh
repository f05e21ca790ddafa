#!/bin/sh
# Installs a new version on a Debian server that was set up by docs/deploy-debian.md; docs/upgrading.md explains it.
# As root: deploy/upgrade.sh [COMMIT]. If it fails before the restart, the version of before is put back.
set -eu

main() {
    cd "${SITE:-/srv/clinic/site}"
    before=$(git rev-parse HEAD)
    echo "The version of before is $before."
    systemctl start clinic-backup
    git fetch --quiet
    trap 'exit 1' HUP INT TERM
    trap 'systemctl start clinic-worker' EXIT
    if use "${1:-origin/main}" && prepare; then
        systemctl restart clinic-web
        echo "The new version runs: $(git rev-parse HEAD)."
    else
        use "$before" && static || true
        echo "The new version was not installed. $before is back, and runs on." >&2
        exit 1
    fi
}

use() {
    git checkout --quiet --detach "$1" &&
        .venv/bin/pip install --quiet --require-hashes --only-binary :all: -r "${REQUIREMENTS:-requirements.txt}"
}

# An earlier worker may neither see nor do what a migration expects; web processes may run beside it.
# The owner of the tables logs in as the system's user of the same name.
prepare() {
    systemctl stop clinic-worker &&
        runuser -u clinic_owner -- env "DATABASE_URL=${OWNER:-postgres://clinic_owner@%2Frun%2Fpostgresql/clinic}" \
            .venv/bin/python manage.py migrate --noinput &&
        static &&
        runuser -u clinic -- .venv/bin/python manage.py down_page /srv/clinic/public/down.html
}

static() {
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0
}

main "$@"
exit
