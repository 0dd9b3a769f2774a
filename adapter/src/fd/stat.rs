//! What a descriptor is: `fd_fdstat_*` and `fd_filestat_*`.

use crate::abi::{self, rights};
use crate::descriptors::{self, Descriptor, Kind, Known};
use crate::errno::{Errno, answer, result};
use crate::files;
use crate::guest::GuestSlice;
use crate::leave::leave;
use crate::stdio;
use crate::wasi::cli::{self, Standard};
use crate::wasi::filesystem::{self, descriptor_flags, stat_at};
use crate::wasi::{clocks, ret};

/// The `filetype` of a standard stream: a character device where it is a terminal. The host is asked once.
fn standard_type(descriptor: &mut Descriptor, stream: Standard) -> Result<u8, Errno> {
    if !descriptor.known.yes {
        let file_type = if cli::is_terminal(stream)? {
            abi::FILETYPE_CHARACTER_DEVICE
        } else {
            abi::FILETYPE_UNKNOWN
        };
        descriptor.known = Known {
            yes: true,
            file_type,
            flags: 0,
        };
    }
    Ok(descriptor.known.file_type)
}

/// Asks for flags and type of a file or directory, once.
#[unsafe(export_name = "cut:files/know")]
#[inline(never)]
extern "C" fn know(descriptor: &mut Descriptor) -> u32 {
    answer((|| {
        leave()?;
        let flags = filesystem::get_flags(descriptor.handle)?;
        filesystem::get_type(descriptor.handle)?;
        descriptor.known = Known {
            yes: true,
            file_type: abi::file_type(filesystem::found_type()),
            flags,
        };
        Ok(())
    })())
}

/// The fields of an `fdstat`.
struct FdStat {
    file_type: u8,
    flags: u16,
    rights: u64,
    inheriting: u64,
}

fn file_fdstat(descriptor: &mut Descriptor) -> Result<FdStat, Errno> {
    if !descriptor.name.start.is_null() {
        return Ok(FdStat {
            file_type: abi::FILETYPE_DIRECTORY,
            flags: 0,
            rights: rights::PREOPEN,
            inheriting: rights::PREOPEN_INHERITING,
        });
    }
    if !descriptor.known.yes {
        result(know(descriptor))?;
    }
    let Known {
        file_type, flags, ..
    } = descriptor.known;
    let mut rights = rights::ALL;
    if file_type == abi::FILETYPE_DIRECTORY {
        rights &=
            !(rights::FD_SEEK | rights::FD_FILESTAT_SET_SIZE | rights::PATH_FILESTAT_SET_SIZE);
    }
    if flags & descriptor_flags::READ == 0 {
        rights &= !(rights::FD_READ | rights::FD_READDIR);
    }
    if flags & descriptor_flags::WRITE == 0 {
        rights &= !rights::FD_WRITE;
    }
    let moved = |from: u8, to: u8| if flags & from != 0 { u16::from(to) } else { 0 };
    let fdflags = u16::from(descriptor.flags)
        | moved(descriptor_flags::DATA_INTEGRITY_SYNC, abi::FDFLAGS_DSYNC)
        | moved(descriptor_flags::REQUESTED_WRITE_SYNC, abi::FDFLAGS_RSYNC)
        | moved(descriptor_flags::FILE_INTEGRITY_SYNC, abi::FDFLAGS_SYNC);
    Ok(FdStat {
        file_type,
        flags: fdflags,
        rights,
        inheriting: rights,
    })
}

#[unsafe(no_mangle)]
extern "C" fn fd_fdstat_get(fd: u32, stat: u32) -> u32 {
    answer((|| {
        let out = GuestSlice::new(stat, 24)?;
        let descriptor = descriptors::get(fd)?;
        let stat = match stdio::standard(descriptor.kind) {
            None => file_fdstat(descriptor)?,
            Some(stream) => {
                let rights = if stream == Standard::In {
                    rights::FD_READ
                } else {
                    rights::FD_WRITE
                };
                FdStat {
                    file_type: standard_type(descriptor, stream)?,
                    flags: 0,
                    rights,
                    inheriting: rights,
                }
            }
        };
        out.set_u8(0, stat.file_type);
        out.set_u16(2, stat.flags);
        out.set_u64(8, stat.rights);
        out.set_u64(16, stat.inheriting);
        Ok(())
    })())
}

/// APPEND and NONBLOCK can be changed while a file is open; they count from the next call on.
#[unsafe(no_mangle)]
extern "C" fn fd_fdstat_set_flags(fd: u32, flags: u32) -> u32 {
    answer((|| {
        abi::flags(flags, 0xffff, abi::FDFLAGS_ALL)?;
        let descriptor = files::file(descriptors::get(fd)?)?;
        let changeable = abi::FDFLAGS_APPEND | abi::FDFLAGS_NONBLOCK;
        if flags & !u32::from(changeable) != 0 {
            return Err(Errno::INVAL);
        }
        if flags & u32::from(abi::FDFLAGS_APPEND) == 0 {
            files::stop_appending(descriptor)?;
        }
        descriptor.flags = flags as u8;
        Ok(())
    })())
}

/// Rights cannot be given up in WASI 0.2.
#[unsafe(no_mangle)]
extern "C" fn fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64) -> u32 {
    answer((|| {
        abi::rights(base)?;
        abi::rights(inheriting)?;
        match descriptors::get(fd)?.kind {
            Kind::File | Kind::Directory => Err(Errno::NOTSUP),
            _ => Err(Errno::BADF),
        }
    })())
}

/// Finds the time of an `option<datetime>` in the return area, for [`clocks::found`]; 0 for none.
#[inline(never)]
fn time(option: usize) -> Result<(), Errno> {
    match ret::u8(option) {
        0 => clocks::find_nothing(),
        _ => return clocks::nanoseconds(option + 8),
    }
    Ok(())
}

/// Stores a `filestat` of what [`filesystem::stat`] left in the return area. A time that the host does not have is 0.
#[inline(never)]
pub fn store_filestat(out: GuestSlice, inode: u64) -> Result<(), Errno> {
    let [accessed, modified, changed] = stat_at::TIMES;
    time(accessed)?;
    let accessed = clocks::found();
    time(modified)?;
    let modified = clocks::found();
    time(changed)?;
    let changed = clocks::found();
    out.set_u64(0, 1);
    out.set_u64(8, inode);
    out.set_u64(16, abi::file_type(ret::u8(stat_at::TYPE)).into());
    out.set_u64(24, ret::u64(stat_at::LINK_COUNT));
    out.set_u64(32, ret::u64(stat_at::SIZE));
    out.set_u64(40, accessed);
    out.set_u64(48, modified);
    out.set_u64(56, changed);
    Ok(())
}

/// Bytes of a `filestat`.
pub const FILESTAT: u32 = 64;

#[unsafe(export_name = "cut:files/filestat")]
#[inline(never)]
extern "C" fn file_filestat(descriptor: &Descriptor, out: &GuestSlice) -> u32 {
    answer((|| {
        leave()?;
        filesystem::inode(descriptor.handle)?;
        let inode = filesystem::found_inode();
        filesystem::stat(descriptor.handle)?;
        store_filestat(*out, inode)
    })())
}

#[unsafe(no_mangle)]
extern "C" fn fd_filestat_get(fd: u32, stat: u32) -> u32 {
    answer((|| {
        let out = GuestSlice::new(stat, FILESTAT)?;
        let descriptor = descriptors::get(fd)?;
        let Some(stream) = stdio::standard(descriptor.kind) else {
            return result(file_filestat(descriptor, &out));
        };
        let file_type = standard_type(descriptor, stream)?;
        for field in 0..8 {
            out.part(field * 8, 8).set_u64(0, 0);
        }
        out.set_u8(16, file_type);
        Ok(())
    })())
}

#[unsafe(no_mangle)]
extern "C" fn fd_filestat_set_size(fd: u32, size: u64) -> u32 {
    match descriptors::get(fd).and_then(files::file) {
        Ok(descriptor) => files::set_size(descriptor, size),
        Err(errno) => errno.number(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn fd_filestat_set_times(fd: u32, accessed: u64, modified: u64, flags: u32) -> u32 {
    answer((|| {
        abi::new_times(accessed, modified, flags)?;
        let descriptor = descriptors::get(fd)?;
        match descriptor.kind {
            Kind::File | Kind::Directory => result(files::set_times(descriptor)),
            _ => Err(Errno::BADF),
        }
    })())
}
