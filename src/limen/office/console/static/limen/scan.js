// The document field: takes what a scanner sends, what is pasted and what is typed, and sends a complete MRZ at once.

const QUIET = 350; // ms without a character after which an MRZ that could still grow is taken to be whole
const HAND = 60; // ms between characters below which no hand types
const field = document.querySelector("[data-scan], [data-scan-here]"); // of a unit: never focused by itself, keys act there
const form = field.form;
const state = document.getElementById("scan-state");
const asked = state.textContent;
let timer = 0;
let lastAt = -Infinity;
let fast = 0;
let gone = false;

const tidy = (text) => text.toUpperCase().replace(/\r\n?/g, "\n").replace(/[^\S\n]/g, "").replace(/[‹«]/g, "<");
const linesOf = (text) => tidy(text).split("\n").filter(Boolean);

// Doc 9303-6 and -7: the second line of 36 characters; what a cut 2 × 44 would hardly ever look like.
const SECOND_OF_36 = /^[A-Z0-9<]{9}[0-9<][A-Z<]{3}[0-9<]{6}[0-9<][MFX<][0-9<]{6}[0-9<]/;

// "whole": nothing can follow; "maybe": it is one, but a longer one may begin like it; "": not yet.
export function completeness(text) {
  const lines = linesOf(text);
  const lengths = lines.map((line) => line.length).join();
  if (["44,44", "36,36", "30,30,30"].includes(lengths)) return "whole";
  if (lines.length !== 1) return "";
  const [line] = lines;
  if (line.length === 90) return "whole";
  if (line.length === 88) return /^[PV]/.test(line) ? "whole" : "maybe";
  if (line.length === 72) return /^[ACIV]/.test(line) && SECOND_OF_36.test(line.slice(36)) ? "maybe" : "";
  return "";
}

function send(source) {
  if (gone) return;
  gone = true;
  clearTimeout(timer);
  form.elements.source.value = source;
  field.readOnly = true;
  state.textContent = "…";
  form.requestSubmit();
}

function consider(source) {
  clearTimeout(timer);
  const found = completeness(field.value);
  const count = linesOf(field.value).join("").length;
  state.textContent = count ? `${count} · ${linesOf(field.value).map((line) => line.length).join(" + ")}` : asked;
  // A scanner may still send Enter after the last character: a short wait lets it fall into this page.
  if (found === "whole") timer = setTimeout(() => send(source), 30);
  else if (found === "maybe") timer = setTimeout(() => send(source), QUIET);
}

field.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const gap = event.timeStamp - lastAt;
  lastAt = event.timeStamp;
  fast = gap < HAND ? fast + 1 : 0;
  if (event.key === "Tab" && fast > 3) { event.preventDefault(); field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end"); }
  if (event.key !== "Enter" || fast > 3) return;
  // Typed by hand: Enter reads what is complete, makes a line of what is not, and twice reads it as it is.
  const whole = completeness(field.value) !== "";
  if (whole || (field.value.endsWith("\n") && field.value.trim())) { event.preventDefault(); send("keyed"); }
  else if (!field.value.trim()) event.preventDefault();
});

field.addEventListener("input", (event) => {
  const pasted = event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop";
  consider(pasted ? "pasted" : fast > 3 ? "wedge" : "keyed");
});

document.addEventListener("limen:scanned", (event) => {
  field.value = event.detail.text;
  field.focus();
  consider(event.detail.source);
});

window.addEventListener("pageshow", (event) => { if (event.persisted) { gone = false; field.readOnly = false; field.value = ""; } });
if (field.matches("[data-scan]") && !document.querySelector("dialog[open]")) { field.focus(); if (field.value) field.setSelectionRange(field.value.length, field.value.length); }
