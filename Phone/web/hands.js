"use strict";

// The one function that carries every asynchronous effect of the core. An operation is a byte for its kind and fields, each
// behind its length; an answer is a byte for the outcome, a number of eight bytes, and bytes (Phone/Core/Hands.swift).
const OUTCOME = { done: 0, cancelled: 1, unreachable: 2, tooLarge: 3, conflict: 4, absent: 5, unavailable: 6 };

const answer = (outcome, number = 0, bytes = new Uint8Array()) => {
  const whole = new Uint8Array(9 + bytes.length);
  whole[0] = outcome;
  new DataView(whole.buffer).setBigUint64(1, BigInt(number), true);
  whole.set(bytes, 9);
  return whole;
};

function fieldsOf(operation) {
  const view = new DataView(operation.buffer, operation.byteOffset, operation.length);
  const fields = [];
  for (let at = 1; at < operation.length;) {
    const count = view.getUint32(at, true);
    fields.push(operation.subarray(at + 4, at + 4 + count));
    at += 4 + count;
  }
  return fields;
}

// What the browser said of operations that it could not do.
const faults = [];

const text = bytes => new TextDecoder().decode(bytes);

// What one worker has done for it. Cancelling is a flag for what comes and an abort of what is under way.
class Hands {
  constructor(tell) {
    this.tell = tell;
    this.start();
  }

  // Ends what a worker no longer waits for.
  start() {
    this.abort?.abort();
    this.abort = new AbortController();
  }

  cancel() {
    this.abort.abort();
  }

  async do(operation) {
    if (this.abort.signal.aborted) return answer(OUTCOME.cancelled);
    const fields = fieldsOf(operation);
    try {
      switch (operation[0]) {
        case 1: return await this.fetch(text(fields[0]), text(fields[1]), Number(text(fields[2])), fields[3]);
        case 2: return await load();
        case 3: return await commit(Number(text(fields[0])), fields[1]);
        case 6: this.tell(text(fields[0])); return answer(OUTCOME.done);
        default: return answer(OUTCOME.unavailable);
      }
    } catch (error) {
      faults.push(String(error));
      return answer(OUTCOME.unavailable);
    }
  }

  async fetch(method, address, limit, body) {
    const { signal } = this.abort;
    try {
      const response = await fetch(address, {
        method, body: method === "GET" ? undefined : body, signal, redirect: "error", credentials: "omit",
        cache: "no-store", referrerPolicy: "no-referrer",
      });
      const bytes = await read(response, limit);
      return bytes ? answer(OUTCOME.done, response.status, bytes) : answer(OUTCOME.tooLarge);
    } catch {
      return answer(signal.aborted ? OUTCOME.cancelled : OUTCOME.unreachable);
    }
  }
}

// The body of a response, or nothing if it has more bytes than the limit: then no more of it is read.
async function read(response, limit) {
  const reader = response.body?.getReader();
  const parts = [];
  let count = 0;
  for (let part; reader && !(part = await reader.read()).done;) {
    count += part.value.length;
    if (count > limit) {
      reader.cancel().catch(() => {});
      return undefined;
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open("sparekey", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("vault");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  return opened;
}

// A transaction; where the browser has closed the connection without being asked, over a new one.
async function begin(mode) {
  const options = { durability: "strict" };
  try {
    return (await database()).transaction("vault", mode, options);
  } catch (error) {
    faults.push(String(error));
    opened = undefined;
    return (await database()).transaction("vault", mode, options);
  }
}

// One transaction, awaited until the disk has it. One that is given up has written nothing, and is told.
async function transact(mode, work) {
  const transaction = await begin(mode);
  const result = work(transaction.objectStore("vault"));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  return result;
}

const digest = async bytes => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const isWhole = async record => {
  if (!(record.bytes instanceof Uint8Array && record.hash instanceof Uint8Array)) return false;
  const hash = await digest(record.bytes);
  return hash.every((byte, index) => byte === record.hash[index]);
};

// The current record and the one before it, as far as there are any.
async function kept() {
  const requests = await transact("readonly", store => ["current", "previous"].map(key => store.get(key)));
  return requests.map(request => request.result).filter(record => record);
}

// The current record; where it is damaged, what the one before it holds, under the counter that a change has to name.
async function load() {
  const records = await kept();
  if (records.length === 0) return answer(OUTCOME.absent);
  for (const record of records) {
    if (await isWhole(record)) return answer(OUTCOME.done, records[0].counter, record.bytes);
    faults.push(`record ${record.counter} is damaged`);
  }
  return answer(OUTCOME.unavailable);
}

// Compares and replaces in one transaction. The record that is replaced is kept as the previous one only if it is whole: a
// damaged one would take the place of the last good copy.
async function commit(expected, bytes) {
  const [found] = await kept();
  const good = found?.counter === expected && await isWhole(found) ? found : undefined;
  const hash = await digest(bytes);
  const reading = await transact("readwrite", store => {
    const current = store.get("current");
    current.onsuccess = () => {
      if ((current.result?.counter ?? 0) !== expected) return;
      if (good) store.put(good, "previous");
      store.put({ counter: expected + 1, hash, bytes: bytes.slice() }, "current");
    };
    return current;
  });
  const isSame = (reading.result?.counter ?? 0) === expected;
  return isSame ? answer(OUTCOME.done, expected + 1) : answer(OUTCOME.conflict);
}
