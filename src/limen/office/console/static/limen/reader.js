// Asks every few seconds what lies on the paired readers; the page is loaded anew only while nothing is typed on it.

const EVERY = 2500; // ms
const shown = document.querySelector("[data-reader]");

async function ask() {
  const field = document.querySelector("[data-scan]");
  const busy = document.hidden || (field && field.value !== "") || document.querySelector("dialog[open], .sent");
  if (busy) return true;
  try {
    const answer = await fetch(shown.dataset.reader, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) return false;
    const { mark } = await answer.json();
    const still = !field || field.value === "";
    if (mark !== shown.dataset.mark && still && !document.querySelector("dialog[open], .sent")) { location.reload(); return false; }
  } catch {
    return true; // the network is away for a moment
  }
  return true;
}

async function again() {
  if (await ask()) setTimeout(again, EVERY);
}
if (shown) setTimeout(again, EVERY);
