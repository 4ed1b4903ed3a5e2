// What controls do once htmx is here: ask for the reader's own state, keep the focus, say what did not arrive.
const { htmx } = window;
htmx.config.defaultSettleDelay = 0; // or what was swapped in is on the screen 20 ms before its forms are wired
const SAID = {
  vote: ["Your vote did not arrive.", "Press Ship or Skip again."],
  save: ["That did not arrive.", "Press the button again."],
  list: ["Your bookmarks did not arrive.", "Close this and open it again."],
};
const WHY = {
  0: "The connection dropped.", 403: "The site took the form for one from elsewhere.", 404: "The page is gone.",
  429: "Too much at once; wait a minute.",
};

// One question for the whole page; what comes back replaces the controls that show a state.
export function ask() {
  if (document.querySelector("[data-fresh]")) return;
  newer.clear();
  const of = (name) => [...new Set([...document.querySelectorAll(`[data-${name}]`)].map((e) => e.dataset[name]))].join();
  const query = new URLSearchParams({ tools: of("tool"), paths: of("path") });
  htmx.ajax("GET", `/me/state?${query}`, { target: "body", swap: "none" });
}

export function open(link) {
  const drawer = document.getElementById("drawer");
  if (!drawer) { location = link.href; return; }
  drawer.showPopover();
  htmx.ajax("GET", "/me/bookmarks", { target: "#drawer-list", swap: "innerHTML" });
}

function note(element, status) {
  const place = element.closest("form") ?? document.getElementById("drawer-list");
  const [what, next] = SAID[place.querySelector("[data-tool]") ? "vote" : place.matches("form") ? "save" : "list"];
  const text = document.createElement("p");
  text.className = "note note--bad";
  text.setAttribute("role", "alert");
  text.append(Object.assign(document.createElement("b"), { textContent: what }),
    ` ${WHY[status] ?? "The site cannot take it at the moment."} ${next}`);
  if (place.matches("form")) {
    place.querySelector(".note--bad")?.remove();
    (place.querySelector("[data-tool]") ?? place).append(text);
  } else place.replaceChildren(text);
}

let pressed, hearing;
const newer = new Set();
const on = (name, act) => document.body.addEventListener(`htmx:${name}`, act);
const buttons = (form, off) => form.matches?.("form") && form.querySelectorAll("button").forEach((b) => { b.disabled = off; });

function refocus() {
  const form = pressed?.id && document.getElementById(pressed.id);
  if (!form) return;
  (form.querySelector(`button[name="${pressed.name}"][value="${pressed.value}"]`) ?? form.querySelector("button"))?.focus();
  pressed = undefined;
}

on("beforeRequest", ({ detail: { elt, requestConfig } }) => {
  const by = requestConfig.triggeringEvent?.submitter;
  pressed = by && { id: elt.id, name: by.name, value: by.value };
  if (requestConfig.verb === "post") newer.add(elt.id);
  buttons(elt, true);
});
on("afterRequest", ({ detail: { elt, successful, requestConfig } }) => {
  buttons(elt, false);
  if (!successful) refocus(); // a disabled button has lost it
  if (!successful || requestConfig.verb !== "post") return;
  try { localStorage.setItem("versed", String(Date.now())); } catch { /* the other tabs ask when they are opened anew */ }
});
// What was sent since the page asked is newer than what it hears then.
on("beforeOnLoad", ({ detail: { requestConfig } }) => { hearing = requestConfig.path.startsWith("/me/state"); });
on("oobBeforeSwap", ({ detail }) => {
  const form = detail.target.closest("form[id]") ?? detail.target.querySelector("form[id]");
  if (hearing && (form ? newer.has(form.id) : newer.size)) detail.shouldSwap = false;
});
on("afterSettle", refocus);
on("sendError", ({ detail }) => note(detail.elt, 0));
on("responseError", ({ detail }) => { if (detail.xhr.status !== 422) note(detail.elt, detail.xhr.status); });
htmx.process(document.body);
