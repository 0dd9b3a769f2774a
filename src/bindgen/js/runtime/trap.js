/** Ends the call, and the instance: the component broke the canonical ABI. */
function trap(message) {
  throw new WebAssembly.RuntimeError(message);
}
