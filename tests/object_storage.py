"""Storage that speaks S3, in a process of its own, as a hosting company would offer it."""

import subprocess
import sys
from contextlib import contextmanager

import boto3
from botocore.config import Config

from tests import serve

NAME = "clinic-media"


@contextmanager
def running():
    """Yields the environment variables that lead to it. `emptied` makes the bucket."""
    port = serve.free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    environment = {
        "MEDIA_BUCKET": NAME,
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "sample",
        "AWS_SECRET_ACCESS_KEY": "sample",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    try:
        serve.wait_for(port, server)
        yield environment
    finally:
        server.terminate()
        server.wait(10)


def emptied():
    """The bucket, empty, as boto3 finds it by the current environment."""
    storage = boto3.resource("s3", config=Config(retries={"total_max_attempts": 1}))
    bucket = storage.create_bucket(Bucket=NAME)
    bucket.objects.all().delete()
    return bucket
