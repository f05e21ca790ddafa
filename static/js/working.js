// Shows how far long work is, until there is something else to see.

const PAUSE = 2000; // ms
const shown = document.querySelector("[data-working]");

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload();
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-working]");
      if (!now) return location.reload();
      if (now.textContent !== shown.textContent) shown.replaceChildren(...now.childNodes);
    }
  } catch {
    // Offline: look again later.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
