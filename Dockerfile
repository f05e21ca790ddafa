# What the site needs is installed here, and only its result copied: the image that runs has no pip.
FROM python:3.13.14-slim-trixie AS build
WORKDIR /site
RUN python -m venv --without-pip /venv
COPY requirements*.txt .
# To keep images in a bucket: docker compose build --build-arg REQUIREMENTS=requirements-s3.txt
# To send text messages: the same with requirements-texts.txt.
ARG REQUIREMENTS=requirements.txt
RUN pip --python /venv/bin/python install --no-cache-dir --require-hashes --only-binary :all: -r $REQUIREMENTS
COPY . .
# The settings require these; the image does not depend on their values.
RUN SECRET_KEY=build ALLOWED_HOSTS=build SITE_URL=https://build DATABASE_URL=postgres://build/build \
    /venv/bin/python manage.py collectstatic --noinput && \
    /venv/bin/python -m compileall -q /site /venv

FROM python:3.13.14-slim-trixie
# pg_dump and psql, for backups: of the version that compose.yaml starts.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-17 && \
    rm -rf /var/lib/apt/lists/* && \
    pip uninstall --yes --root-user-action ignore pip && \
    groupadd --gid 10001 site && \
    useradd --uid 10001 --gid site --no-create-home --home-dir /site --shell /usr/sbin/nologin site && \
    install --directory --owner=site --group=site --mode=700 /srv/media /srv/backups && \
    install --directory --owner=site --group=site --mode=755 /srv/down
COPY --from=build /venv /venv
COPY --from=build /site /site
WORKDIR /site
# Nothing is written outside of /srv/media, /srv/backups and /tmp, so the rest can be read-only.
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MEDIA_ROOT=/srv/media
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "deploy/alive.py"]
CMD ["gunicorn", "-c", "python:clinic_site.gunicorn", "--bind", "0.0.0.0:8000", "clinic_site.wsgi"]
