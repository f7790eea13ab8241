// Keys, dialogs and the small marks of a form. Everything here has a button or a link that does the same without it.

const TOGETHER = 80; // ms: two characters closer than this were sent by a scanner, not typed by a hand
const SETTLED = 300; // ms of silence that end a scan
const html = document.documentElement;
const singleKeys = html.dataset.singleKeys !== "off";
let waiting = null; // a single key not yet known to be one
let burst = ""; // what a scanner is sending outside any field
let prefix = ""; // the first of two keys in turn (g r)
let lastAt = -Infinity;
let settle = 0;
let quiet = 0;
let away = false; // a form has been sent: this page does nothing more

const inField = (element) => element instanceof HTMLElement &&
  (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
    (element.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(element.type)));
const scope = () => [...document.querySelectorAll("dialog[open]")].pop() ?? document;
const find = (press) => [...scope().querySelectorAll(`[data-key="${CSS.escape(press)}"]`)]
  .find((element) => scope() !== document || !element.closest("dialog"));
const startsPair = (press) => scope().querySelector(`[data-key^="${CSS.escape(press)} "]`) !== null;

function say(words) {
  const said = document.getElementById("said");
  if (!said) return;
  said.textContent = words;
  clearTimeout(quiet);
  quiet = setTimeout(() => { said.textContent = ""; }, 8000);
}

function use(element) {
  if (element.getAttribute("aria-disabled") === "true") {
    const why = document.getElementById(element.getAttribute("aria-describedby"));
    const name = element.querySelector(".act-label") ?? element;
    say(`${name.textContent.trim()}: ${why ? why.textContent.trim() : ""}`);
    return;
  }
  if (inField(element)) { element.focus(); element.select?.(); return; }
  if (element.tagName === "SUMMARY") element.focus();
  element.click();
}

function step(by) {
  const steps = [...document.querySelectorAll("[data-step]")].filter((one) => one.offsetParent !== null);
  if (steps.length === 0) return;
  const at = steps.indexOf(document.activeElement);
  steps[at < 0 ? (by > 0 ? 0 : steps.length - 1) : (at + by + steps.length) % steps.length].focus();
}

function press(key) {
  if (away) return;
  const pair = prefix ? find(`${prefix} ${key}`) : null;
  prefix = "";
  if (pair) return use(pair);
  if (startsPair(key)) { prefix = key; setTimeout(() => { prefix = ""; }, 1500); return; }
  if (scope() === document && (key === "j" || key === "k") && document.querySelector("[data-step]")) return step(key === "j" ? 1 : -1);
  const element = find(key);
  if (element) use(element);
}

// Does `act` unless another character follows at once; what is due is done before the next key, however late the timer.
function wait(act, letter = "") {
  waiting = { letter, act, timer: setTimeout(due, TOGETHER) };
}

function due() {
  const { act, timer } = waiting;
  clearTimeout(timer);
  waiting = null;
  act();
}

function endBurst() {
  const text = burst;
  burst = "";
  if (text.trim().length > 4) document.dispatchEvent(new CustomEvent("limen:scanned", { detail: { text, source: "wedge" } }));
}

function escape(event) {
  if (scope() !== document) return; // the dialog closes itself
  if (scanned && !scanned.hidden) { scanned.hidden = true; event.preventDefault(); return; }
  if (inField(document.activeElement) && !document.activeElement.matches("[data-scan]")) {
    document.activeElement.blur();
  } else {
    const field = document.querySelector("[data-scan]");
    if (field) { field.focus(); field.select(); } else { const element = find("escape"); if (element) use(element); }
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const field = inField(event.target) ? event.target : null;
  const form = field?.form ?? event.target.closest?.("dialog form");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") return escape(event);
  // A link that is a button answers to the space bar as a button does.
  if (event.key === " " && event.target.matches?.('a[role="button"]')) { event.preventDefault(); event.target.click(); return; }
  if (event.key === "F2") { event.preventDefault(); const element = find("f2"); if (element && !away) use(element); return; }

  const gap = event.timeStamp - lastAt;
  lastAt = event.timeStamp;
  const letter = event.key.length === 1 ? event.key : "";
  if (waiting && gap > TOGETHER) due();

  if (field) {
    clearTimeout(waiting?.timer);
    waiting = null;
    // An MRZ begins with A, C, I, P or V (Doc 9303-4 to -7): any other key in the empty field may be a key.
    const free = field.matches("[data-scan]") && field.value === "" && letter.trim() && (prefix || !/[acipv]/i.test(letter));
    if (singleKeys && free && (gap > TOGETHER)) {
      wait(() => {
        if (field.value.toLowerCase() !== letter.toLowerCase()) return;
        if (!prefix && !find(letter.toLowerCase()) && !startsPair(letter.toLowerCase())) return;
        field.value = "";
        press(letter.toLowerCase());
      });
    }
    return;
  }

  const sending = burst !== "" || waiting !== null;
  if (sending && (letter || event.key === "Enter" || event.key === "Tab")) {
    // A scanner types into the page: no letter of a document may decide anything.
    event.preventDefault();
    if (waiting) { clearTimeout(waiting.timer); burst += waiting.letter; waiting = null; }
    burst += letter || "\n";
    clearTimeout(settle);
    settle = setTimeout(endBurst, SETTLED);
    return;
  }
  if (!letter || letter === " " || !singleKeys) {
    if (letter && letter !== " ") wait(() => {}, letter);
    return;
  }
  if (event.repeat) { if (/[jk]/i.test(letter)) press(letter.toLowerCase()); return; }
  event.preventDefault();
  wait(() => press(letter.toLowerCase()), letter);
});

document.addEventListener("paste", (event) => {
  if (inField(event.target)) return;
  const text = event.clipboardData?.getData("text") ?? "";
  if (text.trim()) document.dispatchEvent(new CustomEvent("limen:scanned", { detail: { text, source: "pasted" } }));
});

// A document scanned while a traveller is open starts nothing: it is shown, with what may be done about it.
const scanned = document.getElementById("scanned");
if (scanned) {
  document.addEventListener("limen:scanned", (event) => {
    const text = event.detail.text.trim();
    if (text.replace(/\s/g, "").length < 30) return;
    scanned.querySelector("#scanned-text").textContent = text.replace(/\s+/g, " ");
    for (const form of scanned.querySelectorAll("form")) {
      form.elements.text.value = text;
      form.elements.source.value = event.detail.source;
    }
    scanned.hidden = false;
    scanned.focus(); // not a button: the Enter that ends a scan must press nothing
  });
  scanned.querySelector("[data-forget]").addEventListener("click", () => { scanned.hidden = true; });
}

function open(dialog, opener) {
  const [name, value] = (opener?.dataset.set ?? "").split("=");
  if (name) for (const radio of dialog.querySelectorAll(`[name="${name}"]`)) radio.checked = radio.value === value;
  if (dialog.open) dialog.close();
  dialog.showModal();
  const unset = [...dialog.querySelectorAll("input[type=radio][required]")].find((radio) => !dialog.querySelector(`[name="${radio.name}"]:checked`));
  const first = unset ?? dialog.querySelector("textarea, input:not([type=hidden], [type=checkbox], [type=radio])") ?? dialog.querySelector("a, button");
  (dialog.querySelector("[data-first]") ?? first)?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog) return;
    event.preventDefault();
    open(dialog, opener);
    return;
  }
  const closer = event.target.closest("[data-closes]");
  if (closer?.closest("dialog")) { event.preventDefault(); closer.closest("dialog").close(); return; }
  const chip = event.target.closest("[data-insert]");
  if (chip) {
    const note = chip.closest("form").querySelector("textarea");
    note.value = note.value.trim() ? `${note.value.trimEnd()}; ${chip.dataset.insert}` : chip.dataset.insert;
    note.focus();
    return;
  }
  const off = event.target.closest('[aria-disabled="true"]');
  if (off) use(off);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.method === "get") return;
  const themeKey = event.submitter?.matches("[data-theme-key]") ? event.submitter : null;
  if (themeKey) { event.preventDefault(); switchTheme(form, themeKey); return; }
  if (away) { event.preventDefault(); return; }
  if (form.elements.client_at) form.elements.client_at.value = new Date().toISOString();
  away = true;
  event.submitter?.classList.add("sent");
});

function switchTheme(form, button) {
  const dark = html.dataset.theme ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = dark ? "light" : "dark";
  html.dataset.theme = theme;
  const body = new FormData(form);
  body.set("theme", theme);
  button.value = dark ? "dark" : "light";
  fetch(form.action, { method: "POST", body: new URLSearchParams(body), redirect: "manual" });
}

// Paper cannot be opened: what lies closed is opened for the printer and closed again after it.
window.addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; one.dataset.printed = ""; } });
window.addEventListener("afterprint", () => { for (const one of document.querySelectorAll("details[data-printed]")) { one.open = false; delete one.dataset.printed; } });

window.addEventListener("pageshow", (event) => {
  if (event.persisted) { away = false; for (const one of document.querySelectorAll(".sent")) one.classList.remove("sent"); }
});

for (const dialog of document.querySelectorAll("dialog[open][data-modal]")) open(dialog, null);
document.querySelector("main [data-problem]")?.focus();
for (const link of document.querySelectorAll("[data-field]")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.dataset.field) ?? link.closest("form, main")?.querySelector(`[name="${CSS.escape(link.dataset.field)}"]`);
    if (field) { event.preventDefault(); field.focus(); }
  });
}
