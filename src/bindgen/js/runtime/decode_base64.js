function decodeBase64(text) {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
}
