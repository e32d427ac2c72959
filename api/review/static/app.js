// Keyboard, focus and small conveniences. Every page works without this file.
"use strict";

const STORE = { keys: "uppsikt-kortkommandon", zen: "uppsikt-bara-arendet" };
const dialog = document.getElementById("hjalp");
const setting = document.getElementById("kortkommandon");
const form = document.getElementById("beslutet");
const said = document.body.dataset; // what only scripts say, in the page's language
let armed = null;

function recall(name) {
  try { return localStorage.getItem(STORE[name]); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(STORE[name], value); } catch { /* a private window keeps nothing */ }
}

const shortcutsOn = () => recall("keys") !== "av";

function announce(words) {
  const told = document.getElementById("besked");
  if (told) setTimeout(() => { told.textContent = words; }, 100);
}

function step(by) {
  const rows = [...document.querySelectorAll(".row")];
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

function tick() {
  const row = document.activeElement.closest("li")?.querySelector(".pick input");
  row?.click();
}

function zen(on) {
  document.body.classList.toggle("zen", on);
  const button = document.querySelector("[data-zen]");
  if (button) button.lastElementChild.textContent = on ? button.dataset.off : button.dataset.on;
  remember("zen", on ? "på" : "av");
}

// Chooses the ground where none is chosen, and leaves the reason and the sending to the person.
function arm(verdict, ground) {
  const button = form?.querySelector(`button[value="${verdict}"]`);
  const fields = form?.querySelector("fieldset");
  if (!button || fields?.disabled) return;
  const select = form.elements.ground;
  if (!select.value && ground) select.value = ground;
  armed = button;
  const hint = form.querySelector("[data-armed]");
  if (hint) {
    hint.hidden = false;
    hint.lastElementChild.textContent = button.textContent.trim();
  }
  form.elements.reason.focus();
}

const agree = () => arm("confirm", form?.dataset.follow);
const leave = () => (form?.querySelector('button[value="dismiss"]')
  ? arm("dismiss", form.dataset.leave) : arm("confirm", form?.dataset.leave));

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  v: () => press("v"),
  t: () => press("t"),
  n: () => press("n"),
  u: () => press("u"),
  1: () => press("1"),
  2: () => press("2"),
  3: () => press("3"),
  b: () => document.getElementById("grund")?.focus(),
  f: agree,
  d: leave,
  x: tick,
  z: () => zen(!document.body.classList.contains("zen")),
  "?": () => dialog.showModal(),
};

function isTyping(target) {
  return target.matches("input:not([type=checkbox], [type=radio]), textarea, select") || dialog.open;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form?.contains(event.target)) {
    event.preventDefault();
    form.requestSubmit(armed ?? form.querySelector("button.primary:not([disabled])"));
    return;
  }
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

// A button that says how many are ticked.
function count() {
  for (const button of document.querySelectorAll("[data-many]")) {
    const words = button.querySelector("span");
    button.dataset.all ??= words.textContent;
    const ticked = [...button.form.elements].filter((one) => one.name === "arende" && one.checked).length;
    words.textContent = ticked ? button.dataset.many.replace("#", ticked) : button.dataset.all;
  }
}

async function copy(button) {
  const area = document.getElementById(button.dataset.copy);
  area.select();
  try { await navigator.clipboard.writeText(area.value); } catch { document.execCommand("copy"); }
  button.lastElementChild.textContent = said.copied;
  announce(said.copied);
}

// The guide one question at a time; without scripts it is a list with links between the questions.
function lead(guide) {
  const stops = [...guide.querySelectorAll(".questions > li")];
  const restart = guide.querySelector("[data-restart]");
  const show = (key, by) => {
    for (const stop of stops) stop.hidden = stop.id !== `fraga-${key}`;
    restart.hidden = key === first;
    if (by) document.getElementById(`fraga-${key}`).focus();
  };
  const first = stops[0].id.slice("fraga-".length);
  guide.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-answer]");
    const ground = event.target.closest("[data-ground]");
    if (answer) {
      event.preventDefault();
      show(answer.dataset.answer, true);
    } else if (ground && !form.querySelector("fieldset").disabled) {
      form.elements.ground.value = ground.dataset.ground;
      form.elements.reason.focus();
    }
  });
  restart.addEventListener("click", () => show(first, true));
  for (const button of guide.querySelectorAll("[data-ground]")) button.hidden = false;
  show(first, false);
}

document.addEventListener("paste", (event) => {
  const field = document.getElementById("bild");
  const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!field || !picture) return;
  event.preventDefault();
  const carried = new DataTransfer();
  carried.items.add(picture);
  field.files = carried.files;
  field.closest("details").open = true;
  field.form.querySelector("button").focus();
  announce(said.pasted);
});

document.addEventListener("change", (event) => { if (event.target.name === "arende") count(); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  if (event.target.closest("[data-zen]")) KEYS.z();
});

// For who has chosen not to be asked: a sent form all the same, for the showing is logged.
document.querySelector("form[data-unasked]")?.requestSubmit();

setting.checked = shortcutsOn();
setting.addEventListener("change", () => remember("keys", setting.checked ? "på" : "av"));
for (const button of document.querySelectorAll("[data-help], [data-copy], [data-zen]")) button.hidden = false;
for (const button of document.querySelectorAll("[data-help]")) {
  button.addEventListener("click", () => dialog.showModal());
}
if (recall("zen") === "på" && document.querySelector(".desk-opened")) zen(true);
for (const guide of document.querySelectorAll("details.guide")) lead(guide);
count();
document.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
["[data-focus]", "[aria-invalid=true]:not(fieldset), fieldset[aria-invalid=true] input", ".comment:target"]
  .map((one) => document.querySelector(one)).find((one) => one)?.focus();
const news = document.querySelector("[data-announce]");
if (news) announce(news.textContent.trim().replace(/\s+/g, " "));
