/** State of a component instance: whether it may call out now. */
class Instance {
  mayLeave = true;
}
