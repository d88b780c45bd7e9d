// The page works without this script; with it, codes turn over, copy, hide, and rows move.
"use strict";

const said = document.getElementById("said");
let saidUntil;

function say(text) {
    if (!text) return;
    said.textContent = text;
    said.classList.add("shown");
    clearTimeout(saidUntil);
    saidUntil = setTimeout(() => said.classList.remove("shown"), 2000);
}

function post(path, fields) {
    return fetch(path, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
}

// Codes -----------------------------------------------------------------------------------------------------------

const timed = new Map();
for (const row of document.querySelectorAll("[data-until]")) timed.set(row.dataset.id, row);

const list = document.querySelector("[data-time]");
// The app and its page are on one machine, but a page may be shown on a screen elsewhere.
let ahead = list ? Number(list.dataset.time) - Date.now() : 0;

function place(row) {
    const rest = row.querySelector(".ring .rest");
    if (!rest) return;
    const period = Number(row.dataset.period);
    const left = (Number(row.dataset.until) - Date.now() - ahead) / 1000;
    rest.style.animationDuration = `${period}s`;
    rest.style.animationDelay = `${left - period}s`;
    rest.style.setProperty("--still", String(100 - (100 * left) / period));
}

function show(row, text) {
    const code = row.querySelector("[data-copy]");
    if (code && !("hidden" in code.dataset)) code.textContent = text;
    const following = row.querySelector("[data-following]");
    if (following) following.textContent = row.dataset.next;
}

function turnOver() {
    const now = Date.now() + ahead;
    let isStale = false;
    for (const row of timed.values()) {
        if (Number(row.dataset.until) > now) continue;
        // The next code is here already, so that it shows at the right second; the one behind it is asked for.
        const text = row.dataset.next;
        row.dataset.until = String(Number(row.dataset.until) + 1000 * Number(row.dataset.period));
        row.dataset.current = text;
        show(row, text);
        isStale = true;
    }
    if (isStale) refresh();
    wait();
}

let timer;
function wait() {
    clearTimeout(timer);
    const now = Date.now() + ahead;
    let next = Infinity;
    for (const row of timed.values()) next = Math.min(next, Number(row.dataset.until));
    if (next < Infinity) timer = setTimeout(turnOver, Math.max(0, next - now));
}

async function refresh() {
    if (document.hidden || timed.size === 0) return;
    const asked = Date.now();
    const response = await fetch("/codes.json", { redirect: "manual" }).catch(() => null);
    if (!response) return;
    if (!response.ok) {
        location.reload();
        return;
    }
    const { time, codes } = await response.json();
    ahead = time - (asked + Date.now()) / 2;
    for (const code of codes) {
        const row = timed.get(code.id);
        if (!row || code.until === undefined) continue;
        row.dataset.until = code.until;
        row.dataset.next = code.next;
        row.dataset.current = code.text;
        show(row, code.text);
        place(row);
    }
    wait();
}

for (const row of timed.values()) {
    row.dataset.current = row.querySelector("[data-copy]")?.textContent ?? "";
    place(row);
}
wait();
if (document.querySelector("[data-hidden]")) refresh();

document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
});

document.addEventListener("click", async (event) => {
    const code = event.target.closest("[data-copy]");
    if (!code) return;
    const row = code.closest("[data-id]");
    if ("hidden" in code.dataset) {
        delete code.dataset.hidden;
        code.removeAttribute("aria-label");
        code.textContent = row.dataset.current;
        return;
    }
    const text = code.textContent.replaceAll(/\s/g, "");
    await navigator.clipboard?.writeText(text).catch(() => {});
    say(list?.dataset.copied ?? document.body.dataset.copied ?? "✓");
});

// Search ------------------------------------------------------------------------------------------------------------

const search = document.querySelector("[data-search]");
if (search) {
    const rows = [...document.querySelectorAll(".accounts > li")];
    const nothing = document.querySelector("[data-nothing]");
    search.addEventListener("input", () => {
        const wanted = search.value.trim().toLocaleLowerCase();
        let found = 0;
        for (const row of rows) {
            row.hidden = !row.dataset.name.toLocaleLowerCase().includes(wanted);
            if (!row.hidden) found += 1;
        }
        nothing.hidden = found > 0;
    });
}

// Order: by dragging, or with Alt and the arrows ----------------------------------------------------------------------

function position(row) {
    return [...row.parentElement.children].indexOf(row) + 1;
}

async function keep(row) {
    await post(`/accounts/${row.dataset.id}/move`, { position: position(row) });
    say(list.dataset.moved.replace("{n}", position(row)));
}

if (list?.classList.contains("accounts")) {
    let dragged = null;
    for (const handle of list.querySelectorAll("[data-handle]")) {
        handle.draggable = true;
        handle.addEventListener("dragstart", (event) => {
            dragged = handle.closest("li");
            dragged.classList.add("dragged");
            event.dataTransfer.effectAllowed = "move";
        });
        handle.addEventListener("dragend", () => {
            dragged.classList.remove("dragged");
            keep(dragged);
            dragged = null;
        });
    }
    list.addEventListener("dragover", (event) => {
        const over = event.target.closest("li");
        if (!dragged || !over) return;
        event.preventDefault();
        if (over === dragged) return;
        const box = over.getBoundingClientRect();
        over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
    });
    list.addEventListener("keydown", (event) => {
        if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
        const row = event.target.closest("li");
        const other = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
        if (!other) return;
        event.preventDefault();
        other[event.key === "ArrowUp" ? "before" : "after"](row);
        event.target.focus();
        keep(row);
    });
}

// Sign-in requests: one stream tells of them at once ------------------------------------------------------------------

const banner = document.getElementById("asked");
const shown = document.querySelector("[data-requests]");

function hear({ text, ids }) {
    const isNews = shown && ids.join(" ") !== shown.dataset.requests.trim();
    const isTyping = shown && [...shown.querySelectorAll("input[name=number]")].some((field) => field.value);
    if (isNews && !isTyping) {
        location.replace("/requests");
        return;
    }
    if (!banner || (shown && !isNews)) return;
    // Without a new request, nothing is said again.
    if (banner.lastElementChild.textContent !== text) banner.lastElementChild.textContent = text;
    banner.hidden = !text;
}

let stream;
function listen() {
    if (document.hidden || !banner) {
        stream?.close();
        stream = null;
    } else if (!stream) {
        stream = new EventSource("/requests/events");
        stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    }
}

listen();
document.addEventListener("visibilitychange", listen);
// An answer is on its way: what comes of it is the next page, and nothing may lead elsewhere before.
document.addEventListener("submit", () => stream?.close());

const lasting = document.querySelectorAll("[data-left]");
if (lasting.length > 0) {
    setInterval(() => {
        for (const place of lasting) {
            const left = Math.max(0, Math.ceil((Number(place.dataset.left) - Date.now()) / 1000));
            place.textContent = place.dataset.words.replace("{n}", left);
        }
    }, 1000);
}

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});

// A chosen text file fills the field for a list -----------------------------------------------------------------------

for (const field of document.querySelectorAll("[data-filled-by]")) {
    document.getElementById(field.dataset.filledBy)?.addEventListener("change", async (event) => {
        field.value = (await event.target.files[0]?.text()) ?? "";
    });
}
