// The share sheet of the browser, or a copy of the address, or of the field that the button names. Shown only where
// scripts run; the address bar and the field are always there.
export function start(button, event) {
  if (event.type !== "click") return;
  const field = document.getElementById(button.dataset.copy);
  const address = document.querySelector("link[rel=canonical]").href.split("?")[0] + location.search + location.hash;
  const done = (text) => {
    button.dataset.label ??= button.textContent;
    button.textContent = text;
    setTimeout(() => { button.textContent = button.dataset.label; }, 3000);
  };
  if (field) {
    field.select();
    navigator.clipboard.writeText(field.value).then(() => done("Copied"), () => done("Selected: copy it now"));
  } else if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    navigator.share({ title: document.title, url: address }).catch(() => {});
  } else {
    navigator.clipboard.writeText(address).then(() => done("Link copied"), () => done("Copy it from the address bar"));
  }
}
