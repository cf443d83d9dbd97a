// Search among the operations, and links that open what they lead to. The page is complete without this file.
const box = document.getElementById("search");
const none = document.getElementById("none");
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const operations = [...document.querySelectorAll("details[data-search]")].map((element) => ({
  element,
  text: fold(element.dataset.search),
}));

function search() {
  const words = fold(box.value).split(/[\s/]+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of operations) {
    element.hidden = !words.every((word) => text.includes(word));
    shown += element.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll("section[data-group]")) {
    section.hidden = words.length > 0 && !section.querySelector("details[data-search]:not([hidden])");
  }
  none.hidden = shown > 0;
}

function open() {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = document.getElementById(name) ?? (name.startsWith("problem-") && document.getElementById("problems"));
  if (!target) return;
  target.closest("details")?.setAttribute("open", "");
  target.scrollIntoView();
}

box.parentElement.hidden = false;
box.addEventListener("input", search);
addEventListener("hashchange", open);
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== box) {
    event.preventDefault();
    box.focus();
  }
});
open();
