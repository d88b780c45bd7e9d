"use strict";

// Does in the app's page what a test asks for, one order after another. Only tests serve this file.
const tab = new URLSearchParams(location.search).get("tab");
// How often workers asked again for an answer that did not come.
let agains = 0;
const take = Room.prototype.take;
Room.prototype.take = function (data) {
  if (data.again) agains += 1;
  return take.call(this, data);
};

const orders = {
  text: ({ selector }) => document.querySelector(selector)?.textContent ?? null,
  data: ({ selector, field }) => document.querySelector(selector)?.dataset[field] ?? null,
  fill: ({ selector, value }) => { document.querySelector(selector).value = value; },
  press: ({ selector }) => document.querySelector(selector).click(),
  codes: () => {
    const list = document.querySelector(".codes");
    const lines = list?.querySelectorAll("output") ?? [];
    return list && { ...list.dataset, codes: Object.fromEntries([...lines].map(line => [line.dataset.name, line.textContent])) };
  },
  fresh: () => {
    document.dispatchEvent(new Event("visibilitychange"));
    return orders.codes();
  },
  now: () => Date.now(),
  agains: () => agains,
  html: () => document.documentElement.outerHTML,
  origins: () => [...new Set(performance.getEntriesByType("resource").map(entry => new URL(entry.name).origin))],
  waits: () => measured,
  faults: () => faults,
  // Wakes a worker again once it waits for something else.
  wakeLate: () => {
    const wake = Atomics.notify;
    Atomics.notify = (control, place) => {
      setTimeout(() => wake.call(Atomics, control, place));
      return wake.call(Atomics, control, place);
    };
  },
  // Loses the answer of the next change on its way to the service worker, and then lets this fail so often.
  lose: ({ times }) => {
    const before = Room.prototype.take;
    Room.prototype.take = function (data) {
      if (data.operation?.[0] === 3) {
        Room.prototype.take = before;
        if (data.nonce) this.give = () => { delete this.give; };
        navigator.serviceWorker.controller.postMessage({ lose: data.nonce, times });
      }
      return before.call(this, data);
    };
  },
  // Fails instead of doing the next job, and starts no other worker unless told to.
  trap: ({ starts }) => {
    const { ask, start } = Room.prototype;
    Room.prototype.ask = function (request) {
      if (this.name !== "jobs") return ask.call(this, request);
      Room.prototype.ask = ask;
      this.worker.postMessage = () => this.settle({ trapped: "unreachable" });
      if (!starts) this.start = () => Promise.reject(new Error("no more workers"));
      return this.ask(request).finally(() => { this.start = start; });
    };
  },
  disconnect: async () => (await database()).close(),
  environment: () => ({ isolated: self.crossOriginIsolated, memory: typeof SharedArrayBuffer, agent: navigator.userAgent }),
  damage: async () => {
    await transact("readwrite", store => {
      const current = store.get("current");
      current.onsuccess = () => {
        current.result.bytes[0] ^= 1;
        store.put(current.result, "current");
      };
    });
  },
  foreign: async ({ address }) => fetch(address).then(() => "allowed", () => "refused"),
  inline: () => {
    const script = document.createElement("script");
    try {
      script.textContent = "document.body.dataset.inline = 'ran'";
      document.body.append(script);
    } catch { /* refused already, by the policy on types */ }
    return document.body.dataset.inline ?? "refused";
  },
};

// Says what was done and gets the next order; while the page is unloaded neither arrives, and both come again.
async function next(done) {
  while (true) {
    try {
      return await (await fetch(`__test?tab=${tab}`, { method: "POST", body: JSON.stringify(done) })).json();
    } catch {
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}

(async () => {
  let done = {};
  while (true) {
    const order = await next(done);
    done = { id: order.id };
    try {
      done.value = (order.name && await orders[order.name](order)) ?? null;
    } catch (error) {
      done.error = String(error);
    }
  }
})();
