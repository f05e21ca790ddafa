"""What is written for servers: units, licences, and links between the pages that explain them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ANALYZE = shutil.which("systemd-analyze")
UNITS = sorted((ROOT / "deploy").glob("clinic-*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@pytest.fixture
def analyze():
    if not ANALYZE and not os.environ.get("CI"):
        pytest.skip("systemd-analyze is not installed")

    def analyze(*arguments):
        done = subprocess.run([ANALYZE, *arguments], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout[-3000:]

    return analyze


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_exposure_of_a_service_is_at_most_2_of_10(analyze, unit):
    analyze("security", "--offline=true", "--threshold=20", unit)


def test_systemd_understands_every_line_of_the_units(analyze, tmp_path):
    for unit in UNITS:
        text = unit.read_text().replace("/srv/clinic/site/.venv/bin/", "/usr/bin/env ")
        (tmp_path / unit.name).write_text(text)
    analyze("verify", *tmp_path.iterdir())


def test_the_site_sees_no_backup_and_no_password_of_the_owner():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for name in ("web", "worker"):
        environment = services[name]["environment"]
        assert not [one for one in services[name]["volumes"] if one.startswith("backups:")]
        assert environment["DATABASE_URL"].startswith("postgres://clinic:")
        assert environment["POSTGRES_OWNER_PASSWORD"] == ""
        unit = (ROOT / "deploy" / f"clinic-{name}.service").read_text()
        assert "InaccessiblePaths=-/var/backups/clinic\n" in unit
    prepare = services["prepare"]["environment"]
    assert prepare["DATABASE_URL"].startswith("postgres://clinic_owner:")
    assert prepare["MEDIA_ROOT"] == "/srv/media"


def test_images_have_exact_versions():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"].values()
    images = {one["image"] for one in services if "build" not in one and "image" in one}
    images |= set(re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.M))
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d+\.\d+\.\d+|^postgres:\d+\.\d+", image), image


def test_every_package_that_a_server_runs_is_in_the_list_of_licences():
    listed = re.findall(r"^\| ([\w.-]+) ", (ROOT / "docs" / "licences.md").read_text(), re.M)
    listed = {normal(name) for name in listed}
    for file in ("requirements.txt", "requirements-s3.txt", "requirements-texts.txt"):
        names = re.findall(r"^([\w.-]+)(?:\[\w+\])?==", (ROOT / file).read_text(), re.M)
        assert len(names) > 20
        assert {normal(name) for name in names} <= listed


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_links_between_pages_lead_to_files():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in LINK.findall(page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
