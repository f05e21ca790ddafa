// Keeps the board up to date: asks for it every few seconds while it is visible, and shows what has changed
// without moving the page, the focus or anything typed.
const PAUSE = 10_000; // milliseconds from one answer to the next question
const PATIENCE = 8_000; // milliseconds for an answer
const SELECTING = 60_000; // milliseconds that selected text is left as it is
const OUT = "You are logged out, so the board is no longer updated.";
const FORBIDDEN = "You no longer have access to the board.";
const AWAY = "No connection: the board may be out of date. This page keeps trying to connect.";
const BACK = "Connected again: the board is up to date.";

const board = document.getElementById("board");
const region = board.querySelector(".board-region");
const said = board.querySelector(".board-said");
let timer = null;
let isAway = false;
let isOver = false;
let selectedAt = 0;

const shown = () => region.querySelector(".board-shown");
const keys = () => new Set([...region.querySelectorAll("[data-key]")].map((one) => one.dataset.key));
const count = (number, what) => (number === 1 ? `1 visit ${what}` : `${number} visits ${what}`);

function say(words, link) {
  said.textContent = words;
  if (!link) return;
  const way = document.createElement("a");
  way.href = link;
  way.textContent = "Log in";
  said.append(" ", way);
}

// Where a link or the form of a button leads. Never its place in a row: another button may be there now.
const aim = (one) => one.form?.getAttribute("action") ?? one.getAttribute("href");

// Returns a function that finds, on the new board, the counterpart of what has the focus now.
function place(focused) {
  const [visit, address] = [focused.closest("[data-key]"), aim(focused)];
  return () => {
    const around = visit ? document.getElementById(visit.id) : region;
    if (!around) return null;
    const same = [...around.querySelectorAll("a, button")].find((one) => aim(one) === address);
    return same ?? (visit && around.querySelector(".board-name"));
  };
}

// What is shown, without the tokens of its forms, which are others each time.
const words = (one) => one.innerHTML.replace(/name="csrfmiddlewaretoken" value="\w+"/g, "");

function put(html) {
  const next = new DOMParser().parseFromString(html, "text/html").querySelector(".board-shown");
  if (!next) return;
  if (words(next) === words(shown())) {
    shown().dataset.version = next.dataset.version;
    if (isAway) say(BACK);
    return;
  }
  const before = keys();
  const focused = region.contains(document.activeElement) && document.activeElement;
  const find = focused && focused !== region && place(focused);
  const { scrollTop, scrollLeft } = region;
  shown().replaceWith(document.adoptNode(next));
  Object.assign(region, { scrollTop, scrollLeft });
  if (find) (find() ?? region).focus({ preventScroll: true });
  const after = keys();
  const changed = [...after].filter((one) => !before.has(one)).length;
  const gone = [...before].filter((one) => !after.has(one)).length;
  if (changed) say(`The board has changed: ${count(changed, "new or changed")}.`);
  else if (gone) say(`The board has changed: ${count(gone, "gone")}.`);
  else if (isAway) say(BACK);
}

// Text selected lately may be about to be copied. A selection left behind must not stop the board.
function isSelecting() {
  const picked = getSelection();
  if (picked.isCollapsed || Date.now() - selectedAt > SELECTING) return false;
  return region.contains(picked.anchorNode) || region.contains(picked.focusNode);
}

// Not while something is dragged or pressed: it would vanish from under the pointer.
const isBusy = () => Boolean(region.querySelector(".dragged, :active")) || isSelecting();

async function ask() {
  const headers = { "If-None-Match": shown().dataset.version };
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(board.dataset.refresh, { headers, signal, cache: "no-store", redirect: "manual" });
  if (answer.type === "opaqueredirect") return end(OUT, board.dataset.logIn);
  if (answer.status === 403) return end(FORBIDDEN);
  if (answer.status === 200) {
    const html = await answer.text();
    if (isBusy()) return; // the next answer is shown, and says that the connection is back
    put(html);
  } else if (answer.status !== 304) throw new Error("No answer");
  else if (isAway) say(BACK);
  isAway = false;
}

function end(words, link) {
  isOver = true;
  say(words, link);
}

async function refresh() {
  clearTimeout(timer);
  if (isOver || document.hidden) return;
  try {
    await ask();
  } catch {
    if (!isAway) say(AWAY);
    isAway = true;
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE);
}

document.addEventListener("selectionchange", () => (selectedAt = Date.now()));
document.addEventListener("visibilitychange", refresh);
addEventListener("online", refresh);
timer = setTimeout(refresh, PAUSE);

// A long day opens scrolled to the current time.
const now = region.querySelector(".board-axis .now");
if (now && !location.hash) region.scrollTop = now.offsetTop - region.clientHeight / 3;
