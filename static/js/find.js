// Suggestions under a field, after the ARIA combobox pattern. Without this script the form asks the server.
const started = new WeakSet();
let count = 0;

export function start(field) {
  if (started.has(field)) return;
  started.add(field);
  field.removeAttribute("list");
  const list = Object.assign(document.createElement("ul"), { id: `found-${++count}`, className: "found", hidden: true });
  const said = Object.assign(document.createElement("span"), { className: "vh" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Tools");
  said.setAttribute("role", "status");
  field.after(list, said);
  const set = (of) => Object.entries(of).forEach(([name, value]) => field.setAttribute(name, value));
  set({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": false, autocomplete: "off" });
  let asking, timer, at = -1;

  const mark = (to) => {
    const all = [...list.children];
    at = all.length ? (to + all.length + 1) % (all.length + 1) : -1;
    if (at === all.length) at = -1;
    all.forEach((one, place) => one.setAttribute("aria-selected", place === at));
    all[at]?.scrollIntoView({ block: "nearest" });
    set({ "aria-activedescendant": all[at]?.id ?? "" });
  };
  const show = (open) => {
    list.hidden = !open;
    set({ "aria-expanded": open });
    if (!open) mark(-1);
  };
  const take = (one) => {
    if (field.dataset.suggest === "go") { location = one.dataset.href; return; }
    field.value = one.dataset.name;
    show(false);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const beside = [...field.form.elements].filter((e) => e !== field && e.name === "tool").map((e) => e.value);
    const query = new URLSearchParams({ q: field.value.slice(0, 100), with: beside.find((text) => text) ?? "" });
    try {
      const answer = await fetch(`/search/suggest?${query}`, { signal: asking.signal });
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
    } catch { return; }
    [...list.children].forEach((one, place) => { one.id = `${list.id}-${place}`; });
    mark(-1);
    show(list.children.length > 0 && document.activeElement === field);
    said.textContent = field.value ? `${list.children.length} found` : "";
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 90); };

  field.addEventListener("input", soon);
  field.addEventListener("blur", () => show(false));
  field.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "Escape" && !list.hidden) show(false);
    else if (key === "Enter" && at >= 0) take(list.children[at]);
    else if (key === "ArrowDown" && list.hidden) soon();
    else if (key === "ArrowDown" || key === "ArrowUp") mark(key === "ArrowDown" ? at + 1 : at < 0 ? list.children.length - 1 : at - 1);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const one = event.target.closest("[role=option]");
    if (one) take(one);
  });
  if (field.value || field.dataset.suggest !== "go") soon();
}
