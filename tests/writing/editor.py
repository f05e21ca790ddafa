"""An editor at a browser: types, saves, settles what a colleague changed, and comes back."""

import os
import re
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error

from tests.browser.conftest import BROWSERS, QUIET

WORD = re.compile(r"(?:anna|ben)-\d{5}")  # also where a space between two is missing
PATIENCE = 30_000  # milliseconds
BODIES = (
    "() => [...document.querySelectorAll('.draft-form textarea[name$=-body]')].map(o => o.value)"
)
CLASHES = "() => [...document.querySelectorAll('.draft-form .theirs')].map(o => o.innerText)"
# An editor is made of a text once it is about to be seen, and what a colleague wrote is above it.
TO_TEXT = "() => document.querySelector('textarea[data-rich-text]').parentElement.scrollIntoView()"
# What the last press of a button said.
CLEAR = """() => {
  for (const one of document.querySelectorAll('.messagelist, .errornote')) {
    if (one.id) one.hidden = true;
    else one.remove();
  }
}"""
BOXES = "#sections [contenteditable=true]"


class Editor:
    def __init__(self, playwright, folder, home, page_pk, name, password, random, wait):
        self.playwright, self.home, self.name, self.password = playwright, home, name, password
        self.folder = folder / name
        self.address = f"{home}/admin/pages/page/{page_pk}/draft/"
        self.random = random
        self.wait = wait  # a second, in which troubles may end
        self.typed = []  # each word with when it was typed
        self.excused = {}  # words that were typed less than some seconds before something broke
        self.taken_up = self.saved = self.settled = self.astray = 0
        self.noticed, self.last = set(), []
        self.start()

    def start(self):
        path = next(filter(None, map(shutil.which, BROWSERS)))
        as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=path, args=QUIET + as_root
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.pages[0]
        self.page.on("dialog", accept)

    def kill_browser(self):
        """As the machine does that runs out of memory."""
        needle = f"--user-data-dir={self.folder}"
        for one in Path("/proc").iterdir():
            with suppress(OSError):
                words = one.joinpath("cmdline").read_text().split("\0")
                if needle in words and not any(word.startswith("--type=") for word in words):
                    os.kill(int(one.name), signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()
        self.start()

    def close_tab(self):
        tab = self.context.new_page()
        tab.on("dialog", accept)
        self.page.close()
        self.page = tab

    def log_in(self, page):
        page.get_by_label("Username").fill(self.name)
        page.get_by_label("Password").fill(self.password)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: "/login/" not in url)

    def log_in_elsewhere(self):
        """Until it works: the site or its database can be down just then."""
        for _ in range(10):
            tab = self.context.new_page()
            with suppress(Error):
                tab.goto(f"{self.home}/admin/login/?next=/admin/pages/page/")
                if "/login/" in tab.url:
                    self.log_in(tab)
                return tab.close()
            tab.close()
            self.wait()
        raise AssertionError(f"{self.name} could not log in")

    def goto(self, address):
        """However often the site has to be asked."""
        for _ in range(60):
            with suppress(Error):
                answer = self.page.goto(address)
                if "/login/" in self.page.url:
                    self.log_in(self.page)
                    if self.page.url.split("#")[0] != address:
                        continue
                elif answer and answer.status >= 500:
                    self.wait()
                    continue
                self.see_text()
                return
            self.wait()
        raise AssertionError(f"{address} did not open: {self.page.url}")

    def see_text(self):
        self.page.evaluate(TO_TEXT)
        self.page.wait_for_selector(BOXES)

    def words(self):
        return set(WORD.findall(" ".join(self.page.evaluate(BODIES))))

    def expected(self):
        return {word for word, _ in self.typed if word not in self.excused}

    def type(self, word):
        boxes = self.page.locator(BOXES)
        box = boxes.nth(self.random.randrange(boxes.count()))
        box.focus(timeout=5000)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(f" {word}", delay=self.random.choice([0, 0, 10, 30]))
        found = self.words()
        if word in found:  # or else the keys went elsewhere, such as to a page that was leaving
            self.typed.append((word, time.monotonic()))
        else:
            self.astray += 1
        if gone := self.expected() - found - self.noticed:
            self.noticed |= gone
            words = f"{self.name}: gone from the form: {sorted(gone)}; {self.page.url} {self.last}"
            print(words, file=sys.stderr, flush=True)

    def come_back(self, broke_at, seconds):
        """Open the draft again and take up what was not saved, as a person would."""
        self.goto(self.address)
        for _ in range(6):
            self.page.wait_for_selector("#keeping[data-looked]", state="attached")
            missing = self.expected() - self.words()
            offers = self.page.get_by_role("link", name="Continue with it")
            if not missing:
                break
            with suppress(Error):
                offers.first.wait_for(timeout=20_000)
            if not offers.count():
                break
            self.goto(self.home + offers.first.get_attribute("href"))
            self.taken_up += 1
            self.settle()
            if self.expected() - self.words():
                self.save()
        missing = self.expected() - self.words()
        for word, at in self.typed:
            if word in missing and at > broke_at - seconds:
                self.excused[word] = broke_at - at
        while not self.expected() - self.words() and self.offered():
            self.page.get_by_role("button", name="Hide it").first.click()
            self.page.wait_for_timeout(500)

    def offered(self):
        return self.page.get_by_role("button", name="Hide it").count()

    def settle(self):
        """Where both wrote, add to one's own text what the colleague wrote: it is shown above."""
        theirs = set(WORD.findall(" ".join(self.page.evaluate(CLASHES)))) - self.words()
        if theirs:
            self.settled += 1
            self.page.locator(BOXES).first.focus()
            self.page.keyboard.press("Control+End")
            self.page.keyboard.type(" " + " ".join(sorted(theirs)))

    def save(self):
        """Press the button until the draft is saved."""
        for _ in range(8):
            before = self.page.url
            with suppress(Error):
                self.page.evaluate(CLEAR)
                self.page.get_by_role("button", name="Save draft").last.click()
                self.page.wait_for_selector(".messagelist .success, .errornote:not([hidden])")
                self.page.wait_for_load_state()
                self.see_text()
                notes = self.page.locator(".messagelist, .errornote:not([hidden])")
                self.last = [*self.last[-4:], (time.monotonic(), notes.all_inner_texts())]
                if self.page.locator(".messagelist .success").count():
                    self.saved += 1
                    return True
                if self.page.locator("#logged-out").is_visible():
                    self.log_in_elsewhere()
                elif self.page.locator("#offline").is_visible():
                    self.page.wait_for_timeout(1000)
                else:
                    self.settle()
                continue
            if not self.page.locator(BOXES).count():
                self.come_back(time.monotonic(), 5)
                return False
            if before:
                self.page.wait_for_timeout(1000)
        return False


def accept(dialog):
    with suppress(Error):
        dialog.accept()
