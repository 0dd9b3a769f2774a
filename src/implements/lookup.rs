//! Finding what satisfies a name.
//!
//! The one rule for hosts, for linking, and for checking against a world. In order:
//!
//! 1. *exact*: the same name, with the same interface;
//! 2. *implements*: the same interface in a compatible version, under any name;
//! 3. *label*: the same label, where one side does not say which interface it is.
//!
//! A label whose two sides name incompatible interfaces never matches: their types may differ, and a late error from
//! a type checker says less than "nothing implements `a:b/c@0.3.0`".

use super::name::Name;
use std::cmp::Ordering;

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// The same name and the same interface.
    Exact,
    /// A compatible version of the same interface.
    Implements,
    /// The same label, and one side names no interface.
    Label,
}

/// The offer that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its index among the offers.
    pub index: usize,
    /// The rule by which it was found.
    pub tier: Tier,
}

/// No single offer satisfies a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotFound {
    /// No import or export fits.
    #[error("nothing is offered for {wanted}{}", reason(.near))]
    Missing {
        /// The name.
        wanted: String,
        /// An offer of that label or interface which does not fit.
        near: Option<String>,
    },
    /// Several fit, and nothing says which is meant.
    #[error(
        "{wanted} could be any of {}: import it under one of these labels, or offer the interface once",
        .candidates.join(", ")
    )]
    Ambiguous {
        /// The name.
        wanted: String,
        /// The offers that fit.
        candidates: Vec<String>,
    },
}

fn reason(near: &Option<String>) -> String {
    match near {
        Some(offer) => format!("; the nearest offer is {offer}, which is not compatible"),
        None => String::new(),
    }
}

/// Finds the offer that satisfies `wanted`, by the first tier that has one.
///
/// Among several offers of one interface in compatible versions, one with the wanted label comes first, then one under
/// the interface's own name, then the newest version.
///
/// # Errors
///
/// [`NotFound::Missing`] if no tier has an offer, [`NotFound::Ambiguous`] if several labels offer the interface equally
/// well: two stores under two labels are not interchangeable.
pub fn look_up(wanted: &Name, offers: &[Name]) -> Result<Match, NotFound> {
    if let Some(index) = offers.iter().position(|offer| offer == wanted) {
        return Ok(Match {
            index,
            tier: Tier::Exact,
        });
    }
    if let Some(index) = by_interface(wanted, offers)? {
        return Ok(Match {
            index,
            tier: Tier::Implements,
        });
    }
    match offers.iter().position(|offer| is_same_label(wanted, offer)) {
        Some(index) => Ok(Match {
            index,
            tier: Tier::Label,
        }),
        None => Err(NotFound::Missing {
            wanted: wanted.to_string(),
            near: nearest(wanted, offers),
        }),
    }
}

fn by_interface(wanted: &Name, offers: &[Name]) -> Result<Option<usize>, NotFound> {
    let candidates: Vec<usize> = (0..offers.len())
        .filter(|&index| is_compatible(wanted, &offers[index]))
        .collect();
    let Some(&best) = candidates
        .iter()
        .max_by(|&&one, &&other| compare(wanted, &offers[one], &offers[other]))
    else {
        return Ok(None);
    };
    let equal: Vec<String> = candidates
        .iter()
        .filter(|&&index| compare(wanted, &offers[index], &offers[best]) == Ordering::Equal)
        .map(|&index| offers[index].to_string())
        .collect();
    if equal.len() > 1 {
        return Err(NotFound::Ambiguous {
            wanted: wanted.to_string(),
            candidates: equal,
        });
    }
    Ok(Some(best))
}

fn is_compatible(wanted: &Name, offer: &Name) -> bool {
    match (wanted.implements(), offer.implements()) {
        (Some(wanted), Some(offer)) => wanted.is_compatible(offer),
        _ => false,
    }
}

/// Which of two compatible offers fits better: the greater one.
fn compare(wanted: &Name, one: &Name, other: &Name) -> Ordering {
    let rank = |offer: &Name| match offer.label() {
        Some(label) if wanted.label() == Some(label) => 2,
        None => 1,
        Some(_) => 0,
    };
    rank(one).cmp(&rank(other)).then_with(|| {
        if rank(one) == 0 {
            // Two labels are two things, however their versions compare.
            return Ordering::Equal;
        }
        match (one.implements(), other.implements()) {
            (Some(one), Some(other)) => one.newer(other),
            _ => Ordering::Equal,
        }
    })
}

fn is_same_label(wanted: &Name, offer: &Name) -> bool {
    let one_side_is_plain = wanted.implements().is_none() || offer.implements().is_none();
    one_side_is_plain && wanted.label().is_some() && wanted.label() == offer.label()
}

/// The same label, or the same interface in another version.
fn nearest(wanted: &Name, offers: &[Name]) -> Option<String> {
    let near = |offer: &&Name| {
        let same_label = wanted.label().is_some() && wanted.label() == offer.label();
        let same_interface = match (wanted.implements(), offer.implements()) {
            (Some(wanted), Some(offer)) => wanted.unversioned() == offer.unversioned(),
            _ => false,
        };
        same_label || same_interface
    };
    offers.iter().find(near).map(Name::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(text: &str) -> Name {
        Name::interface(text).unwrap()
    }

    fn labelled(label: &str, interface: &str) -> Name {
        Name::labelled(label, interface).unwrap()
    }

    fn plain(label: &str) -> Name {
        Name::plain(label).unwrap()
    }

    fn found(wanted: &Name, offers: &[Name]) -> (usize, Tier) {
        let found = look_up(wanted, offers).unwrap();
        (found.index, found.tier)
    }

    #[test]
    fn the_exact_name_comes_first() {
        let offers = [
            interface("a:b/c@1.1.0"),
            plain("primary"),
            labelled("primary", "a:b/c@1.0.0"),
            interface("a:b/c@1.0.0"),
        ];
        assert_eq!(
            found(&labelled("primary", "a:b/c@1.0.0"), &offers),
            (2, Tier::Exact)
        );
        assert_eq!(found(&interface("a:b/c@1.0.0"), &offers), (3, Tier::Exact));
        assert_eq!(found(&plain("primary"), &offers), (1, Tier::Exact));
    }

    #[test]
    fn then_a_compatible_version_of_the_interface() {
        let wanted = labelled("primary", "a:b/c@1.0.0");
        let offers = [
            plain("primary"),
            interface("a:b/c@1.0.1"),
            interface("a:b/c@1.2.0"),
        ];
        assert_eq!(found(&wanted, &offers), (2, Tier::Implements));
        let offers = [interface("a:b/c@1.2.0"), labelled("primary", "a:b/c@1.0.1")];
        assert_eq!(found(&wanted, &offers), (1, Tier::Implements));
        let offers = [labelled("other", "a:b/c@1.0.0")];
        assert_eq!(
            found(&interface("a:b/c@1.1.0"), &offers),
            (0, Tier::Implements)
        );
    }

    #[test]
    fn then_the_plain_label() {
        let offers = [interface("a:b/c@2.0.0"), plain("primary")];
        assert_eq!(
            found(&labelled("primary", "a:b/c@1.0.0"), &offers),
            (1, Tier::Label)
        );
        let offers = [labelled("primary", "a:b/c@1.0.0")];
        assert_eq!(found(&plain("primary"), &offers), (0, Tier::Label));
    }

    #[test]
    fn a_label_of_another_interface_does_not_match() {
        let offers = [labelled("primary", "a:b/c@0.3.0")];
        let error = look_up(&labelled("primary", "a:b/c@0.2.0"), &offers).unwrap_err();
        assert_eq!(
            error.to_string(),
            "nothing is offered for `primary` (implements `a:b/c@0.2.0`); the nearest offer is `primary` \
             (implements `a:b/c@0.3.0`), which is not compatible"
        );
    }

    #[test]
    fn two_labels_are_two_things() {
        let offers = [
            labelled("primary", "a:b/c@1.0.0"),
            labelled("secondary", "a:b/c@1.0.1"),
        ];
        let error = look_up(&interface("a:b/c@1.0.0"), &offers).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`a:b/c@1.0.0` could be any of `primary` (implements `a:b/c@1.0.0`), `secondary` (implements \
             `a:b/c@1.0.1`): import it under one of these labels, or offer the interface once"
        );
    }

    #[test]
    fn nothing_at_all() {
        let error = look_up(&plain("run"), &[interface("a:b/c")]).unwrap_err();
        assert_eq!(error.to_string(), "nothing is offered for `run`");
    }
}
