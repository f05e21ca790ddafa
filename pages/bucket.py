"""An S3-compatible bucket, where pictures are kept if MEDIA_BUCKET names one.

boto3 reads the storage's address and keys from the environment: see `.env.example`. The bucket can
stay private, because readers get pictures from the site, at the same URLs as from a folder. Errors
are raised as OSError, as with a folder.
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

# One connection for all threads, and for the storage object that each copy of a picture has:
# setting one up takes a tenth of a second and 15 MB. Threads share only boto3's client, which is
# made for that.
shared = SimpleNamespace(connection=None)


@contextmanager
def reported(bucket):
    """Log why the storage refused, with nothing personal in it, and raise OSError."""
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
        """Read the whole file in one request, where the library would make three."""
        with reported(self.bucket_name):
            found = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=name)
            return File(io.BytesIO(found["Body"].read()), name)

    def _save(self, name, content):
        with reported(self.bucket_name):
            return super()._save(name, content)

    def delete(self, name):
        with reported(self.bucket_name):
            super().delete(name)

    def size(self, name):
        with reported(self.bucket_name):
            return super().size(name)

    def listdir(self, name):
        with reported(self.bucket_name):
            return super().listdir(name)
