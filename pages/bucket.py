"""A bucket of S3-compatible storage, where pictures are kept if MEDIA_BUCKET names one.

Where the storage is and the keys to it, boto3 reads from the environment: see `.env.example`. The
bucket can stay private, because readers get pictures from the site, at the same URLs as from a
folder. What goes wrong arrives as OSError, as with a folder.
"""

import io
import logging
from contextlib import contextmanager
from types import SimpleNamespace

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

logger = logging.getLogger(__name__)

CONFIG = Config(
    connect_timeout=5,  # seconds; boto3 would keep a reader waiting for minutes
    read_timeout=10,
    retries={"total_max_attempts": 2},
    # Storage that is not Amazon's may refuse the checksums that boto3 adds to each request.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)

# For all threads, and for the storages that the copies of a picture each come with: to set one up
# takes a tenth of a second and 15 MB. Only boto3's client is used at once, which is made for that.
shared = SimpleNamespace(connection=None)


@contextmanager
def reported(bucket):
    """Log why the storage refused, which holds no words of a person, and raise OSError."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        reason = type(error).__name__
        if isinstance(error, ClientError):
            reason = error.response["Error"]["Code"]
        if reason == "NoSuchKey":
            raise FileNotFoundError from None
        logger.error("The bucket %s in MEDIA_BUCKET can't be used: %s", bucket, reason)
        raise OSError(reason) from error


class Bucket(S3Storage):
    def __init__(self, **options):
        super().__init__(**{"client_config": CONFIG} | options)
        self._connections = shared

    def url(self, name):
        return f"{settings.MEDIA_URL}{name}"

    def _open(self, name, mode="rb"):
        """The whole file, which the library would ask for in three requests."""
        with reported(self.bucket_name):
            found = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=name)
            return File(io.BytesIO(found["Body"].read()), name)

    def _save(self, name, content):
        with reported(self.bucket_name):
            return super()._save(name, content)

    def delete(self, name):
        with reported(self.bucket_name):
            super().delete(name)

    def listdir(self, name):
        with reported(self.bucket_name):
            return super().listdir(name)
