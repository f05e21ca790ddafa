// The page itself beside its text, on wide screens: the server renders what is in the form, and only
// what has changed is put in place, so that the page stays where it was scrolled to.
import { fieldOf, form } from "./list.js";
import { attempt } from "../attempt.js";

const PAUSE = 400; // milliseconds without a key
const LONG = 20_000; // milliseconds without an answer
const OFF = "beside-off"; // in this browser's storage
const wide = matchMedia("(min-width: 80rem)");
const panel = document.querySelector(".beside");
const frame = panel.querySelector("iframe");
const button = document.querySelector("[data-beside]");
const parser = new DOMParser();
let anchors = {};
let isShown = false;
let isAsking = false;
let isStale = true;
let pause;
let took = 0; // milliseconds that the last answer took: a long page is asked for less often

const isVisible = () => isShown && wide.matches && !document.hidden;

function body() {
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  typed.delete("arrange");
  typed.set("do", "beside");
  return typed;
}

// One request at a time, so that its answers are in order; the newest text is asked for last.
async function ask() {
  if (!isVisible() || !isStale || isAsking) return;
  isAsking = true;
  isStale = false;
  const began = performance.now();
  try {
    const signal = AbortSignal.timeout(LONG);
    const answer = await fetch(form.action, { method: "POST", body: body(), redirect: "error", signal });
    if (answer.ok) show(await answer.json());
  } catch {
    // The last page stays. Saving says what is wrong.
  }
  took = performance.now() - began;
  isAsking = false;
  if (isStale) later();
}

function later() {
  isStale = true;
  clearTimeout(pause);
  pause = setTimeout(ask, Math.max(PAUSE, took));
}

function show(answer) {
  anchors = answer.anchors;
  const next = parser.parseFromString(answer.page, "text/html");
  const target = next.createElement("base");
  target.target = "_blank"; // which the frame does not allow, so that no link leads away
  next.head.prepend(target);
  for (const script of next.querySelectorAll("script")) script.remove();
  const now = frame.contentDocument;
  if (now?.querySelector("main")) {
    addStyles(now, next);
    update(now.body, next.body);
  } else {
    frame.addEventListener("load", () => follow(document.activeElement), { once: true });
    frame.srcdoc = `<!DOCTYPE html>${next.documentElement.outerHTML}`;
  }
}

// Those of a kind of section that the page did not have before.
function addStyles(now, next) {
  for (const link of next.head.querySelectorAll("link[rel=stylesheet]")) {
    const isThere = now.head.querySelector(`[href="${CSS.escape(link.getAttribute("href"))}"]`);
    if (!isThere) now.head.append(now.importNode(link, true));
  }
}

// Replaces the smallest parts that differ, so that pictures are not loaded again.
function update(now, next) {
  if (now.isEqualNode(next)) return;
  const [old, fresh] = [[...now.children], [...next.children]];
  const isAlike = old.length === fresh.length && old.length > 0 && now.localName === next.localName;
  const isText = [...now.childNodes, ...next.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  if (!isAlike || isText || !sameAttributes(now, next)) {
    now.replaceWith(now.ownerDocument.importNode(next, true));
    return;
  }
  old.forEach((one, index) => update(one, fresh[index]));
}

function sameAttributes(one, other) {
  return one.cloneNode(false).isEqualNode(other.cloneNode(false));
}

function follow(element) {
  const section = element?.closest?.(".section");
  const anchor = section && anchors[fieldOf(section, "key").value];
  const place = anchor && frame.contentDocument?.getElementById(anchor);
  if (!place) return;
  const { top, bottom } = place.getBoundingClientRect();
  const within = frame.contentWindow; // scrolling the place into view would scroll this page, too
  if (top < 0 || bottom > frame.clientHeight) within.scrollTo({ top: within.scrollY + top });
}

function choose(yes) {
  isShown = yes;
  panel.hidden = !yes;
  document.body.classList.toggle("has-beside", yes);
  button.setAttribute("aria-pressed", yes);
  if (yes) ask();
}

function offer() {
  button.hidden = !wide.matches;
  ask();
}

button.addEventListener("click", () => {
  choose(!isShown);
  attempt(() => (isShown ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
});
form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("focusin", (event) => isVisible() && follow(event.target));
wide.addEventListener("change", offer);
document.addEventListener("visibilitychange", ask);
choose(!attempt(() => localStorage.getItem(OFF)));
offer();
