// All that a first visit loads; htmx follows at first use, or at once where known=1.
const { htmx: source, live } = document.querySelector("script[data-htmx]").dataset;
const config = {
  includeIndicatorStyles: false, allowEval: false, historyCacheSize: 0, historyRestoreAsHxRequest: false,
  responseHandling: [{ code: "204" }, { code: "^[23]|422", swap: true }, { code: "...", error: true }],
};
let loading, failed;

const load = () => loading ??= new Promise((done, fail) => {
  const meta = Object.assign(document.createElement("meta"), { name: "htmx-config", content: JSON.stringify(config) });
  const script = Object.assign(document.createElement("script"), { src: source, onload: done, onerror: fail });
  document.head.append(meta, script);
}).then(() => import(live)).catch((error) => { failed = true; throw error; });
const quiet = () => {};
const ask = () => /(^|; )known=1/.test(document.cookie) && load().then((page) => page.ask(), quiet);

addEventListener("submit", (event) => {
  const form = event.target, by = event.submitter;
  if (window.htmx || failed || !form.matches("[hx-post]")) return;
  event.preventDefault();
  const again = () => by ? by.click() : form.requestSubmit();
  load().then(again, again);
}, true);

// A control may name a module.
const lend = (event) => {
  const at = event.target.closest("[data-with]");
  if (at) import(at.dataset.with).then((it) => it.start(at, event), quiet);
};
addEventListener("focusin", lend);
addEventListener("click", lend);

addEventListener("click", (event) => {
  const link = event.target.closest("[data-drawer]");
  if (!link || failed || event.ctrlKey || event.metaKey || event.shiftKey || !link.showPopover) return;
  event.preventDefault();
  load().then((page) => page.open(link), () => { location = link.href; });
});

// The back-forward cache shows the past, and so does a tab beside one that changed something.
addEventListener("pageshow", (event) => event.persisted && ask());
addEventListener("storage", (event) => event.key === "versed" && ask());
ask();
