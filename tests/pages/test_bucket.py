"""Pictures in a bucket of S3-compatible storage, which every machine of the site shares."""

import http.client
import io
import re
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import transaction
from PIL import Image as Opened

from pages import bucket as module
from pages.models import Image
from pages.models.images import CannotStore
from tests import elsewhere, make, object_storage, serve
from tests.markup import Markup
from tests.pages.test_images import A_DAY, AN_HOUR, illustrate, purge_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def environment():
    with object_storage.running() as environment:
        yield environment


@pytest.fixture
def bucket(environment, settings, monkeypatch, tmp_path):
    """The bucket, where this process keeps its pictures. It cannot store any on disk."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(module.shared, "connection", None)
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"
    options = {"bucket_name": object_storage.NAME}
    in_bucket = {"BACKEND": "pages.bucket.Bucket", "OPTIONS": options}
    settings.STORAGES = configured.STORAGES | {"default": in_bucket}
    return object_storage.emptied()


def files(bucket):
    return {found.key for found in bucket.objects.all()}


def ask(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request("GET", path)
        response = line.getresponse()
        return response.status, response.headers, response.read()
    finally:
        line.close()


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_what_is_in_the_bucket_and_fills_an_empty_one(bucket, tmp_path):
    name = default_storage.save("pages/sample.jpg", ContentFile(b"a sample"))
    make.call("backup", tmp_path)
    (file,) = tmp_path.glob("clinic-*.tar")
    with elsewhere.database():
        with pytest.raises(CommandError, match="bucket"):
            make.call("restore", file)
        bucket.objects.all().delete()
        make.call("restore", file)
        assert files(bucket) == {name}
        assert default_storage.open(name).read() == b"a sample"


@pytest.mark.django_db(transaction=True)
def test_what_an_editor_uploads_is_shown_by_a_server_on_another_machine(client, bucket):
    client.force_login(make.staff("Editors"))
    draft = make.page().edit(by=None)
    form = Markup(client.get(draft.get_admin_url()).text).fields | {
        "sections-0-upload": make.upload(make.picture(900, 600)),
        "sections-0-alt": "Hands",
        "do": "publish",
    }
    assert client.post(draft.get_admin_url(), form).status_code == 302
    name = Image.objects.get().file.name
    with serve.site(MEDIA_ROOT="/nowhere", WEB_CONCURRENCY="1") as port:
        page = ask(port, "/a-page/")[2].decode()
        shown = set(re.findall(r"/media/[\w./]+", page))
        assert {path.removeprefix("/media/") for path in shown} == files(bucket)
        assert "Hands" in page
        assert not re.search(r'(?:src|srcset)="[^"]*//', page)
        with ThreadPoolExecutor(4) as together:  # as a browser asks for them
            answers = list(together.map(lambda path: ask(port, path), shown))
        for path, (status, headers, content) in zip(shown, answers, strict=True):
            assert status == 200
            assert headers["Content-Type"] == f"image/{path.rpartition('.')[2]}"
            assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert "Set-Cookie" not in headers
            width = re.search(r"/(\d+)w\.", path)
            assert Opened.open(io.BytesIO(content)).width == int(width[1] if width else 900)
        assert ask(port, f"/media/{'0' * 32}.webp")[0] == 404
    assert f"/media/{name}" in shown


def test_a_picture_has_the_same_url_as_in_a_folder_and_only_the_site_can_read_it(bucket):
    image = make.image()
    assert image.file.url == f"/media/{image.file.name}"
    address = f"{bucket.meta.client.meta.endpoint_url}/{bucket.name}/{image.file.name}"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address)  # noqa: S310, our own server


def test_a_picture_is_read_from_the_bucket_once(client, bucket, monkeypatch):
    image, asked = make.image(), []
    ours = module.shared.connection.meta.client
    ours.meta.events.register("before-send.s3", lambda request, **_: asked.append(request.method))
    assert client.get(image.file.url).status_code == 200
    assert asked == ["GET"]


def test_a_picture_that_nothing_shows_leaves_the_bucket_after_a_day(bucket):
    unused, kept = make.image(), make.image(900, 600)
    illustrate(kept)
    bucket.put_object(Key="notes.txt", Body=b"somebody's")
    purge_after(AN_HOUR, A_DAY)
    assert unused.file.name in files(bucket)
    purge_after(A_DAY + 2 * AN_HOUR)
    assert Image.objects.get() == kept
    folder = kept.file.name.removesuffix(".webp")
    copies = {f"{folder}/{width}w.{kind}" for width in (400, 800, 900) for kind in ("avif", "webp")}
    assert files(bucket) == copies | {kept.file.name, "notes.txt"}


def test_files_of_a_change_that_was_rolled_back_leave_the_bucket_after_a_day(bucket):
    with transaction.atomic():
        image = make.image()
        transaction.set_rollback(True)
    bucket.Object(image.file.name).delete()  # the copies are enough to find it
    Image.objects.purge()
    purge_after(A_DAY - AN_HOUR)
    assert len(files(bucket)) == 2
    purge_after(A_DAY + AN_HOUR)
    assert files(bucket) == set()


def test_a_picture_is_not_found_while_the_storage_refuses_which_is_logged(client, bucket, caplog):
    image = make.image()
    bucket.objects.all().delete()
    assert client.get(image.file.url).status_code == 404
    assert "MEDIA_BUCKET" not in caplog.text
    bucket.delete()
    assert client.get(image.file.url).status_code == 404
    assert "The bucket clinic-media in MEDIA_BUCKET can't be used: NoSuchBucket" in caplog.text


def test_while_the_storage_is_away_an_upload_is_refused_and_the_worker_goes_on(
    bucket, settings, monkeypatch, caplog
):
    image = make.image()
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{serve.free_port()}")
    monkeypatch.setattr(module.shared, "connection", None)
    settings.STORAGES = dict(settings.STORAGES)  # as in a new process
    with pytest.raises(CannotStore, match="can’t be stored right now"):
        make.image()
    purge_after(AN_HOUR, 3 * A_DAY)
    assert not Image.objects.filter(pk=image.pk).exists()
    assert "can't be used: EndpointConnectionError" in caplog.text
