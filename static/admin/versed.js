// The workspace of a tool: rows can be unfolded together, a link to a row unfolds it, and unsaved work is not left by mistake.
const form = document.getElementById("tool_form");

function unfold(target) {
  if (target instanceof HTMLDetailsElement) target.open = true;
}

if (form) {
  const button = form.querySelector("[data-unfold]");
  const rows = () => [...form.querySelectorAll("details.row")];
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const open = rows().some((row) => !row.open);
      for (const row of rows()) row.open = open;
      button.textContent = open ? "Fold all" : "Unfold all";
    });
  }

  const follow = () => unfold(location.hash && document.getElementById(location.hash.slice(1)));
  addEventListener("hashchange", follow);
  follow();

  let unsaved = false;
  form.addEventListener("input", (event) => {
    unsaved = true;
    event.target.closest?.("details.row")?.classList.add("row--changed");
  });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
