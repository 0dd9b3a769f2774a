//! What libraries ask for in their section `dylink.0` and the linker cannot give.

use crate::component::module::Module;
use anyhow::{Result, ensure};
use wasmparser::{BinaryReader, Dylink0SectionReader, Dylink0Subsection};

/// The largest power of two that addresses and table indices have.
const MOST_ALIGNED: u32 = 31;

/// Refuses an alignment that no address has; returns the size of the memory that the library asks for.
pub fn memory_of(module: &Module<'_>) -> Result<u64> {
    let mut size = 0;
    let dylink = |name: &str| name == "dylink.0";
    for section in &module.sections {
        if !section.custom.is_some_and(dylink) {
            continue;
        }
        let contents = &module.bytes[section.contents.clone()];
        let mut reader = BinaryReader::new(contents, section.contents.start as u64);
        reader.read_string()?;
        for subsection in Dylink0SectionReader::new(reader) {
            if let Dylink0Subsection::MemInfo(info) = subsection? {
                for (what, alignment) in [
                    ("memory", info.memory_alignment),
                    ("table", info.table_alignment),
                ] {
                    ensure!(
                        alignment <= MOST_ALIGNED,
                        "its section `dylink.0` asks for {what} that is aligned to 2 to the power of {alignment}, but 2 \
                         to the power of {MOST_ALIGNED} is the most: build the library again"
                    );
                }
                size += u64::from(info.memory_size);
            }
        }
    }
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(info: &str) -> Result<u64> {
        let wasm = wat::parse_str(format!("(module (@dylink.0 (mem-info {info})))")).unwrap();
        memory_of(&Module::parse(&wasm).unwrap())
    }

    #[test]
    fn alignments_that_no_address_has_are_refused() {
        assert_eq!(asked("(memory 100 31)").unwrap(), 100);
        assert_eq!(asked("").unwrap(), 0);
        let memory = asked("(memory 100 32)").unwrap_err().to_string();
        assert!(
            memory.contains("memory that is aligned to 2 to the power of 32"),
            "{memory}"
        );
        let table = asked("(memory 0 0) (table 1 40)").unwrap_err().to_string();
        assert!(
            table.contains("table that is aligned to 2 to the power of 40"),
            "{table}"
        );
    }
}
