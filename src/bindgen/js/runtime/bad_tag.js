// needs: badValue
/** The error for a value whose tag is none of the variant's. */
function badTag(path, tags, value) {
  return badValue(path, `a variant with tag ${tags}`, value?.tag ?? value);
}
