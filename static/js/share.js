// The share sheet of the browser, or a copy of the address. Shown only where scripts run; the address bar is always there.
export function start(button, event) {
  if (event.type !== "click") return;
  const address = document.querySelector("link[rel=canonical]").href.split("?")[0] + location.search;
  const done = (text) => {
    button.dataset.label ??= button.textContent;
    button.textContent = text;
    setTimeout(() => { button.textContent = button.dataset.label; }, 3000);
  };
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    navigator.share({ title: document.title, url: address }).catch(() => {});
  } else {
    navigator.clipboard.writeText(address).then(() => done("Link copied"), () => done("Copy it from the address bar"));
  }
}
