//! Random access to a file's sections, so that only what is looked at is read.

use crate::component::sections::{Header, MODULE_HEADER};
use anyhow::{Context, Result, bail};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

/// The bytes being inspected.
pub struct Source<R> {
    from: R,
    length: u64,
}

/// The magic number and the version, of a core module or a component.
const HEADER_LENGTH: u64 = MODULE_HEADER.len() as u64;

impl<R: Read + Seek> Source<R> {
    pub fn new(mut from: R) -> Result<Self> {
        let length = from
            .seek(SeekFrom::End(0))
            .context("failed to find out the size")?;
        Ok(Source { from, length })
    }

    pub fn whole(&self) -> Range<u64> {
        0..self.length
    }

    /// Reads a range, which must lie within the file.
    pub fn bytes(&mut self, range: &Range<u64>) -> Result<Vec<u8>> {
        if range.start > range.end || range.end > self.length {
            bail!(
                "malformed at byte {:#x}: something should end at byte {:#x}, but the file ends at byte {:#x}",
                range.start,
                range.end,
                self.length
            );
        }
        let mut bytes = vec![0; usize::try_from(range.end - range.start)?];
        self.from
            .seek(SeekFrom::Start(range.start))
            .and_then(|_| self.from.read_exact(&mut bytes))
            .with_context(|| format!("failed to read at byte {:#x}", range.start))?;
        Ok(bytes)
    }

    /// Whether the header says component; refuses what is neither that nor a core module.
    pub fn is_component(&mut self, range: &Range<u64>) -> Result<bool> {
        let end = range.end.min(range.start + HEADER_LENGTH);
        let header = self.bytes(&(range.start..end))?;
        match header.as_slice() {
            module if module == MODULE_HEADER => Ok(false),
            [b'\0', b'a', b's', b'm', _, 0, 1, 0] => Ok(true),
            _ => bail!(
                "expected a component or a core module in the binary format, but byte {:#x} starts neither",
                range.start
            ),
        }
    }

    /// The headers of the sections of the module or component in a range.
    pub fn sections(&mut self, range: Range<u64>) -> Result<Vec<Header>> {
        let mut sections = Vec::new();
        let mut at = range.start + HEADER_LENGTH;
        while at < range.end {
            let bytes = self.bytes(&(at..range.end.min(at + Header::LONGEST)))?;
            let header = Header::read(&bytes, at, range.end)?;
            at = header.contents.end;
            sections.push(header);
        }
        Ok(sections)
    }
}
