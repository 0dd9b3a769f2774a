//! Names that say which interface they implement.
//!
//! A world may import one interface under several labels:
//!
//! ```wit
//! import primary: wasi:keyvalue/store@0.2.0;
//! import secondary: wasi:keyvalue/store@0.2.0;
//! ```
//!
//! A component then imports instances called `primary` and `secondary`, and each carries the attribute
//! `(implements "wasi:keyvalue/store@0.2.0")`. [`Names::read`] lists such names; [`look_up`] finds what satisfies one
//! of them, by [three tiers](Tier); [`InterfaceName`] and [`Label`] are the two kinds of name, checked.
//!
//! ```
//! use componentize::implements::{Name, Tier, look_up};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let wanted = Name::labelled("primary", "wasi:keyvalue/store@0.2.0")?;
//! let offers = [Name::interface("wasi:keyvalue/store@0.2.1")?, Name::plain("primary")?];
//! let found = look_up(&wanted, &offers)?;
//! assert_eq!((found.index, found.tier), (0, Tier::Implements));
//! # Ok(())
//! # }
//! ```

mod interface;
mod label;
mod lookup;
mod name;
mod read;

pub use interface::{InterfaceName, NotAnInterface};
pub use label::{Label, NotALabel};
pub use lookup::{Match, NotFound, Tier, look_up};
pub use name::{BadName, Name};
pub use read::{Direction, Kind, NamedItem, Names, Place, Rejected};
