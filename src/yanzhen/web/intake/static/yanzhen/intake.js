// A document beside its reading: what a line says lights up in the text and the other way round; lines are gone through by keys.
"use strict";

const rows = () => [...document.querySelectorAll("[data-line]")];
const paper = document.getElementById("page-text");
const rowOf = (number) => document.getElementById(`line-${number}`);
const typingIn = (node) => node.closest("input, textarea, select") !== null;
let here = "";

function light(numbers, odd) {
  document.querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
  for (const number of numbers) {
    document.querySelectorAll(`[data-lines~="${number}"]`).forEach((run) => run.classList.add("lit"));
    const row = rowOf(number);
    if (row) row.classList.add("lit");
  }
  if (odd) document.querySelectorAll(`[data-doubt="${odd}"]`).forEach((doubt) => doubt.classList.add("lit"));
}

// Only the paper moves when a line is looked at; the list stays where it is.
function show(number) {
  const run = document.querySelector(`[data-lines~="${number}"]`);
  if (!run || !paper) return;
  const top = run.offsetTop - paper.scrollTop;
  if (top < 20 || top > paper.clientHeight - 60) paper.scrollTop = Math.max(0, run.offsetTop - paper.clientHeight / 3);
}

function looked(event) {
  const row = event.target.closest("[data-line]");
  const run = event.target.closest("[data-lines], [data-odd]");
  if (row) { light([row.dataset.line], ""); show(row.dataset.line); }
  else if (run) light((run.dataset.lines || "").split(" ").filter(Boolean), run.dataset.odd);
}
document.addEventListener("mouseover", looked);
document.addEventListener("focusin", (event) => {
  looked(event);
  const row = event.target.closest("[data-line]");
  if (row) here = row.id;
});

document.addEventListener("click", (event) => {
  const run = event.target.closest("a[data-lines]");
  if (!run) return;
  event.preventDefault();
  const row = rowOf(run.dataset.lines.split(" ")[0]);
  if (row) row.focus();
});

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.id === here);
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (next) next.focus();
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest(".edit textarea");
  if (box && event.key === "Escape") {
    box.closest("details").open = false;
    box.closest("[data-line]").focus();
    return;
  }
  if (box && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { box.form.requestSubmit(); return; }
  if (localStorage.getItem("yanzhen-keys") === "off" || event.ctrlKey || event.metaKey || event.altKey || typingIn(event.target)) return;
  if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
  if (event.key === "w") {
    const write = document.querySelector("#counts button[data-key=w]");
    if (write) write.focus();
    return;
  }
  const row = document.getElementById(here);
  const act = row && "aeru".includes(event.key) && row.querySelector(`[data-key="${event.key}"]`);
  if (!act) return;
  event.preventDefault();
  if (event.key !== "e") { act.click(); return; }
  act.parentElement.open = true;
  act.parentElement.querySelector("textarea").focus();
});

// The line that was answered comes back in its place; whoever went by keys stays on it.
document.addEventListener("htmx:afterSettle", () => {
  const row = document.getElementById(here);
  if (row && (document.activeElement === document.body || document.activeElement === null)) row.focus();
});
