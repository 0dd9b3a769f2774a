// Error contexts: errors in the handles of the component. The host has them as objects of the class Error.

class ErrorContext {
  static kind = 32;
  handle = 0;

  constructor(error) {
    this.error = error;
  }

  get kinds() {
    return 32;
  }
}

function liftErrorContext(instance, handle) {
  return getEntry(instance.handles, handle, ErrorContext, 'an error context').error;
}

/** Gives the component an error, which is removed if a later argument is refused. */
function lowerErrorContext(instance, value, path, call) {
  if (!(value instanceof Error)) throw badValue(path, 'an Error', value);
  const handle = addEntry(instance.handles, new ErrorContext(value));
  call?.undo.push(() => instance.handles.remove(handle));
  return handle;
}

function errorContextDrop(instance) {
  return (handle) => {
    leave(instance, 'error-context.drop');
    getEntry(instance.handles, handle, ErrorContext, 'an error context');
    instance.handles.remove(handle);
  };
}

/** Gives another component instance the same error. */
function transferErrorContext(instances) {
  return (handle, from, to) => lowerErrorContext(instances[to], liftErrorContext(instances[from], handle));
}
