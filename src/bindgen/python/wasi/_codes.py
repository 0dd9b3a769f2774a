"""The `ErrorCode` for each error of the operating system that Wasmtime tells apart."""

from __future__ import annotations

import errno

CODES = {
    errno.EPIPE: "PIPE",
    errno.EPERM: "NOT_PERMITTED",
    errno.ENOENT: "NO_ENTRY",
    errno.ENOMEM: "INSUFFICIENT_MEMORY",
    errno.EIO: "IO",
    errno.EBADF: "BAD_DESCRIPTOR",
    errno.EBUSY: "BUSY",
    errno.EACCES: "ACCESS",
    errno.ENOTDIR: "NOT_DIRECTORY",
    errno.EISDIR: "IS_DIRECTORY",
    errno.EINVAL: "INVALID",
    errno.EEXIST: "EXIST",
    errno.EFBIG: "FILE_TOO_LARGE",
    errno.ENOSPC: "INSUFFICIENT_SPACE",
    errno.ESPIPE: "INVALID_SEEK",
    errno.EMLINK: "TOO_MANY_LINKS",
    errno.ENAMETOOLONG: "NAME_TOO_LONG",
    errno.ENOTEMPTY: "NOT_EMPTY",
    errno.ELOOP: "LOOP",
    errno.EOVERFLOW: "OVERFLOW",
    errno.EILSEQ: "ILLEGAL_BYTE_SEQUENCE",
    errno.EOPNOTSUPP: "UNSUPPORTED",
    errno.EALREADY: "ALREADY",
    errno.EINPROGRESS: "IN_PROGRESS",
    errno.EINTR: "INTERRUPTED",
}
