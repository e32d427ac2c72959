// Keyboard and focus. Every page works without this file.
"use strict";

const STORE = "uppsikt-kortkommandon";
const dialog = document.getElementById("hjalp");
const setting = document.getElementById("kortkommandon");
const rows = [...document.querySelectorAll(".row")];

function shortcutsOn() {
  try { return localStorage.getItem(STORE) !== "av"; } catch { return true; }
}

function remember(on) {
  try { localStorage.setItem(STORE, on ? "på" : "av"); } catch { /* a private window keeps nothing */ }
}

function step(by) {
  if (!rows.length) return;
  const from = rows.indexOf(document.activeElement);
  const chosen = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const start = from >= 0 ? from : chosen >= 0 ? chosen : by > 0 ? -1 : rows.length;
  const row = rows[Math.min(Math.max(start + by, 0), rows.length - 1)];
  if (row.offsetParent) row.focus(); else location.href = row.href;
}

function press(key) {
  document.querySelector(`[data-key="${key}"]`)?.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  v: () => press("v"),
  t: () => press("t"),
  b: () => document.getElementById("grund")?.focus(),
  "?": () => dialog.showModal(),
};

function isTyping(target) {
  return target.matches("input:not([type=checkbox]), textarea, select") || dialog.open;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = KEYS[event.key];
  if (!act || (event.key !== "?" && !shortcutsOn())) return;
  event.preventDefault();
  act();
});

// A part of the page that tells of something under way is fetched anew until it says that it is done.
function follow(part) {
  setTimeout(async () => {
    const answer = await fetch(location.href).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
    const next = fresh ?? part;
    if (next.dataset.refresh) follow(next);
  }, 1000 * part.dataset.refresh);
}
for (const part of document.querySelectorAll("[data-refresh]")) follow(part);

setting.checked = shortcutsOn();
setting.addEventListener("change", () => remember(setting.checked));
for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
}
document.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
(document.querySelector("[data-focus]") ?? document.querySelector(".comment:target"))?.focus();
