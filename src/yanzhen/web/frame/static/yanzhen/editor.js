// The editor of a rule's text: completes keys and closed words of the published schema, goes to a problem's line. The text works without it.
"use strict";

const text = document.getElementById("text");
const list = document.getElementById("keys");
const known = JSON.parse(document.getElementById("keys-data").textContent);
let shown = [];
let at = 0;

// What stands left of the cursor on its line: a key half written, or after "key:" a word half written.
const half = () => {
  const line = text.value.slice(0, text.selectionStart).split("\n").pop();
  const value = /(?:^|[\s{,])([\w一-鿿]+):\s*([^\s{},:]*)$/.exec(line);
  if (value) {
    const key = known.find((one) => one.key === value[1]);
    return { part: value[2], found: (key ? key.words : []).map((word) => ({ key: word, about: "", ends: "" })) };
  }
  const part = /([\w一-鿿]*)$/.exec(line)[1];
  return { part, found: known.map((one) => ({ key: one.key, about: one.about, ends: ": " })) };
};

const close = () => { list.hidden = true; shown = []; text.removeAttribute("aria-activedescendant"); };

const draw = () => {
  list.replaceChildren(...shown.map((one, index) => {
    const item = document.createElement("li");
    item.id = `key-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === at));
    const name = document.createElement("b");
    name.textContent = one.key;
    item.append(name);
    if (one.about) { const about = document.createElement("small"); about.textContent = one.about; item.append(about); }
    item.addEventListener("mousedown", (event) => { event.preventDefault(); at = index; take(); });
    return item;
  }));
  list.hidden = shown.length === 0;
  if (shown.length) { text.setAttribute("aria-activedescendant", `key-${at}`); list.children[at].scrollIntoView({ block: "nearest" }); }
};

const open = () => {
  const { part, found } = half();
  shown = found.filter((one) => one.key.startsWith(part)).slice(0, 40);
  at = 0;
  draw();
};

const take = () => {
  const { part } = half();
  const one = shown[at];
  text.setRangeText(one.key + one.ends, text.selectionStart - part.length, text.selectionStart, "end");
  close();
  text.dispatchEvent(new Event("input", { bubbles: true }));
};

text.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === " ") { event.preventDefault(); open(); return; }
  if (list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    at = (at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length;
    draw();
  } else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(); } else if (event.key === "Escape") { event.preventDefault(); close(); }
});
text.addEventListener("blur", close);
text.addEventListener("input", () => { if (!list.hidden) open(); });

// A problem's link puts the cursor on its line.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  const before = text.value.split("\n").slice(0, Number(link.dataset.line) - 1).join("\n").length;
  const start = link.dataset.line === "1" ? 0 : before + 1;
  const end = text.value.indexOf("\n", start);
  text.focus();
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
});
