// WASI's files by Node's. The program is the user's own and may open what the user may: this is not a sandbox.
import fs from 'node:fs';
import { join } from 'node:path';
import { dispose, OutputStream } from './wasi.js';

const { O_APPEND, O_CREAT, O_DIRECTORY = 0, O_EXCL, O_NOFOLLOW = 0, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants;

/** WASI's names of errors, by the system's. */
const codes = {
  EACCES: 'access', EAGAIN: 'would-block', EBADF: 'bad-descriptor', EBUSY: 'busy', EDQUOT: 'quota', EEXIST: 'exist',
  EFBIG: 'file-too-large', EILSEQ: 'illegal-byte-sequence', EINTR: 'interrupted', EINVAL: 'invalid', EISDIR: 'is-directory',
  ELOOP: 'loop', EMLINK: 'too-many-links', ENAMETOOLONG: 'name-too-long', ENODEV: 'no-device', ENOENT: 'no-entry',
  ENOMEM: 'insufficient-memory', ENOSPC: 'insufficient-space', ENOTDIR: 'not-directory', ENOTEMPTY: 'not-empty',
  ENOTSUP: 'unsupported', EOVERFLOW: 'overflow', EPERM: 'not-permitted', EPIPE: 'pipe', EROFS: 'read-only',
  ESPIPE: 'invalid-seek', ETXTBSY: 'text-file-busy', EXDEV: 'cross-device',
};

/** Runs what may fail as files do. */
function attempt(act) {
  try {
    return act();
  } catch (error) {
    if (typeof error?.code !== 'string') throw error;
    throw codes[error.code] ?? 'io';
  }
}

function typeOf(entry) {
  if (entry.isFile()) return 'regular-file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'symbolic-link';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isCharacterDevice()) return 'character-device';
  if (entry.isBlockDevice()) return 'block-device';
  return entry.isSocket() ? 'socket' : 'unknown';
}

function time(nanoseconds) {
  const billion = 1_000_000_000n;
  return { seconds: nanoseconds / billion, nanoseconds: Number(nanoseconds % billion) };
}

function describe(stat) {
  return {
    type: typeOf(stat),
    linkCount: stat.nlink,
    size: stat.size,
    dataAccessTimestamp: time(stat.atimeNs),
    dataModificationTimestamp: time(stat.mtimeNs),
    statusChangeTimestamp: time(stat.ctimeNs),
  };
}

class DirectoryEntryStream {
  #entries;

  constructor(path) {
    this.#entries = fs.readdirSync(path, { withFileTypes: true }).values();
  }

  readDirectoryEntry() {
    const { done, value } = this.#entries.next();
    return done ? undefined : { type: typeOf(value), name: value.name };
  }
}

/** A file that is open, or a directory, which is known by its path alone. */
class Descriptor {
  #path;
  #file;
  #flags;

  constructor(path, file, flags) {
    this.#path = path;
    this.#file = file;
    this.#flags = flags;
  }

  #at(path) {
    return join(this.#path, path);
  }

  #stat() {
    return this.#file === undefined
      ? fs.statSync(this.#path, { bigint: true })
      : fs.fstatSync(this.#file, { bigint: true });
  }

  #statAt({ symlinkFollow }, path) {
    const stat = symlinkFollow ? fs.statSync : fs.lstatSync;
    return stat(this.#at(path), { bigint: true });
  }

  openAt({ symlinkFollow }, path, open, flags) {
    return attempt(() => {
      const full = this.#at(path);
      const found = fs.statSync(full, { throwIfNoEntry: false });
      if (found?.isDirectory() && !open.exclusive) return Descriptor.#directory(full, flags);
      let how = flags.write ? (flags.read ? O_RDWR : O_WRONLY) : O_RDONLY;
      if (open.create) how |= O_CREAT;
      if (open.exclusive) how |= O_EXCL;
      if (open.truncate) how |= O_TRUNC;
      if (open.directory) how |= O_DIRECTORY;
      if (!symlinkFollow) how |= O_NOFOLLOW;
      return new Descriptor(full, fs.openSync(full, how), flags);
    });
  }

  static #directory(path, flags) {
    if (flags.write) throw 'is-directory';
    return new Descriptor(path, undefined, flags);
  }

  read(length, offset) {
    return attempt(() => {
      const bytes = new Uint8Array(Number(length));
      const count = this.#readAt(bytes, Number(offset));
      return [bytes.subarray(0, count), count < bytes.length];
    });
  }

  #readAt(bytes, offset) {
    try {
      return fs.readSync(this.#file, bytes, 0, bytes.length, offset);
    } catch (error) {
      // A pipe has no offsets.
      if (error.code !== 'ESPIPE') throw error;
      return fs.readSync(this.#file, bytes, 0, bytes.length, null);
    }
  }

  write(bytes, offset) {
    return attempt(() => BigInt(fs.writeSync(this.#file, bytes, 0, bytes.length, Number(offset))));
  }

  /** The file is opened once more, since the mode of an open file does not change. */
  appendViaStream() {
    const path = this.#path;
    return new OutputStream((bytes) => attempt(() => fs.writeFileSync(path, bytes, { flag: O_APPEND | O_WRONLY })));
  }

  setSize(size) {
    attempt(() => fs.ftruncateSync(this.#file, Number(size)));
  }

  getFlags() {
    return this.#flags;
  }

  getType() {
    return attempt(() => typeOf(this.#stat()));
  }

  stat() {
    return attempt(() => describe(this.#stat()));
  }

  statAt(flags, path) {
    return attempt(() => describe(this.#statAt(flags, path)));
  }

  metadataHash() {
    return attempt(() => Descriptor.#hash(this.#stat()));
  }

  metadataHashAt(flags, path) {
    return attempt(() => Descriptor.#hash(this.#statAt(flags, path)));
  }

  static #hash({ ino, dev }) {
    return { lower: BigInt.asUintN(64, ino), upper: BigInt.asUintN(64, dev) };
  }

  readDirectory() {
    return attempt(() => new DirectoryEntryStream(this.#path));
  }

  createDirectoryAt(path) {
    attempt(() => fs.mkdirSync(this.#at(path)));
  }

  removeDirectoryAt(path) {
    attempt(() => fs.rmdirSync(this.#at(path)));
  }

  unlinkFileAt(path) {
    attempt(() => fs.unlinkSync(this.#at(path)));
  }

  renameAt(oldPath, directory, newPath) {
    attempt(() => fs.renameSync(this.#at(oldPath), directory.#at(newPath)));
  }

  linkAt(_flags, oldPath, directory, newPath) {
    attempt(() => fs.linkSync(this.#at(oldPath), directory.#at(newPath)));
  }

  symlinkAt(target, path) {
    attempt(() => fs.symlinkSync(target, this.#at(path)));
  }

  readlinkAt(path) {
    return attempt(() => fs.readlinkSync(this.#at(path)));
  }

  setTimesAt() {
    throw 'unsupported';
  }

  [dispose]() {
    if (this.#file !== undefined) fs.closeSync(this.#file);
    this.#file = undefined;
  }
}

/** The whole file system, under `/`. */
export const allFiles = {
  Descriptor,
  DirectoryEntryStream,
  directories: [[new Descriptor('/', undefined, { read: true, mutateDirectory: true }), '/']],
};
