/** Ends the call, and with it the instance: the component broke the canonical ABI. */
function trap(message) {
  throw new WebAssembly.RuntimeError(message);
}
