// What is in the bar at the bottom of a small screen is away while the page's own button for the same
// is in sight, and the bar with the last of it.
const bar = document.querySelector(".bar");
const footer = document.querySelector("footer"); // after which the Tab key reaches the bar
const inSight = new Set();
const same = new Map(
  [...(bar?.querySelectorAll("a") ?? [])].map((link) => {
    const start = CSS.escape(link.getAttribute("href"));
    return [link, [...document.querySelectorAll(`main a.button[href^="${start}"]`)]];
  }),
);
const show = () => {
  const isNext = [footer, bar].some((part) => part.contains(document.activeElement));
  for (const [link, others] of same) {
    link.classList.toggle("is-away", !isNext && others.some((one) => inSight.has(one)));
  }
  bar.classList.toggle("is-away", !bar.querySelector("a:not(.is-away)"));
};
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    inSight[isIntersecting ? "add" : "delete"](target);
  }
  show();
});
if (bar) footer.addEventListener("focusin", show);
[...same.values()].flat().forEach((one) => watcher.observe(one));
