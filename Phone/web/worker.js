"use strict";

// Runs the core, which is synchronous: the page carries its operations out, and this worker waits for each answer. It waits
// on shared memory where there is some; elsewhere for the answer of a request to its own origin, which the service worker
// gives. That request holds a nonce and nothing else, so that a host that sees it learns nothing. It ends before the answer
// where that takes longer than a service worker may live: then the worker asks for the same answer again.
const ROOM = 1 << 21;
const TRIES = 5;

let core;
let shared;
const waits = [];

const bytesAt = (address, count) => new Uint8Array(core.memory.buffer, address, count);

function hands(operationAt, operationCount, roomAt, roomCount) {
  const operation = bytesAt(operationAt, operationCount).slice();
  let answer = here(operation);
  if (!answer) {
    const start = performance.now();
    answer = shared ? waitShared(operation) : waitRequest(operation);
    waits.push(performance.now() - start);
  }
  if (answer.length > roomCount) answer = result(3);
  bytesAt(roomAt, roomCount).set(answer);
  return answer.length;
}

function result(outcome, number = 0, bytes = new Uint8Array()) {
  const whole = new Uint8Array(9 + bytes.length);
  whole[0] = outcome;
  new DataView(whole.buffer).setBigUint64(1, BigInt(number), true);
  whole.set(bytes, 9);
  return whole;
}

// Clock and randomness need nobody else.
function here(operation) {
  if (operation[0] === 4) return result(0, Date.now());
  if (operation[0] !== 5) return undefined;
  const bytes = new Uint8Array(Number(new TextDecoder().decode(operation.subarray(5))));
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return result(0, 0, bytes);
}

function waitShared(operation) {
  const control = new Int32Array(shared, 0, 2);
  Atomics.store(control, 0, 0);
  postMessage({ operation });
  // The page says that an answer is there, and then wakes: the wake of the answer before may come while this one is awaited.
  while (Atomics.load(control, 0) === 0) Atomics.wait(control, 0, 0);
  return new Uint8Array(shared, 8, control[1]).slice();
}

function waitRequest(operation) {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
  postMessage({ operation, nonce });
  for (let failures = 0; failures < TRIES;) {
    const answer = requested(nonce);
    if (answer?.length > 0) return answer;
    if (!answer) failures += 1;
    postMessage({ again: nonce });
  }
  return result(7);
}

// The answer that goes with a nonce: empty where it is not there yet, nothing where the request failed.
function requested(nonce) {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", `__do/${nonce}`, false);
    request.responseType = "arraybuffer";
    request.send();
    const isOurs = request.status === 200 && request.getResponseHeader("Sparekey-Nonce") === nonce;
    return isOurs ? new Uint8Array(request.response) : undefined;
  } catch {
    return undefined;
  }
}

async function start(isShared) {
  if (isShared) {
    shared = new SharedArrayBuffer(ROOM);
    postMessage({ shared });
  }
  const random = (address, count) => {
    crypto.getRandomValues(bytesAt(address, count));
    return 0;
  };
  const imports = { phone: { hands }, wasi_snapshot_preview1: new Proxy({ random_get: random }, {
    // The C library mentions files, of which there are none: every call is answered with "bad descriptor".
    get: (own, name) => own[name] ?? (() => 8),
  }) };
  const response = await fetch("sparekey.wasm");
  // A worker past the service worker would run what the host has now, and nobody would answer its requests.
  if (!response.headers.has("Sparekey-Release")) throw new Error("the service worker does not serve this worker");
  const { instance } = await WebAssembly.instantiateStreaming(response, imports);
  core = instance.exports;
  core._initialize();
}

function ask(request) {
  const bytes = new TextEncoder().encode(request);
  const place = core.phone_room(bytes.length);
  bytesAt(place, bytes.length).set(bytes);
  const found = core.phone_answer(place, bytes.length);
  const count = new DataView(core.memory.buffer).getUint32(found, true);
  const html = new TextDecoder().decode(bytesAt(found + 4, count));
  core.phone_free(found);
  return html;
}

onmessage = async ({ data }) => {
  try {
    if (data.start) {
      await start(data.shared);
      postMessage({ ready: true });
      return;
    }
    postMessage({ html: ask(data.request), waits: waits.splice(0) });
  } catch (error) {
    // A trap ends the instance; the page says so and starts another one.
    postMessage({ trapped: String(error) });
  }
};
