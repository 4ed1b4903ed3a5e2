// Suggestions under the field with the focus, an ARIA combobox. Without this script the form asks the server.
const list = document.createElement("ul"), said = document.createElement("output");
said.className = "vh";
Object.assign(list, { id: "found", className: "found", role: "listbox", ariaLabel: "Tools" });
list.onmousedown = (event) => event.preventDefault(); // the field keeps the focus
list.onclick = (event) => take(event.target.closest("li"));
let field, asking, at; // the place of the marked one, or -1

function mark(to) {
  at = to;
  [...list.children].forEach((one, place) => { one.ariaSelected = place === at; });
  list.children[at]?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
}

function show(html) {
  asking?.abort();
  list.innerHTML = html;
  field.ariaExpanded = html > "";
  mark(-1);
}

function take({ dataset }) {
  show("");
  if (field.name === "q") location = dataset.href;
  else field.value = dataset.name;
}

function soon() {
  asking?.abort();
  asking = new AbortController();
  setTimeout(ask, 90, asking);
}

async function ask({ signal }) {
  const beside = new FormData(field.form).getAll("tool").filter((text) => text !== field.value);
  const query = new URLSearchParams([["q", field.value], ...beside.map((text) => ["with", text])]);
  try {
    const answer = await fetch(`/search/suggest?${query}`, { signal });
    show(answer.ok ? await answer.text() : "");
    said.value = `${list.children.length} found`;
  } catch { /* asked anew, or offline */ }
}

function press(event) {
  const { key } = event, n = list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (event.isComposing) return;
  if (step) n ? mark((at + step + n + 2) % (n + 1) - 1) : soon();
  else if (key === "Enter" && at >= 0) take(list.children[at]);
  else if (key === "Escape" && n) show("");
  else if (/Home|End|Left|Right/.test(key)) return mark(-1);
  else return;
  event.preventDefault();
}

export function start(to) {
  if (document.activeElement !== to) return;
  if (field !== to) adopt(to);
  if (field.value || field.name !== "q") soon();
}

function adopt(to) {
  field = to;
  field.after(list, said);
  field.removeAttribute("list");
  field.setAttribute("aria-controls", "found");
  Object.assign(field, {
    role: "combobox", ariaAutoComplete: "list", autocomplete: "off",
    oninput: soon, onkeydown: press, onblur: () => show(""),
  });
  show("");
}
