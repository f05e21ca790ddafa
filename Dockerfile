FROM python:3.13-slim

WORKDIR /site
COPY requirements*.txt .
# To keep images in a bucket: docker build --build-arg REQUIREMENTS=requirements-s3.txt
# To send text messages: the same with requirements-texts.txt.
ARG REQUIREMENTS=requirements.txt
RUN pip install --no-cache-dir -r $REQUIREMENTS
COPY . .

# The settings require these; the image does not depend on their values.
RUN SECRET_KEY=build ALLOWED_HOSTS=build SITE_URL=https://build DATABASE_URL=postgres://build/build \
    python manage.py collectstatic --noinput

RUN useradd --system site && install --directory --owner=site /srv/media
USER site
EXPOSE 8000
CMD ["gunicorn", "-c", "python:clinic_site.gunicorn", "--bind", "0.0.0.0:8000", "clinic_site.wsgi"]
