PHONE = {"width": 320, "height": 740}


class Keyboard:
    """Somebody who has no mouse. Every stop must show that it has the focus."""

    def __init__(self, page):
        self.page = page

    def tab_to(self, target):
        element = target.element_handle()  # to look for it after each key took longer
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if element.evaluate("element => element === document.activeElement"):
                outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
                assert outline != "none"
                assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
                return
        raise AssertionError(f"Tab never reaches {target}")

    def press(self, role, name):
        self.tab_to(self.page.get_by_role(role, name=name).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, name):
        """Open what is behind a summary."""
        self.tab_to(self.page.locator("summary").filter(has_text=name).first)
        self.page.keyboard.press("Enter")

    def unfold(self, target):
        self.tab_to(target)
        self.page.keyboard.press("Enter")

    def write(self, field, text):
        self.tab_to(self.page.locator(f"[name={field}]"))
        self.page.keyboard.type(text)
