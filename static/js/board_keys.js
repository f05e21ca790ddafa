// Keys for the board, only while it has the focus. Those of single letters can be switched off.
import { attempt } from "./attempt.js";

const OFF = "board-keys-off"; // in this browser's storage
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const STOPS = ".board-free, .board-name, .board-start";
const ASIDE = 4; // how much further something to the side seems than it is

const board = document.getElementById("board");
const region = board.querySelector(".board-region");
const keys = board.querySelector(".board-keys");
const letters = keys.querySelector("[data-letters]");

const middle = (box) => [box.x + box.width / 2, box.y + Math.min(box.height / 2, 12)];

function next(from, [right, down]) {
  const [x, y] = middle(from.getBoundingClientRect());
  let [best, nearest] = [null, Infinity];
  for (const one of region.querySelectorAll(STOPS)) {
    if (one === from || !one.checkVisibility()) continue;
    const [there, below] = middle(one.getBoundingClientRect());
    const ahead = right * (there - x) + down * (below - y);
    const aside = Math.abs(down * (there - x)) + Math.abs(right * (below - y));
    if (ahead > 2 && ahead + ASIDE * aside < nearest) [best, nearest] = [one, ahead + ASIDE * aside];
  }
  return best;
}

const ACTS = {
  t: () => board.querySelector("[data-key-today]").click(),
  b: () => document.querySelector("[data-key-book]")?.click(),
  "/": () => board.querySelector("[data-key-find]").focus(),
  "?": () => {
    keys.open = true;
    keys.querySelector("summary").focus();
  },
};

region.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = document.activeElement;
  if (event.key in ARROWS) {
    const first = region.querySelector(STOPS);
    const to = focused === region ? first : next(focused, ARROWS[event.key]);
    if (!to) return;
    event.preventDefault();
    to.focus();
  } else if (letters.checked && event.key in ACTS) {
    event.preventDefault();
    ACTS[event.key]();
  }
});

letters.checked = !attempt(() => localStorage.getItem(OFF));
letters.addEventListener("change", () =>
  attempt(() => (letters.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"))),
);
board.querySelectorAll(".board-script").forEach((one) => (one.hidden = false));
