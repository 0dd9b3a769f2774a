//! Values that a shell can complete.

use clap::Command;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

/// Parses a `T`, and offers some of its values for completion; others may be valid too.
pub fn offering<T, V: Display>(values: impl IntoIterator<Item = V>) -> Offering<T> {
    Offering {
        values: values.into_iter().map(|value| value.to_string()).collect(),
        value: PhantomData,
    }
}

pub struct Offering<T> {
    values: Vec<String>,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Offering<T> {
    fn clone(&self) -> Self {
        offering(self.values.iter())
    }
}

impl<T> TypedValueParser for Offering<T>
where
    T: FromStr + Clone + Send + Sync + 'static,
    T::Err: Error + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        StringValueParser::new()
            .try_map(|text| text.parse())
            .parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.values.iter().map(PossibleValue::new)))
    }
}
