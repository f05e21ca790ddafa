// Shows how far long work is, until there is something else to see.

const PAUSE = 2000; // ms
const parts = (page) => [...page.querySelectorAll("[data-working]")];

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload();
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = parts(page);
      if (!now.length) return location.reload();
      parts(document).forEach((shown, place) => {
        if (!now[place].isEqualNode(shown)) shown.replaceChildren(...now[place].childNodes);
      });
    }
  } catch {
    // Offline: look again later.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
