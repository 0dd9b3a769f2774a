//! Values: from core values or memory to Python, and back.

pub mod lift;
pub mod lift_cases;
pub mod lower;
pub mod lower_cases;
pub mod lower_parts;
pub mod routines;
pub mod words;
