// A form on its way: pressed twice it is sent once, and a slow answer is explained.
const SLOW = 1000; // milliseconds without an answer, then the page says that it is at work
const LONG = 10_000; // and then it lets the button be pressed again
const SENDING = "Sending… please wait.";
const LONGER = "This is taking longer than usual. You can wait, or press the button again.";
const OFFLINE =
  "You seem to be offline, so nothing was sent. What you typed is still here. Please press the " +
  "button again once you are connected.";
const AWAY =
  "The website can’t be reached right now, so nothing was sent. What you typed is still here. " +
  "Please press the button again in a moment.";

// The desk names an address to ask before each form: its network can be up while we cannot be reached.
const ASKED = document.querySelector("[data-reach]")?.dataset.reach;
const seemsOnline = () => navigator.onLine && !ASKED;

// A device can call itself offline and still reach us, so we ask.
async function isReachable() {
  if (seemsOnline()) return true;
  try {
    const signal = AbortSignal.timeout(LONG);
    const asked = ASKED ?? location.pathname;
    const answer = await fetch(asked, { method: "HEAD", cache: "no-store", signal });
    return answer.ok || !ASKED;
  } catch {
    return false;
  }
}

function watch(form) {
  const said = document.createElement("p");
  said.className = "sending";
  said.setAttribute("role", "status");
  form.append(said);
  let isBusy = false;
  let isReached = false;
  let timers = [];
  // “Back” can show this page as it was left.
  addEventListener("pageshow", (event) => event.persisted && rest(""));

  function say(words) {
    said.textContent = words;
    if (words) said.scrollIntoView({ block: "nearest" });
  }

  function rest(words) {
    timers.forEach(clearTimeout);
    isBusy = false;
    say(words);
  }

  async function reach(button) {
    isReached = await isReachable();
    rest(isReached ? "" : navigator.onLine ? AWAY : OFFLINE);
    if (isReached) form.requestSubmit(button);
    isReached = false;
  }

  // Not by `disabled`, which would leave the button's own value out of what is sent.
  return (event) => {
    if (isBusy || !(seemsOnline() || isReached)) event.preventDefault();
    if (isBusy) return;
    rest("");
    isBusy = true;
    // A file does not replace this page, and the browser shows how it arrives.
    const isFile = "file" in form.dataset && !event.defaultPrevented;
    timers = isFile
      ? [setTimeout(rest, SLOW, "")]
      : [
          setTimeout(() => say(form.dataset.wait ?? SENDING), SLOW),
          setTimeout(() => rest(LONGER), LONG),
        ];
    if (event.defaultPrevented) reach(event.submitter);
  };
}

// On the document, because the board puts new forms in the place of those it had; and before the page's
// other scripts, which leave alone what is held back here.
const POSTED = "form[method=post]";
const watched = new WeakMap();
const send = (event) => {
  const form = event.target;
  if (!form.matches(POSTED)) return;
  if (!watched.has(form)) watched.set(form, watch(form));
  watched.get(form)(event);
};
// Those that are here already: a screen reader listens only to a status that it has met.
for (const form of document.querySelectorAll(POSTED)) watched.set(form, watch(form));
document.addEventListener("submit", send, { capture: true });
