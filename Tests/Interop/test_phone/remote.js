"use strict";

// Does in the app's page what a test asks for, one order after another. Only tests serve this file.
const tab = new URLSearchParams(location.search).get("tab");
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
  now: () => Date.now(),
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
