// Choosing a treatment, a therapist, a month or a day without a reload. Each choice keeps its own
// address, and whatever goes wrong here ends in what the browser would have done by itself.
const PATIENCE = 4000; // milliseconds
const SLOW = 1000; // milliseconds without an answer, then the page says that it is at work

let block = document.getElementById("choosing");
let shown = addressOf(location);
let running = null;
let isLeft = false; // to the browser
const said = document.createElement("p");
said.setAttribute("role", "status");
// The pages that we load from ourselves are the only text that becomes markup here (Trusted Types).
const trusted = window.trustedTypes?.createPolicy("steps", { createHTML: (text) => text });

function addressOf(place) {
  return place.pathname + place.search;
}

// A time itself leads on, to another page.
function isChoosing(url) {
  const isHere = url.origin === location.origin && url.pathname === location.pathname;
  return isHere && !url.searchParams.has("start");
}

function say(words, isSeen = false) {
  said.className = isSeen ? "waiting" : "visually-hidden";
  said.textContent = words;
}

async function load(url, options) {
  const answer = await fetch(url, { ...options, redirect: "error" });
  const text = await answer.text();
  const page = new DOMParser().parseFromString(trusted?.createHTML(text) ?? text, "text/html");
  const fresh = page.getElementById("choosing");
  if (answer.status !== 200 || !fresh) throw new Error(answer.status);
  return { title: page.title, fresh };
}

function summary() {
  const first = block.querySelector(".days h3");
  if (!first) return block.querySelector("#full, #phone-us")?.textContent ?? "";
  const month = block.querySelector("#dates[open] .month-name h3");
  const count = block.querySelectorAll(".month td :is(a, button)").length;
  const days = `${count} day${count === 1 ? "" : "s"} with available times`;
  return `${month ? `${month.textContent}, ${days}. ` : ""}Times from ${first.textContent}.`;
}

function focusOn(element) {
  if (!element.matches("a, button, summary")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

const textOf = (one) => one.textContent.replace(/\s+/g, " ").trim();
// With enough of what follows it: at its lower edge a phone shows the bar with our number.
const isInView = ({ top, bottom }) => top >= 0 && bottom <= innerHeight * 0.75;

// Where a choice leads: to the first of other dates, or to the next step; or nowhere.
function ahead(pressed, hash) {
  const isTreatment = !pressed.closest(".controls, .onward");
  if (pressed.closest("td, [aria-label=Dates], .more")) return block.querySelector(".days h3");
  return (isTreatment && hash && block.querySelector(hash)) || null;
}

// The control that was pressed, in its place on the screen; or the name of the month.
function again(pressed) {
  const controls = [...block.querySelectorAll("a[href], button, summary")];
  const twin = controls.find((one) => textOf(one) === textOf(pressed));
  const same = document.getElementById(pressed.id) ?? twin;
  return same ?? block.querySelector("#dates[open] h3") ?? block.querySelector("#time") ?? block;
}

function show({ title, fresh }, pressed, hash) {
  const old = block;
  const control = pressed.closest(".controls details");
  const { top } = (control ?? pressed).getBoundingClientRect();
  block = document.adoptNode(fresh);
  old.replaceWith(block);
  document.title = title;
  if (!old.contains(pressed)) return;
  const next = hash === undefined ? null : ahead(pressed, hash);
  const opener = control && document.getElementById(control.id)?.querySelector("summary");
  const place = next ?? opener ?? again(pressed);
  focusOn(place);
  if (next && !isInView(place.getBoundingClientRect())) place.scrollIntoView();
  if (next || hash === undefined) return;
  scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
}

async function choose(url, { pressed, options, done, giveUp }) {
  running?.abort();
  const mine = (running = new AbortController());
  const timers = [
    setTimeout(() => say("Loading… please wait.", true), SLOW),
    setTimeout(() => mine.abort(), PATIENCE),
  ];
  try {
    const page = await load(url, { ...options, signal: mine.signal });
    done?.();
    shown = addressOf(location);
    show(page, pressed, done && url.hash);
    say(summary());
  } catch {
    if (mine === running) giveUp(); // or else a later choice has taken over
  } finally {
    timers.forEach(clearTimeout);
  }
}

// A control covers what is below it: a press elsewhere or Escape closes it again.
function close(event) {
  for (const one of block.querySelectorAll(".controls [open]")) {
    if (event.type === "click" ? one.contains(event.target) : event.key !== "Escape") continue;
    if (one.contains(document.activeElement)) one.querySelector("summary").focus();
    one.open = false;
  }
}

function press(event) {
  const link = event.target.closest("a[href]");
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !block.contains(link) || !isPlain || !isChoosing(new URL(link.href))) return;
  event.preventDefault();
  const done = () => link.href === location.href || history.pushState(null, "", link.href);
  choose(new URL(link.href), { pressed: link, done, giveUp: () => location.assign(link.href) });
}

function post(event) {
  const { target: form, submitter: button } = event;
  const url = new URL(button.formAction);
  if (isLeft || !block.contains(button) || !isChoosing(url)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  body.append(button.name, button.value);
  const giveUp = () => {
    isLeft = true;
    form.requestSubmit(button);
    isLeft = false;
  };
  // Not a new entry of the history: a reload there would lose what was typed, as no address has it.
  choose(url, { pressed: button, options: { method: "POST", body }, done() {}, giveUp });
}

function back() {
  // Whatever is on its way belongs to an address that was left again.
  running?.abort();
  running = null;
  say("");
  if (addressOf(location) === shown) return;
  const giveUp = () => location.reload();
  choose(new URL(location), { pressed: document.activeElement, giveUp });
}

if (block) {
  block.after(said);
  say("");
  document.addEventListener("click", close);
  document.addEventListener("keydown", close);
  document.addEventListener("click", press);
  document.addEventListener("submit", post);
  addEventListener("popstate", back);
}
