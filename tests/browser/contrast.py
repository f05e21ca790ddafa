"""Whether words can be read on what lies behind them, and controls in each of their states."""

SCHEMES = ("light", "dark")
STATES = ("", "hover", "focus focus-visible", "hover active", "visited", "disabled")

# Run once for each page: its own sheets then take an attribute for the state that it names.
PREPARE = r"""
() => {
  if (window.contrast) return;
  const STATE = /:(hover|focus-visible|focus-within|focus|active|visited)\b/g;
  const readied = (rules) => {
    for (const rule of rules) {
      const text = rule.selectorText;
      if (text?.match(STATE)) rule.selectorText = text.replace(STATE, ":is(:$1, [data-as~=$1])");
      if (rule.cssRules) readied(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) readied(sheet.cssRules);

  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const colours = new Map();
  const rgba = (colour) => {
    if (!colours.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      colours.set(colour, [red, green, blue, alpha / 255]);
    }
    return colours.get(colour);
  };
  const over = ([red, green, blue, alpha], ground) =>
    [red, green, blue].map((one, place) => one * alpha + ground[place] * (1 - alpha));
  const light = (colour) => colour.map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const between = (one, other) => {
    const [dark, pale] = [light(one), light(other)].sort((less, more) => less - more);
    return (pale + 0.05) / (dark + 0.05);
  };
  const behind = (one) => {
    if (!one) return rgba("Canvas").slice(0, 3);
    const { backgroundColor } = getComputedStyle(one);
    const own = rgba(backgroundColor);
    return own[3] > 0.99 ? own.slice(0, 3) : over(own, behind(one.parentElement));
  };
  const clearness = (one) =>
    one ? getComputedStyle(one).opacity * clearness(one.parentElement) : 1;
  const named = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const hasWords = (one) =>
    one.value || [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const SILENT = ".visually-hidden, .hp, option, script, style, svg, [type=hidden], [type=file]";
  const BOXES = ["checkbox", "radio", "color", "range"];
  const isRead = (one) =>
    hasWords(one) && !BOXES.includes(one.type) && one.checkVisibility() && !one.closest(SILENT);

  const isPale = (one) => {
    const { color, fontSize, fontWeight } = getComputedStyle(one);
    const [red, green, blue, alpha] = rgba(color), size = parseFloat(fontSize);
    if (!alpha) return ""; // shown only when it is pointed at
    const ink = [red, green, blue, alpha * clearness(one)];
    const least = size >= 24 || (size >= 18.6 && fontWeight >= 700) ? 3 : 4.5;
    const ground = behind(one), found = between(over(ink, ground), ground);
    return found < least && `${found.toFixed(2)}: ${named(one)}`;
  };
  const SIDES = ["Top", "Right", "Bottom", "Left"];
  const frame = (one) => SIDES.map((side) => {
    const style = getComputedStyle(one), ground = behind(one);
    const isThere = parseFloat(style[`border${side}Width`]) > 0;
    return isThere ? over(rgba(style[`border${side}Color`]), ground) : ground;
  });
  const most = (ones, others) => Math.max(...ones.map((one, place) => between(one, others[place])));
  // The border of a field is all that shows where it is.
  const isLost = (one) => {
    if (!one.matches("select, textarea, input:not([type=submit], [type=button])")) return "";
    if (BOXES.includes(one.type) || !one.checkVisibility() || one.closest(SILENT)) return "";
    const around = behind(one.parentElement);
    const found = most([behind(one), frame(one)[0]], [around, around]);
    return found < 3 && `border, ${found.toFixed(2)}: ${named(one)}`;
  };
  const isUnmarked = (one) => {
    const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(one);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return `no focus: ${named(one)}`;
    const around = behind(one.parentElement);
    const found = between(over(rgba(outlineColor), around), around);
    return found < 3 && `focus, ${found.toFixed(2)}: ${named(one)}`;
  };
  // What is chosen differs from its neighbours by more than a shade.
  const isLikeOthers = (one) => {
    const place = (who) => who.closest("li, td, th") ?? who;
    const near = [...(place(one).parentElement.closest("table, ul, ol, nav") ?? document)
      .querySelectorAll(one.localName)];
    const other = near.find((who) => !who.hasAttribute("aria-current") && who.checkVisibility()
      && who.className === one.className && place(who).localName === place(one).localName);
    if (!other) return "";
    const marks = (who) => {
      const { fontWeight, textDecorationLine, boxShadow } = getComputedStyle(who);
      const extra = ["::before", "::after"].map((part) => getComputedStyle(who, part).content);
      return [fontWeight, textDecorationLine, boxShadow, ...extra].join();
    };
    const found = most([behind(one), ...frame(one)], [behind(other), ...frame(other)]);
    const isAlike = marks(one) === marks(other) && found < 3;
    return isAlike && `nothing shows that it is chosen, ${found.toFixed(2)}: ${named(one)}`;
  };

  const CONTROLS = "a, button, input, select, textarea, summary";
  const controls = () => {
    const seen = new Set();
    return [...document.querySelectorAll(CONTROLS)].filter((one) => {
      const { color, backgroundColor, borderColor, fontWeight } = getComputedStyle(one);
      const look = [one.localName, one.className, one.getAttribute("aria-current"),
        one.parentElement.className, color, backgroundColor, borderColor, fontWeight].join();
      const isNew = !seen.has(look) && one.checkVisibility();
      if (isNew) seen.add(look);
      return isNew;
    });
  };
  const enter = (all, state) => {
    document.querySelectorAll("[data-as]").forEach((one) => one.removeAttribute("data-as"));
    all.forEach((one) => {
      if ("disabled" in one) one.disabled = state === "disabled";
      const around = state.includes("focus") ? "focus-within" : state;
      for (let who = one; who; who = who.parentElement) {
        const as = who === one ? state : around;
        if (as) who.dataset.as = [...new Set([...(who.dataset.as ?? "").split(" "), as])].join(" ");
      }
    });
    document.getAnimations().forEach((one) => one.finish()); // the desk's links fade
  };

  window.contrast = {
    words: () => {
      enter([], "");
      return [...document.body.querySelectorAll("*")].filter(isRead).map(isPale).filter(Boolean);
    },
    controls: (states) => {
      const folded = [...document.querySelectorAll("details:not([open])")];
      folded.forEach((one) => { one.removeAttribute("name"); one.open = true; });
      const all = controls(), found = [];
      const words = all.flatMap((one) => [one, ...one.querySelectorAll("*")]).filter(isRead);
      const chosen = [...document.querySelectorAll("a[aria-current], button[aria-current]")]
        .filter((one) => one.checkVisibility());
      for (const state of states) {
        enter(all, state);
        const said = [...words.map(isPale), ...all.map(isLost)];
        if (state.includes("focus")) said.push(...all.map(isUnmarked));
        enter(all, "");
        enter(chosen, state);
        said.push(...chosen.map(isLikeOthers));
        enter(chosen, "");
        found.push(...said.filter(Boolean).map((one) => `${state || "at rest"}: ${one}`));
      }
      folded.forEach((one) => { one.open = false; });
      return found;
    },
  };
}
"""


def pale_words(page, schemes=SCHEMES):
    """The words of the open page that are too pale, each with its contrast and its HTML."""
    page.evaluate(PREPARE)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        yield from (f"{scheme}: {one}" for one in page.evaluate("() => contrast.words()"))


def pale_controls(page, schemes=SCHEMES):
    """What cannot be read or told of the page's controls, at rest and in each other state."""
    page.evaluate(PREPARE)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("(states) => contrast.controls(states)", list(STATES))
        yield from (f"{scheme}, {one}" for one in found)
