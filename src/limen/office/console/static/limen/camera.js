// The desk's camera: a picture of the traveller goes into the form's own file field, cut to 35 by 45 as a portrait is.
// Without a camera, or without this file, a picture is chosen in that field.

const form = document.querySelector("form[data-camera]");
const WIDE = 35, HIGH = 45; // Doc 9303-3 3.9
const QUALITY = 0.95;
let stream = null;
let busy = false; // never `disabled`: a key that is switched off loses the focus it has

function start(form) {
  const frame = document.querySelector("[data-camera-frame]");
  const video = frame.querySelector("video");
  const take = form.querySelector("[data-take]");
  const stop = form.querySelector("[data-stop]");
  const words = take.querySelector("[data-take-words]");
  const said = form.querySelector("[data-camera-said]");
  const camera = words.textContent;

  function close() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    frame.hidden = stop.hidden = true;
    words.textContent = camera;
    said.textContent = "";
  }

  async function open() {
    said.textContent = "";
    busy = true;
    try {
      const wanted = { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 960 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      video.srcObject = stream;
      frame.hidden = stop.hidden = false;
      frame.scrollIntoView({ block: "nearest", inline: "nearest" });
      await video.play();
      words.textContent = words.dataset.takeWords;
      said.textContent = said.dataset.runs;
    } catch (error) {
      close();
      said.textContent = error.name === "NotAllowedError" ? said.dataset.refused : said.dataset.missing;
    }
    busy = false;
  }

  // What is seen in the frame is what is taken: the middle of the picture, as high as it is.
  function picture() {
    const high = Math.min(video.videoHeight, (video.videoWidth * HIGH) / WIDE);
    const wide = (high * WIDE) / HIGH;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(wide);
    canvas.height = Math.round(high);
    const from = [(video.videoWidth - wide) / 2, (video.videoHeight - high) / 2, wide, high];
    canvas.getContext("2d").drawImage(video, ...from, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  }

  async function shoot() {
    busy = true;
    const blob = await picture();
    busy = false;
    if (!blob) { close(); said.textContent = said.dataset.missing; return; }
    const files = new DataTransfer();
    files.items.add(new File([blob], "live.jpg", { type: "image/jpeg" }));
    form.elements.live.files = files.files;
    form.elements.device.value = "camera";
    close();
    form.requestSubmit();
  }

  take.hidden = false;
  take.addEventListener("click", () => busy || (stream ? shoot() : open()));
  stop.addEventListener("click", () => { close(); take.focus(); });
  form.elements.live.addEventListener("change", () => { form.elements.device.value = "file"; });
  window.addEventListener("pagehide", close);
}

if (form && document.querySelector("[data-camera-frame]") && navigator.mediaDevices?.getUserMedia) start(form);
