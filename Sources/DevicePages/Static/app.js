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
    const headers = { "X-Form-Token": document.querySelector("meta[name=form-token]").content };
    return fetch(path, { method: "POST", headers, body: new URLSearchParams(fields), redirect: "manual" });
}

// Codes -----------------------------------------------------------------------------------------------------------
// One timer for all rows, at each whole second of the app's clock. Rings share one number for each period, so that a
// second costs the same with a thousand accounts as with ten.

const list = document.querySelector("[data-time]");
// The app and its page are on one machine, but a page may be shown on a screen elsewhere. The app looks at its clock as
// soon as it is asked, however long the answer takes.
const loading = performance.getEntriesByType("navigation")[0];
const sinceAsked = performance.now() - (loading?.requestStart ?? 0);
let ahead = list ? Number(list.dataset.time) - (Date.now() - sinceAsked) : 0;
const now = () => Date.now() + ahead;

const timed = new Map();
// Where a row counts its seconds down.
const seconds = [];
for (const row of document.querySelectorAll("[data-until]")) {
    const code = row.querySelector("[data-copy]");
    const { until, period, next } = row.dataset;
    timed.set(row.dataset.id, {
        code, following: row.querySelector("[data-following]"), until: Number(until), period: Number(period), next,
        current: code?.textContent ?? "",
    });
    seconds.push({ ring: row.querySelector(".ring"), place: row.querySelector("[data-seconds]"), account: timed.get(row.dataset.id) });
    const rest = row.querySelector(".ring .rest");
    if (rest && period !== "30") rest.style.strokeDashoffset = `var(--spent-${period}, 0)`;
}
const periods = new Set([...timed.values()].map(({ period }) => period));

function show(account, text) {
    if (account.current !== text) {
        account.current = text;
        if (account.code && !("hidden" in account.code.dataset)) {
            account.code.textContent = text;
            account.code.classList.remove("fresh");
            requestAnimationFrame(() => account.code.classList.add("fresh"));
        }
    }
    if (account.following && !("hidden" in account.code.dataset)) account.following.textContent = account.next;
}

function tick() {
    const time = now();
    let isStale = false;
    for (const account of timed.values()) {
        if (account.until > time) continue;
        // The next code is here already, so that it shows at the right second; the one behind it is asked for.
        const text = account.next || "––– –––";
        account.next = "";
        account.until += 1000 * account.period;
        show(account, text);
        isStale = true;
    }
    for (const period of periods) {
        const spent = (100 * ((time / 1000) % period)) / period;
        (list ?? document.body).style.setProperty(`--spent-${period}`, spent.toFixed(1));
    }
    for (const { ring, place, account } of seconds) {
        const left = Math.max(0, Math.ceil((account.until - time) / 1000));
        if (place) place.textContent = left;
        ring?.classList.toggle("soon", left <= 5 && left > 2);
        ring?.classList.toggle("now", left <= 2);
    }
    if (isStale) setTimeout(refresh, 400);
    wait(time);
}

let timer;
// A timer may fire a little early: the second that was not over then is the one to wait for.
function wait(time) {
    clearTimeout(timer);
    const end = Math.floor(time / 1000) * 1000 + 1000;
    if (timed.size > 0) timer = setTimeout(tick, Math.max(0, end - now()) + 1);
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
    // An answer that took its time makes the app's clock seem further ahead than it is.
    const found = time - asked;
    ahead = Math.abs(found - ahead) < 1000 ? Math.min(found, ahead) : found;
    for (const { id, until, next, text } of codes) {
        const account = timed.get(id);
        if (!account || until === undefined) continue;
        Object.assign(account, { until, next });
        show(account, text);
    }
    wait(now());
}

if (timed.size > 0) tick();
if (document.querySelector("[data-hidden]")) refresh();

document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
});

document.addEventListener("click", async (event) => {
    const code = event.target.closest("[data-copy]");
    if (!code) return;
    const row = code.closest("[data-id]");
    if ("hidden" in code.dataset) {
        reveal(code, timed.get(row.dataset.id));
        return;
    }
    const text = code.textContent.replaceAll(/\s/g, "");
    await navigator.clipboard?.writeText(text).catch(() => {});
    say(list?.dataset.copied ?? document.body.dataset.copied ?? "✓");
});

// A code that was hidden hides again after half a minute.
function reveal(code, account) {
    const label = code.getAttribute("aria-label");
    const dots = code.textContent;
    delete code.dataset.hidden;
    code.removeAttribute("aria-label");
    code.textContent = account.current;
    if (account.following) account.following.textContent = account.next;
    setTimeout(() => {
        code.dataset.hidden = "";
        code.setAttribute("aria-label", label);
        code.textContent = dots;
        if (account.following) account.following.textContent = dots;
    }, 30000);
}

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
    list.addEventListener("dragstart", (event) => {
        if (!event.target.matches("[data-handle]")) return;
        dragged = event.target.closest("li");
        dragged.classList.add("dragged");
        event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragend", () => {
        if (!dragged) return;
        dragged.classList.remove("dragged");
        keep(dragged);
        dragged = null;
    });
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
const noticed = document.getElementById("notices");
const shown = document.querySelector("[data-requests]");
// Whoever loads it again from here on does so on purpose.
if (shown && location.search === "?news") history.replaceState(null, "", "/requests");

function hear({ text, ids, notices }) {
    if (noticed) {
        if (noticed.lastElementChild.textContent !== notices) noticed.lastElementChild.textContent = notices;
        noticed.hidden = !notices;
    }
    const isNews = shown && ids.join(" ") !== shown.dataset.requests.trim();
    const numbers = shown ? [...shown.querySelectorAll("input[name=number]")] : [];
    const isTyping = numbers.some((field) => field.value || field === document.activeElement);
    if (isNews && !isTyping) {
        // So that the app can tell that nobody has done this: it keeps no vault unlocked.
        location.replace("/requests?news");
        return;
    }
    if (!banner || (shown && !isNews)) return;
    // Without a new request, nothing is said again.
    if (banner.lastElementChild.textContent !== text) banner.lastElementChild.textContent = text;
    banner.hidden = !text;
}

// Pages without the menu show nothing of the vault.
const showsVault = document.querySelector("nav.side");

// Nothing stays to be read until the other page is there.
function leave() {
    stream?.close();
    if (!showsVault) return;
    document.body.hidden = true;
    location.replace("/");
}

let submitted = -Infinity;
let stream;
function listen() {
    if (document.hidden || !banner) {
        stream?.close();
        stream = null;
    } else if (!stream) {
        stream = new EventSource("/requests/events");
        stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
        stream.addEventListener("locked", leave);
        // A stream that is refused does not begin again: the page may be locked, or shut out.
        stream.addEventListener("error", () => {
            if (showsVault && stream?.readyState === EventSource.CLOSED) leaveIfLocked();
        });
    }
}

listen();
document.addEventListener("visibilitychange", listen);

// What a page shows, a QR code above all, goes once the app is locked or has shut this browser out. It is asked for
// what is no use of it.
async function leaveIfLocked() {
    const response = await fetch("/codes.json", { redirect: "manual" }).catch(() => null);
    const isLocked = response?.type === "opaqueredirect" || response?.status === 401;
    if (isLocked && Date.now() - submitted > 60000) leave();
}

if (showsVault) {
    setInterval(leaveIfLocked, 30000);
    document.addEventListener("visibilitychange", leaveIfLocked);
}

// An answer is on its way: what comes of it is the next page, and nothing may lead elsewhere before. Where the answer
// is saved as a file, the page stays open and goes on hearing of a lock.
document.addEventListener("submit", (event) => {
    if ("saved" in event.target.dataset) return;
    submitted = Date.now();
    stream?.close();
});

const lasting = document.querySelectorAll("[data-left]");
if (lasting.length > 0) {
    setInterval(() => {
        for (const place of lasting) {
            const left = Math.max(0, Math.ceil((Number(place.dataset.left) - Date.now()) / 1000));
            place.textContent = place.dataset.words.replace("{n}", left);
        }
    }, 1000);
}

// How long ago something was, which is said again as time goes on; the whole date is behind it.
const past = document.querySelectorAll("time[data-ago]");
const spans = [["day", 86400, 7], ["hour", 3600, 24], ["minute", 60, 60]];

function tellHowLongAgo() {
    // Never "yesterday": a day ago can be the day before.
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang);
    for (const place of past) {
        place.title ||= place.textContent;
        const ago = Math.floor((Date.now() - Date.parse(place.dateTime)) / 1000);
        const span = spans.find(([, length]) => ago >= length);
        if (ago < -60) place.textContent = place.title;
        else if (!span) place.textContent = place.dataset.ago;
        else if (ago < span[1] * span[2]) place.textContent = format.format(-Math.floor(ago / span[1]), span[0]);
        else place.textContent = place.title;
    }
}

if (past.length > 0) {
    tellHowLongAgo();
    setInterval(tellHowLongAgo, 20000);
}

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});

// A chosen text file fills the field for a list -----------------------------------------------------------------------

for (const field of document.querySelectorAll("[data-filled-by]")) {
    document.getElementById(field.dataset.filledBy)?.addEventListener("change", async (event) => {
        field.value = (await event.target.files[0]?.text()) ?? "";
    });
}

// Settings act at once; without this script they have a button ---------------------------------------------------------

for (const form of document.querySelectorAll("[data-at-once]")) form.addEventListener("change", () => form.requestSubmit());

for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
}

// The menu at the side marks the page that is open.
for (const link of document.querySelectorAll(".side a:not(.name)")) {
    const path = link.getAttribute("href");
    const isOpen = path === "/" ? location.pathname === "/" : `${location.pathname}/`.startsWith(`${path}/`);
    if (isOpen) link.setAttribute("aria-current", "page");
}

// The end of a growing page names the window: its title told of the beginning.
const end = document.querySelector(".steps ~ * .in-banner");
if (end) document.title = `${end.textContent} · Sparekey`;

// An eye beside each password shows what is typed.
const eye = document.getElementById("eye");
for (const field of document.querySelectorAll("input[type=password]")) {
    const holder = document.createElement("div");
    holder.className = "secret";
    field.replaceWith(holder);
    holder.append(field, eye.content.cloneNode(true));
    const button = holder.querySelector(".eye");
    button.addEventListener("click", () => {
        const isShown = field.type === "password";
        field.type = isShown ? "text" : "password";
        button.setAttribute("aria-pressed", isShown);
    });
    field.form?.addEventListener("submit", () => { field.type = "password"; });
}
for (const field of document.querySelectorAll("input[autofocus]")) field.focus();
