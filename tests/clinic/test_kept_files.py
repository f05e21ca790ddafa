import hashlib
import io
import zipfile
from contextlib import suppress

import pytest

from clinic.kept_files import PART, FilePart, Gone, KeptFile

pytestmark = pytest.mark.django_db
WORDS = bytes(range(256)) * 9_000  # a bit more than two parts


def kept(content=WORDS):
    return KeptFile.objects.store("book.csv", [content[:70_000], content[70_000:]])


def leave_off(file):
    """Write some parts of it, and fail."""
    with suppress(RuntimeError), file.writing() as to:
        to.write(b"x" * (3 * PART + 1))
        raise RuntimeError


def test_a_file_comes_back_byte_by_byte():
    file = kept()
    assert file.open().read() == WORDS
    assert (file.size, file.digest) == (len(WORDS), hashlib.sha256(WORDS).hexdigest())


def test_a_part_of_it_is_read_without_the_rest(django_assert_num_queries):
    file = kept()
    with django_assert_num_queries(1):
        opened = file.open()
        opened.seek(-10, io.SEEK_END)
        assert opened.read() == WORDS[-10:]


def test_a_zip_is_read_where_it_is():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", b"One")
    with zipfile.ZipFile(kept(packed.getvalue()).open()) as archive:
        assert archive.read("one.txt") == b"One"


def test_a_file_that_was_never_finished_is_not_taken_for_a_whole_one():
    file = KeptFile.objects.create(name="export.zip")
    leave_off(file)
    with pytest.raises(Gone):
        file.open()


def test_a_second_try_replaces_what_the_first_has_written():
    file = KeptFile.objects.create(name="export.zip")
    leave_off(file)
    with file.writing() as to:
        to.write(b"whole")
    assert file.open().read() == b"whole"


def test_parts_that_were_left_out_of_a_backup_are_missed():
    file = kept()
    FilePart.objects.filter(number=1).delete()
    with pytest.raises(Gone):
        file.open().read()


def test_an_empty_file_is_a_file():
    assert KeptFile.objects.store("empty.csv", []).open().read() == b""
