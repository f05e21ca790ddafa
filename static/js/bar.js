// The bar at the bottom of a small screen is away while the page's own button for the same is in sight.
const bar = document.querySelector(".bar");
const [link] = bar?.querySelectorAll('a[href^="/"]') ?? [];
const same = link ? document.querySelectorAll(`main a.button[href^="${link.pathname}"]`) : [];
const inSight = new Set();
const footer = document.querySelector("footer"); // after which the Tab key reaches the bar
const show = () => {
  const isNext = [footer, bar].some((part) => part.contains(document.activeElement));
  bar.classList.toggle("is-away", inSight.size > 0 && !isNext);
};
const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    inSight[isIntersecting ? "add" : "delete"](target);
  }
  show();
});
if (same.length) footer.addEventListener("focusin", show);
same.forEach((one) => watcher.observe(one));
