// WASI 0.2 as far as `componentize` imports it, without what only a host with files has.

const dispose = Symbol.dispose ?? Symbol.for('dispose');

/** The program ended itself. */
export class Exit extends Error {
  constructor(status) {
    super(`exit status ${status}`);
    this.status = status;
  }
}

class Pollable {
  ready() {
    return true;
  }

  block() {}
}

const closed = () => {
  throw { tag: 'closed' };
};

/** Bytes from `read`, a function from a length to at most as many bytes; none are the end. */
export class InputStream {
  #read;

  constructor(read) {
    this.#read = read;
  }

  blockingRead(length) {
    const bytes = this.#read(Math.min(Number(length), 1 << 20));
    return bytes.length === 0 && length > 0n ? closed() : bytes;
  }

  read(length) {
    return this.blockingRead(length);
  }

  subscribe() {
    return new Pollable();
  }
}

/** Bytes for `write`, which takes all of them before it returns. */
export class OutputStream {
  #write;

  constructor(write) {
    this.#write = write;
  }

  checkWrite() {
    return 1n << 20n;
  }

  write(bytes) {
    this.#write(bytes);
  }

  blockingWriteAndFlush(bytes) {
    this.#write(bytes);
  }

  flush() {}

  blockingFlush() {}

  subscribe() {
    return new Pollable();
  }
}

class TerminalInput {}
class TerminalOutput {}
class IoError {
  toDebugString() {
    return 'an error of the host';
  }
}

/** Where there are no files, there are no descriptors either. */
class Descriptor {}
class DirectoryEntryStream {}

export const noFiles = { Descriptor, DirectoryEntryStream, directories: [] };

function randomBytes(length) {
  const bytes = new Uint8Array(Number(length));
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

const randomU64 = () => new BigUint64Array(randomBytes(8).buffer)[0];

function clocks() {
  const billion = 1_000_000_000n;
  const now = () => BigInt(Math.round(performance.now() * 1e6));
  const subscribe = () => new Pollable();
  return {
    'wasi:clocks/monotonic-clock': { now, resolution: () => 1n, subscribeInstant: subscribe, subscribeDuration: subscribe },
    'wasi:clocks/wall-clock': {
      now: () => {
        const nanoseconds = BigInt(Date.now()) * 1_000_000n;
        return { seconds: nanoseconds / billion, nanoseconds: Number(nanoseconds % billion) };
      },
      resolution: () => ({ seconds: 0n, nanoseconds: 1_000_000 }),
    },
  };
}

function terminals(isTerminal) {
  const output = (stream) => (isTerminal(stream) ? new TerminalOutput() : undefined);
  return {
    'wasi:cli/terminal-input': { TerminalInput },
    'wasi:cli/terminal-output': { TerminalOutput },
    'wasi:cli/terminal-stdin': { getTerminalStdin: () => (isTerminal(0) ? new TerminalInput() : undefined) },
    'wasi:cli/terminal-stdout': { getTerminalStdout: () => output(1) },
    'wasi:cli/terminal-stderr': { getTerminalStderr: () => output(2) },
  };
}

function exit(status) {
  throw new Exit(status);
}

/** The imports of one instance. Whatever is left out is empty, or goes nowhere. */
export function wasi({
  parameters = [],
  environment = {},
  input = () => new Uint8Array(),
  output = () => {},
  errors = () => {},
  isTerminal = () => false,
  files = noFiles,
} = {}) {
  return {
    'wasi:cli/environment': {
      getArguments: () => parameters,
      getEnvironment: () => Object.entries(environment),
      initialCwd: () => undefined,
    },
    'wasi:cli/exit': { exit: ({ tag }) => exit(tag === 'ok' ? 0 : 1), exitWithCode: exit },
    'wasi:cli/stdin': { getStdin: () => new InputStream(input) },
    'wasi:cli/stdout': { getStdout: () => new OutputStream(output) },
    'wasi:cli/stderr': { getStderr: () => new OutputStream(errors) },
    'wasi:io/error': { Error: IoError },
    'wasi:io/poll': { Pollable, poll: (all) => Uint32Array.from(all.keys()) },
    'wasi:io/streams': { InputStream, OutputStream },
    'wasi:filesystem/types': {
      Descriptor: files.Descriptor,
      DirectoryEntryStream: files.DirectoryEntryStream,
      filesystemErrorCode: () => undefined,
    },
    'wasi:filesystem/preopens': { getDirectories: () => files.directories },
    'wasi:random/random': { getRandomBytes: randomBytes, getRandomU64: randomU64 },
    'wasi:random/insecure-seed': { insecureSeed: () => [randomU64(), randomU64()] },
    ...clocks(),
    ...terminals(isTerminal),
  };
}

export { dispose };
