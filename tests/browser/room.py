"""Whether words have room, however large their letters are.

A page is opened once; only its window and its letters change between the measures.
"""

# Widths in pixels, and sizes of letters: a phone, the desktop enlarged four times, a tablet.
SIZES = (100, 131, 150, 175, 200)
SCREENS = [*((360, size) for size in SIZES), (320, 100), (320, 200), (820, 175)]
UNFOLDED = [(320, 100), (360, 200)]

LOOK = r"""
() => {
  const found = new Set(), range = document.createRange();
  const pen = document.createElement("canvas").getContext("2d");
  const SILENT = "textarea, select, script, style, svg, .visually-hidden, .hp, [hidden]";
  const FLOATS = ["fixed", "sticky", "absolute"];
  const screen = document.documentElement.clientWidth;
  const short = (text) => `“${text.trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const named = (one) => `${one.localName}.${one.className}`;
  const linesOf = (boxes) => {
    const middles = boxes.map((one) => (one.top + one.bottom) / 2);
    middles.sort((one, other) => one - other);
    const apart = (one, place) => place && one - middles[place - 1] > boxes[0].height / 2;
    return 1 + middles.filter(apart).length;
  };
  const looks = new Map();
  const look = (one) => looks.get(one) ?? looks.set(one, getComputedStyle(one)).get(one);
  const isInline = (one) => look(one).display === "inline";
  const boxesOf = () => [...range.getClientRects()].filter((one) => one.width > 0.5);
  const isFloating = (one) => {
    for (; one && one !== document.body; one = one.parentElement) {
      if (FLOATS.includes(look(one).position)) return true;
    }
    return false;
  };
  const blockOf = (one) => {
    while (isInline(one) || one.matches(".whole, .number")) one = one.parentElement;
    return one;
  };
  const scroller = (one) => {
    while (one && !["auto", "scroll"].includes(look(one).overflowY)) one = one.parentElement;
    return one;
  };
  const roomOf = (block) => {
    const { display, paddingLeft, paddingRight } = look(block);
    const beside = display.endsWith("flex") ? [...block.children] : [];
    const taken = beside.reduce((sum, one) => sum + one.getBoundingClientRect().width, 0);
    return block.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - taken;
  };
  // What appears only when it is pointed at lies over what is there.
  const isClear = (one) => /[,/] ?0\)$/.test(look(one).color);

  // Each word that is broken although a line of its own would hold it.
  const wordsOf = (text, parent, block) => {
    for (const word of text.data.matchAll(/[^\s\u00ad\u200b-]+/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (linesOf(boxesOf()) < 2) continue;
      pen.font = look(parent).font;
      // In a narrow box too, where the box is at fault: the screen has room for the word.
      const least = word[0].length < 14 ? 0.7 * screen : 0;
      if (pen.measureText(word[0]).width + 1 < Math.max(roomOf(block), least)) {
        found.add(`${short(word[0])} is split`);
      }
    }
  };

  // Words that leave the control or cell that they are in, or are cut by what is around them.
  const outside = (box, owner, text) => {
    for (let one = owner; one !== document.body; one = one.parentElement) {
      const { overflowX } = look(one);
      if (["auto", "scroll"].includes(overflowX)) return;
      const isBox = one.matches("a, button, label, summary, td, th") || overflowX !== "visible";
      if (!isBox || isInline(one)) continue;
      const { left, right } = one.getBoundingClientRect();
      const isIn = box.right < 0 || box.left > left - 1 && box.right < right + 1;
      if (!isIn) found.add(`${short(text)} leaves ${named(one)}`);
    }
  };

  const pieces = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const parent = text.parentElement;
    if (!text.data.trim() || parent.closest(SILENT) || !parent.checkVisibility()) continue;
    range.selectNodeContents(text);
    const boxes = boxesOf();
    if (!boxes.length) continue;
    if (linesOf(boxes) > 1) wordsOf(text, parent, blockOf(parent));
    if (isFloating(parent) || isClear(parent)) continue;
    boxes.forEach((box) => outside(box, parent, text.data));
    pieces.push(...boxes.map(({ left, right, top, bottom }) => {
      const quarter = (bottom - top) / 4; // letters are lower than their line
      const letters = { left, right, top: top + quarter, bottom: bottom - quarter };
      return { ...letters, owner: text, text: text.data, within: scroller(parent) };
    }));
  }

  // What is whole by its nature: a date, a time of day, a phone number.
  for (const one of document.querySelectorAll(".whole, .number:not(td, th), .month-name h3")) {
    if (!one.checkVisibility() || one.closest(".visually-hidden")) continue;
    range.selectNodeContents(one);
    if (linesOf(boxesOf()) < 2) continue;
    pen.font = look(one).font;
    const words = one.innerText.trim().replace(/\s+/g, " ");
    const fits = pen.measureText(words).width + 2 < roomOf(blockOf(one));
    if (fits) found.add(`${short(words)} is not whole`);
  }

  // One over another: words, and the boxes of what is pressed or filled in.
  const apart = (all, near, say) => {
    all.sort((one, other) => one.top - other.top);
    all.forEach((one, place) => {
      for (let next = place + 1; next < all.length && all[next].top < one.bottom - near; next++) {
        const other = all[next];
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - other.top;
        if (across <= near || down <= near || one.within !== other.within) continue;
        if (one.owner === other.owner) continue;
        if (one.owner.contains(other.owner) || other.owner.contains(one.owner)) continue;
        found.add(`${short(one.text)} ${say} ${short(other.text)}`);
      }
    });
  };
  apart(pieces, 1, "is written over");
  const CONTROLS = "a, button, input, select, textarea, summary, td, th";
  const controls = [...document.querySelectorAll(CONTROLS)]
    .filter((one) => one.checkVisibility() && !isInline(one) && !isClear(one))
    .filter((one) => !one.closest(SILENT.replace("textarea, select, ", "")) && !isFloating(one))
    .map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      const box = { left, right, top, bottom };
      return { ...box, owner: one, text: one.textContent || one.name, within: scroller(one) };
    });
  apart(controls.filter((one) => one.right > one.left), 1.5, "lies over");

  const wider = document.documentElement.scrollWidth - screen;
  if (wider) found.add(`${wider} px too wide`);
  return [...found];
}
"""


# Only one of those that share a name could be open.
UNFOLD = """() => {
  const folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach((one) => { one.removeAttribute("name"); one.open = true; });
  window.unfolded = folded;
  return folded.length;
}"""
FOLD = "() => unfolded.forEach((one) => { one.open = false; })"


def without_room(page, screens=SCREENS, unfolded=UNFOLDED):
    """What the open page does to its words, each with the window and the size of letters.

    The second time with everything open that is folded up at first.
    """
    yield from measured(page, screens)
    if unfolded and page.evaluate(UNFOLD):
        yield from (f"unfolded, {one}" for one in measured(page, unfolded))
        page.evaluate(FOLD)
    page.evaluate("() => document.documentElement.style.removeProperty('font-size')")


def measured(page, screens):
    for width, size in screens:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(f"() => {{ document.documentElement.style.fontSize = '{size}%'; }}")
        yield from (f"{width} px, text at {size} %: {one}" for one in page.evaluate(LOOK))
