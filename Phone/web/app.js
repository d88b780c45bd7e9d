"use strict";

// The page: it hands requests to its two workers, shows what they answer, and carries their operations out. It decides
// nothing. `pages` shows codes whatever `jobs` does.
const SCRIPTS = ["sw.js", "worker.js?pages", "worker.js?jobs"];
const policy = self.trustedTypes?.createPolicy("sparekey", {
  createHTML: html => html,
  createScriptURL: name => {
    if (SCRIPTS.includes(name)) return name;
    throw new TypeError(name);
  },
}) ?? { createHTML: html => html, createScriptURL: name => name };

const find = selector => document.querySelector(selector);
const swap = (selector, html) => { find(selector).innerHTML = policy.createHTML(html); };
const measured = [];
const TRAPPED = '<p data-outcome="trapped">The app failed and was started again. Look whether the last step was done, and report it.</p>';
const FAILED = '<p data-outcome="failed">The app failed and could not be started again. Load the page again, and report it.</p>';

// A worker, and what is done for it. Each has an address of its own: in WebKit a second worker of the same address is served
// past the service worker.
class Room {
  constructor(name, tell) {
    this.name = name;
    this.hands = new Hands(tell);
  }

  async start(isShared) {
    this.isShared = isShared;
    this.worker = new Worker(policy.createScriptURL(`worker.js?${this.name}`));
    const ready = new Promise(resolve => { this.settle = resolve; });
    this.worker.onmessage = ({ data }) => this.take(data);
    this.worker.onerror = () => this.settle({ trapped: "the worker did not start" });
    this.worker.postMessage({ start: true, shared: isShared });
    const started = await ready;
    if (started.trapped) throw new Error(started.trapped);
  }

  // An operation is done once; its answer is given again where the worker says that it did not come.
  async take(data) {
    if (data.operation) {
      this.last = { answer: await this.hands.do(data.operation), nonce: data.nonce };
      this.give(this.last);
    } else if (data.again) {
      if (this.last?.nonce === data.again) this.give(this.last);
    } else if (data.shared) this.shared = data.shared;
    else this.settle(data);
  }

  give({ answer, nonce }) {
    if (nonce) {
      navigator.serviceWorker.controller.postMessage({ nonce, answer });
      return;
    }
    const control = new Int32Array(this.shared, 0, 2);
    const room = new Uint8Array(this.shared, 8);
    const fitting = answer.length <= room.length ? answer : Uint8Array.of(OUTCOME.tooLarge, 0, 0, 0, 0, 0, 0, 0, 0);
    room.set(fitting);
    control[1] = fitting.length;
    Atomics.store(control, 0, 1);
    Atomics.notify(control, 0);
  }

  async ask(request) {
    if (!this.worker && !await this.restart()) return FAILED;
    this.hands.start();
    const answered = new Promise(resolve => { this.settle = resolve; });
    this.worker.postMessage({ request });
    const { html, waits, trapped } = await answered;
    if (trapped) {
      this.worker.terminate();
      return await this.restart() ? TRAPPED : FAILED;
    }
    measured.push(...waits);
    return html;
  }

  // Starts a worker in place of one that has ended, and says whether it could; if not, the next request tries again.
  async restart() {
    try {
      await this.start(this.isShared);
      return true;
    } catch {
      this.worker?.terminate();
      this.worker = undefined;
      return false;
    }
  }
}

// Without a controller nothing is started: memory cannot be shared, and nobody would answer a worker's requests.
async function controlled() {
  await navigator.serviceWorker.register(policy.createScriptURL("sw.js"));
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller && (self.crossOriginIsolated || sessionStorage.reloaded)) return true;
  if (sessionStorage.reloaded) return false;
  if (!navigator.serviceWorker.controller) {
    await new Promise(resolve => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      if (navigator.serviceWorker.controller) resolve();
      // A page that was loaded past its service worker stays without one until it is loaded again.
      setTimeout(resolve, 2000);
    });
  }
  sessionStorage.reloaded = "yes";
  location.reload();
  return undefined;
}

async function main() {
  const state = await controlled();
  if (state === undefined) return;
  if (!state) {
    swap("#codes", '<p data-outcome="uncontrolled">Load the page again.</p>');
    return;
  }
  delete sessionStorage.reloaded;
  const wantsRequests = new URLSearchParams(location.search).get("way") === "request";
  const isShared = !wantsRequests && self.crossOriginIsolated && typeof SharedArrayBuffer === "function";
  document.body.dataset.way = isShared ? "shared" : "request";
  const pages = new Room("pages", () => {});
  const jobs = new Room("jobs", progress => { find("#progress").textContent = progress; });
  await Promise.all([pages.start(isShared), jobs.start(isShared)]);

  let isBusy = false;
  let wake = () => {};
  find("#cancel").onclick = () => jobs.hands.cancel();
  for (const form of document.forms) {
    form.onsubmit = async event => {
      event.preventDefault();
      if (isBusy) return;
      isBusy = true;
      find("#cancel").hidden = false;
      swap("#report", "");
      try {
        const value = String(new FormData(form).get("value")).replaceAll("\n", "");
        swap("#report", await jobs.ask(`${form.dataset.request}\n${value}`));
      } finally {
        find("#cancel").hidden = true;
        isBusy = false;
        wake();
      }
    };
  }
  // Codes are made again each second, after each job, and when a page that slept is looked at again.
  document.addEventListener("visibilitychange", () => wake());
  while (true) {
    swap("#codes", await pages.ask("GET /codes"));
    await new Promise(resolve => {
      wake = resolve;
      setTimeout(resolve, 1000 - Date.now() % 1000);
    });
  }
}

main().catch(() => swap("#codes", '<p data-outcome="failed">The app could not be started in this browser.</p>'));
