// Offers the places on this site below an address that a section asks for, such as a button’s. Without
// this script, an address is typed, and a link leads to the list of places.
import { element, offerPlaces } from "../places.js";

const met = new WeakSet();

document.querySelector(".draft-form").addEventListener("focusin", ({ target: input }) => {
  if (!input.matches("[data-places]") || met.has(input)) return;
  met.add(input);
  const { parts, find, hide } = offerPlaces(input, input.id);
  input.after(element("div", { className: "places-box" }, ...parts));
  input.addEventListener("blur", hide);
  if (!input.value) find();
});
