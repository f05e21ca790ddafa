// The file of a section, chosen from the library. Without this script, it is named by its number.
import { library } from "./library.js";
import { touched } from "./sending.js";

const one = (field, name) => field.querySelector(`[name$="-${name}"]`);

const open = library(document.getElementById("library-of-files"), (field, { choose: pk, name }) => {
  one(field, "document").value = pk;
  for (const other of ["file", "chosen_file"]) one(field, other).value = "";
  field.querySelector(".picture-note").textContent = `Chosen: ${name}. Save the draft to keep it.`;
  touched();
  field.querySelector("[data-from-files]").focus();
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-from-files]")) open(target.closest(".file-field"));
});
