// A document looked at closer: pictures larger and smaller, and files that are dropped or pasted instead of chosen.
// Everything here has a button or a field that does the same without it.

const sides = document.querySelector(".sides");
const zoomed = document.getElementById("zoomed");
const MOST = 5;

function zoom(by) {
  const now = Math.min(MOST, Math.max(1, Number(sides.dataset.zoom) + by));
  sides.dataset.zoom = String(now);
  zoomed.textContent = now > 1 ? `${now} ${zoomed.dataset.words}` : "";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom-by]");
  if (button && sides) zoom(Number(button.dataset.zoomBy));
});

function give(form, files) {
  if (!files || files.length === 0) return;
  form.querySelector("input[type=file]").files = files;
  form.requestSubmit();
}

for (const form of document.querySelectorAll("[data-drop]")) {
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => { event.preventDefault(); give(form, event.dataTransfer?.files); });
}

// Before the listener that takes pasted lines: a picture is no text.
document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("[data-drop]") ?? document.querySelector("[data-paste]");
  const files = event.clipboardData?.files;
  if (!form || !files || files.length === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  give(form, files);
}, true);
