/** State of a component instance that shares with core code whether it may be left now. */
class SharedInstance {
  flags = new WebAssembly.Global({ value: 'i32', mutable: true }, 1);

  get mayLeave() {
    return this.flags.value !== 0;
  }

  set mayLeave(value) {
    this.flags.value = value ? 1 : 0;
  }
}
