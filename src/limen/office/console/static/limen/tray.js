// A page dragged from the tray onto the document field: its lines are read as if they had been scanned.

for (const page of document.querySelectorAll("[data-lines]")) {
  page.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", page.dataset.lines);
    event.dataTransfer.effectAllowed = "copy";
  });
}
const field = document.querySelector("[data-scan]");
field?.addEventListener("dragover", (event) => { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; field.classList.add("is-over"); });
field?.addEventListener("dragleave", () => field.classList.remove("is-over"));
field?.addEventListener("drop", (event) => {
  event.preventDefault();
  field.classList.remove("is-over");
  const text = event.dataTransfer.getData("text/plain");
  if (text.trim()) document.dispatchEvent(new CustomEvent("limen:scanned", { detail: { text, source: "pasted" } }));
});
