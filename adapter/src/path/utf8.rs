//! Telling UTF-8 from other bytes, as table 3-7 of the Unicode Standard has it.
//!
//! The core library's reader would bring a table of 256 bytes with it, and three times the code.

/// Whether `len` bytes of private memory are UTF-8.
pub fn is_valid(start: *const u8, len: u32) -> bool {
    let byte = |at: u32| u32::from(unsafe { *start.add(at as usize) });
    let mut at = 0;
    while at < len {
        let first = byte(at);
        at += 1;
        if first < 0x80 {
            continue;
        }
        // How many bytes follow, and what the first of them may be.
        let (mut more, mut low, mut high) = (1, 0x80, 0xbf);
        match first {
            0xc2..=0xdf => {}
            0xe0..=0xef => {
                more = 2;
                if first == 0xe0 {
                    low = 0xa0;
                }
                if first == 0xed {
                    high = 0x9f;
                }
            }
            0xf0..=0xf4 => {
                more = 3;
                if first == 0xf0 {
                    low = 0x90;
                }
                if first == 0xf4 {
                    high = 0x8f;
                }
            }
            _ => return false,
        }
        while more > 0 {
            if at == len || byte(at) < low || byte(at) > high {
                return false;
            }
            (low, high) = (0x80, 0xbf);
            at += 1;
            more -= 1;
        }
    }
    true
}
