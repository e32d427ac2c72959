// What htmx has put into the list: new rows are shown and said.
"use strict";

const rowsNow = () => [...document.querySelectorAll(".rows > li")];
let known = new Set(rowsNow().map((row) => row.id));

const standing = () => document.getElementById("lage")?.textContent.trim().replace(/\s+/g, " ") ?? "";
let stood = standing();

document.addEventListener("htmx:after:swap", () => {
  if (standing() !== stood) {
    stood = standing();
    announce(stood);
  }
  const fresh = rowsNow().filter((row) => !known.has(row.id));
  known = new Set(rowsNow().map((row) => row.id));
  for (const button of document.querySelectorAll("[data-help]")) button.hidden = false;
  count();
  if (!fresh.length) return;
  for (const row of fresh) row.classList.add("row-new");
  const labels = fresh[0].querySelector(".row-labels")?.textContent ?? "";
  announce(fresh.length === 1 ? said.oneNew.replace("#", labels) : said.manyNew.replace("#", fresh.length));
});

// A draft that is being written: what is under way is said, and what failed is not taken for saved.
const draftOf = (event) => event.target.closest?.("form[data-draft]")?.querySelector("[role=status]");
document.addEventListener("input", (event) => {
  const told = draftOf(event);
  if (told) told.textContent = said.saving;
});
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    const told = draftOf(event);
    if (told) told.textContent = said.notSaved;
  });
}
