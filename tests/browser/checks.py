"""What must hold for every page as a person meets it, whatever the screen, colours or tools."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.contrast import pale_controls, pale_words
from tests.browser.room import without_room

# Layout follows the width, and colours the look: these show each of them once.
SCREENS = {320: "light", 768: "forced colours", 1280: "dark"}
LOOKS = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHIFTS = """
addEventListener("DOMContentLoaded", () => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
  }).observe({ type: "layout-shift", buffered: true });
});
"""
# What Tab should reach, in this order: of the radio buttons of one name only one.
CONTROLS = """
() => {
  const seen = new Set();
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
  // Once the focus is before it.
  const comesBack = (one) => one.matches(".is-away") && one.closest(".bar").checkVisibility();
  window.controls = all.filter((one) => {
    if (one.tabIndex < 0 || one.disabled) return false;
    if (!one.checkVisibility() && !comesBack(one)) return false;
    if (one.type !== "radio") return true;
    const group = [...document.getElementsByName(one.name)];
    if (seen.has(one.name) || (group.some((other) => other.checked) && !one.checked)) return false;
    return seen.add(one.name);
  });
  const isNew = !window.reached;
  document.body.tabIndex = -1;
  document.body.focus();
  window.reached = [];
  const look = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  if (isNew) addEventListener("focusin", ({ target }) => {
    const box = target.getClientRects()[0];
    // Where the caret stands: of a tall field not more need be seen.
    const middle = Math.min(box.height / 2, 14);
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + middle);
    window.reached.push({
      place: window.controls.indexOf(target),
      what: target.outerHTML.slice(0, 90),
      shows: look(target),
      free: Boolean(top) && (target.contains(top) || top.contains(target)),
    });
  });
  return window.controls.length;
}
"""


# Of what axe could fetch, only what plays by itself is read: no rule of ours is about the sheets'
# own text. It quotes elements, and says where they are, only once it has found something.
AXE = """
async (options) => {
  const quickly = { preload: { assets: ["media"] }, resultTypes: ["violations"] };
  const found = async (how) =>
    (await axe.run(document, { ...quickly, ...how, ...options })).violations;
  axe.configure({ noHtml: true });
  const first = await found({ selectors: false });
  axe.reset();
  const again = first.length ? await found({}) : [];
  return again.length ? again : first;
}
"""


def violations(page, **options):
    """What axe finds, each as a sentence."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AXE, options)
    return [f"{one['id']}: {str(node.get('html'))[:120]}" for one in found for node in one["nodes"]]


def overhang(page):
    """Pixels by which the page is wider than its window."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def faults(page):
    """All that is wrong with the page that is open, each with the screen on which it is."""
    found = []
    for width, look in SCREENS.items():
        page.emulate_media(**LOOKS[look])
        page.set_viewport_size({"width": width, "height": 800})
        said = [f"{overhang(page)} px too wide"] if overhang(page) else []
        # Forced colours are in the place of those that it reads, and shown in the same markup.
        if look != "forced colours":
            rules = {"target-size": {"enabled": True}}
            # It looks at each colour by itself, which takes half of its time: ours is faster.
            rules["color-contrast"] = {"enabled": look == "light"}
            said += violations(page, runOnly=STANDARDS, rules=rules)
        found += [f"{width} px, {look}: {one}" for one in said]
    page.emulate_media(**LOOKS["light"])
    found += [f"enlarged to 400 %: {one}" for one in zoomed(page)]
    found += without_room(page)
    return found


def zoomed(page):
    """A window of 1280 by 1024 pixels, enlarged four times."""
    page.set_viewport_size({"width": 320, "height": 256})
    if overhang(page):
        yield "it scrolls sideways"
    covered = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((one) => ["fixed", "sticky"].includes(getComputedStyle(one).position))
          .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0)"""
    )
    if covered > 256 / 4:
        yield f"{covered} px of the screen never move"


def large(page):
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    if overhang(page):
        yield "it scrolls sideways"
    page.evaluate("() => document.documentElement.style.removeProperty('font-size')")


def keyboard_faults(page, width):
    """What somebody who has only the Tab key does not reach, or does not see."""
    page.set_viewport_size({"width": width, "height": 700})
    count = page.evaluate(CONTROLS)
    # Chromium stops at the month, the day, the year and the calendar of a date.
    within = 3 * page.locator("input[type=date]").count()
    for _ in range(count + within):
        page.keyboard.down("Tab")  # held down, which takes half of the messages
    page.keyboard.up("Tab")
    reached = page.evaluate("() => window.reached")
    found = [f"no focus to be seen: {one['what']}" for one in reached if not one["shows"]]
    found += [f"covered: {one['what']}" for one in reached if not one["free"]]
    if [one["place"] for one in reached] != list(range(count)):
        places = [one["place"] for one in reached]
        found.append(f"{count} controls, reached in the order {places}")
    return [f"{width} px: {one}" for one in found]


def hold(page):
    """Fail unless the open page works for everyone, and say for whom it does not."""
    page.wait_for_load_state()
    moved = page.evaluate("() => window.shifted")
    found = faults(page)
    found += [one for width in (320, 1280) for one in keyboard_faults(page, width)]
    found += [f"things move while it loads: {moved}"] if moved > 0.01 else []
    found += ["it stores something"] if page.evaluate("() => localStorage.length") else []
    found += pale_words(page)
    found += pale_controls(page)
    page.emulate_media(**LOOKS["light"])
    assert not found, "\n".join(found)
