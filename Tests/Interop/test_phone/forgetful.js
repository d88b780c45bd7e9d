
// For tests: lets the next requests for a nonce fail, and forgets what it was given and asked, as a service worker that the
// browser has ended in the middle and started again.
const losing = new Map();
const whole = answered;
const forget = () => [given, awaited].forEach(map => map.clear());

self.addEventListener("message", ({ data: { lose, times } }) => {
  if (!lose) return;
  losing.set(lose, times);
  // No answer can be made of a symbol: a request that is there already fails.
  const resolve = awaited.get(lose);
  if (resolve) losing.set(lose, times - 1);
  resolve?.(Symbol("lost"));
  forget();
});

answered = async nonce => {
  const times = losing.get(nonce) ?? 0;
  if (times === 0) return whole(nonce);
  losing.set(nonce, times - 1);
  forget();
  return Response.error();
};
