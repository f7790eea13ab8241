// What is known of the lines while they are keyed: asked for when the hand rests, never while a scanner sends.

const RESTS = 120; // ms after the last character
const SAID_AFTER = 900; // ms of rest after which the one new thing is said aloud
const LONGEST = 400;
const field = document.querySelector("[data-keyed]");
const shown = document.getElementById("keyed");
const said = document.getElementById("keyed-said");
let timer = 0;
let saying = 0;
let asking = null;

function say() {
  const words = shown.firstElementChild?.dataset.said ?? "";
  if (said.textContent !== words) said.textContent = words;
}

async function ask() {
  asking?.abort();
  if (field.readOnly) return; // it is being sent
  const text = field.value;
  if (!text.trim() || text.length > LONGEST) { shown.replaceChildren(); say(); return; }
  asking = new AbortController();
  const body = new FormData();
  body.set("text", text);
  body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(field.dataset.keyed, { method: "POST", body, redirect: "error", signal: asking.signal });
    if (!answer.ok) return;
    const html = await answer.text();
    if (field.readOnly || field.value !== text) return; // something was keyed since: the next answer is the one
    shown.innerHTML = html;
    saying = setTimeout(say, SAID_AFTER);
  } catch {
    return; // another question, or the network is away: the form itself still answers
  }
}

if (field && shown) {
  field.addEventListener("input", () => { clearTimeout(timer); clearTimeout(saying); timer = setTimeout(ask, RESTS); });
  if (field.value) ask();
}
