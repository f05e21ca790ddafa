// The dialog that chooses from a library: images for images.js, files for files.js.

const LOGGED_OUT = "You have been logged out. Log in in another tab, then search again.";
const DOWN = "The library can’t be reached right now. Please try again in a moment.";

// `choose` gets the field for which the dialog was opened, and the data of the button that was
// pressed. Returns what opens the dialog for a field.
export function library(dialog, choose) {
  const found = dialog.querySelector("[data-found]");
  let chooses;

  async function search(page = 1) {
    const address = new URL(dialog.dataset.choices, location);
    address.searchParams.set("q", dialog.querySelector("[type=search]").value);
    address.searchParams.set("page", page);
    try {
      const answer = await fetch(address, { redirect: "manual" });
      if (!answer.ok) throw new Error(answer.type === "opaqueredirect" ? "out" : "");
      found.innerHTML = await answer.text();
    } catch (error) {
      found.textContent = error.message === "out" ? LOGGED_OUT : DOWN;
    }
  }

  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    search();
  });
  dialog.addEventListener("click", ({ target }) => {
    const { dataset } = target.closest("button") ?? {};
    if (dataset?.page) search(dataset.page);
    if (dataset && "close" in dataset) dialog.close();
    if (!dataset?.choose) return;
    dialog.close();
    choose(chooses, dataset);
  });
  return (field) => {
    chooses = field;
    dialog.showModal();
    search();
  };
}
