// What a page does beyond links and forms: keys, showing a password, keeping half-filled forms, copying, closing menus. No page needs it.
"use strict";

const typing = (node) => node.closest("input, textarea, select, [contenteditable]") !== null;

// "/" goes to the search box, j and k walk the rows of a list, Enter follows the row's first link. Off with ?keys=off.
const KEYS = "yanzhen-keys";
if (new URLSearchParams(location.search).has("keys")) {
  localStorage.setItem(KEYS, new URLSearchParams(location.search).get("keys"));
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.me[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  }
  if (localStorage.getItem(KEYS) === "off" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    const box = document.getElementById("search");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
  if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("main tbody tr")].map((row) => row.querySelector("a, button")).filter(Boolean);
    const here = links.indexOf(document.activeElement);
    const next = event.key === "j" ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0);
    if (links[next]) links[next].focus();
  }
});

document.addEventListener("click", (event) => {
  const target = event.target;
  document.querySelectorAll("details.me[open]").forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
  const shows = target.closest("button[data-shows]");
  if (shows) {
    const field = document.getElementById(shows.dataset.shows);
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    shows.setAttribute("aria-pressed", String(hidden));
  }
  const copies = target.closest("button[data-copies]");
  if (copies) navigator.clipboard.writeText(document.getElementById(copies.dataset.copies).textContent.trim());
});

// A form with data-keep survives an expired session and a closed laptop: kept in this tab until it was accepted, never passwords.
const keepable = (form) => [...form.elements].filter((field) => field.name && !["password", "hidden", "file", "submit", "button"].includes(field.type));
const placeOf = (form) => `yanzhen-form:${document.body.dataset.person}:${location.pathname}:${form.dataset.keep}`;
document.querySelectorAll("form[data-keep]").forEach((form) => {
  const kept = sessionStorage.getItem(placeOf(form));
  if (kept && !form.querySelector(".field-wrong")) {
    const values = JSON.parse(kept);
    keepable(form).forEach((field, at) => {
      if (values[at] === undefined) return;
      if (["checkbox", "radio"].includes(field.type)) field.checked = values[at]; else field.value = values[at];
    });
    const note = form.querySelector("[data-kept]");
    if (note) note.hidden = false;
  }
  const keep = () => sessionStorage.setItem(placeOf(form), JSON.stringify(
    keepable(form).map((field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value))));
  form.addEventListener("change", keep);
  form.addEventListener("focusout", keep);
  setInterval(() => { if (form.contains(document.activeElement)) keep(); }, 10000);
  // One press, one submission; the kept text goes once the page that answers says the change was made.
  form.addEventListener("submit", () => { keep(); sessionStorage.setItem("yanzhen-sent", placeOf(form)); });
});
if (document.querySelector(".toast") && sessionStorage.getItem("yanzhen-sent")) {
  sessionStorage.removeItem(sessionStorage.getItem("yanzhen-sent"));
  sessionStorage.removeItem("yanzhen-sent");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.sent) { if (form.dataset.sent) event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});

// Parts that are being fetched say so.
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target && event.detail.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target && event.detail.target.removeAttribute("aria-busy"));
