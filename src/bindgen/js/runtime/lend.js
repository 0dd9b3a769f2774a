/** Notes that a handle is lent while a call lasts; returns the representation. */
function lend(entry, lent) {
  if (entry.scope === undefined) {
    entry.lends++;
    lent.push(() => entry.lends--);
  }
  return entry.rep;
}
