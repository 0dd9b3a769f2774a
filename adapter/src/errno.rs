//! preview1's `errno`, and what each `wasi:filesystem` error code becomes.

use core::num::NonZeroU32;

/// A preview1 error number. Never zero, so that `Result<(), Errno>` is the number that a function returns.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Errno(NonZeroU32);

macro_rules! errnos {
    ($($name:ident = $number:literal,)*) => {
        impl Errno {
            $(pub const $name: Errno = Errno(NonZeroU32::new($number).unwrap());)*
        }
    };
}

// Numbers of `wasi_snapshot_preview1.witx`, `$errno`.
errnos! {
    BADF = 8,
    FAULT = 21,
    ILSEQ = 25,
    INVAL = 28,
    IO = 29,
    MFILE = 33,
    NAMETOOLONG = 37,
    NOMEM = 48,
    NOTDIR = 54,
    NOTSOCK = 57,
    NOTSUP = 58,
    OVERFLOW = 61,
    SPIPE = 70,
}

/// The errno of each case of `wasi:filesystem/types.error-code`, in the order of its cases.
const BY_ERROR_CODE: [u8; 37] = [
    2, 6, 7, 8, 10, 16, 19, 20, 22, 25, 26, 27, 28, 29, 31, 32, 34, 35, 37, 43, 44, 46, 48, 51, 54,
    55, 56, 58, 59, 60, 61, 63, 64, 69, 70, 74, 75,
];

/// The same as a set, bit by bit. Both lists are in the order of the alphabet, so the errno of case `n` is the set's
/// `n`th member; two numbers in the code are smaller than a data segment, and cost nothing when a program starts.
const ERROR_CODES: u128 = {
    let mut set = 0;
    let mut case = 0;
    while case < BY_ERROR_CODE.len() {
        assert!(case == 0 || BY_ERROR_CODE[case - 1] < BY_ERROR_CODE[case]);
        set |= 1 << BY_ERROR_CODE[case];
        case += 1;
    }
    set
};

impl Errno {
    /// The errno of a `wasi:filesystem/types.error-code`; `EIO` for one that this adapter does not know.
    #[inline(never)]
    pub fn from_error_code(code: u8) -> Errno {
        let mut rest = ERROR_CODES as u64;
        let mut before = code;
        for number in 0..u128::BITS {
            if number == u64::BITS {
                rest = (ERROR_CODES >> u64::BITS) as u64;
            }
            if rest & 1 != 0 {
                if before == 0 {
                    return Errno::from_number(number).unwrap_or(Errno::IO);
                }
                before -= 1;
            }
            rest >>= 1;
        }
        Errno::IO
    }

    /// The errno with this number, none for 0.
    pub fn from_number(number: u32) -> Option<Errno> {
        NonZeroU32::new(number).map(Errno)
    }

    pub fn number(self) -> u32 {
        self.0.get()
    }
}

/// What a preview1 function returns.
pub fn answer(result: Result<(), Errno>) -> u32 {
    match result {
        Ok(()) => 0,
        Err(errno) => errno.number(),
    }
}

/// The inverse of [`answer`], for functions whose bodies may be cut.
pub fn result(number: u32) -> Result<(), Errno> {
    match Errno::from_number(number) {
        None => Ok(()),
        Some(errno) => Err(errno),
    }
}
