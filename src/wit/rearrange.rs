//! Rearranges a world: exchanges imports and exports, merges imports, gives types identities.

use super::{Root, Wit};
use crate::error::Error;
use crate::guard::guard;
use anyhow::{Context, Result};
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

impl Wit {
    /// Makes the world's exports its imports: the world of a component that uses it.
    ///
    /// `world` names one of a package's worlds; a component has one only. The result is called `out`, or as before with
    /// `-importized` after it.
    ///
    /// # Errors
    ///
    /// A world that is not there is refused, and a named one where the input is a component.
    pub fn importize(&mut self, world: Option<&str>, out: Option<&str>) -> Result<(), Error> {
        self.make_imports(world, out).map_err(Error::from_any)
    }

    fn make_imports(&mut self, world: Option<&str>, out: Option<&str>) -> Result<()> {
        let id = self.own_world(world)?;
        guard("making exports imports", || {
            self.resolve.importize(id, out.map(str::to_string))
        })
        .context("failed to make the world's exports its imports")?;
        self.root = Root::World(id);
        Ok(())
    }

    /// Makes the world's imports its exports: the world of a component that provides them.
    ///
    /// `world` and `out` are as for [`importize`](Wit::importize); if `only` names imports, by label or interface,
    /// the others stay.
    ///
    /// # Errors
    ///
    /// Those of [`importize`](Wit::importize), and a type of the world's own that would become an export.
    pub fn exportize(
        &mut self,
        world: Option<&str>,
        out: Option<&str>,
        only: &[String],
    ) -> Result<(), Error> {
        self.make_exports(world, out, only).map_err(Error::from_any)
    }

    fn make_exports(
        &mut self,
        world: Option<&str>,
        out: Option<&str>,
        only: &[String],
    ) -> Result<()> {
        let id = self.own_world(world)?;
        let moved = moved_imports(&self.resolve, id, only)?;
        let is_moved = |key: &WorldKey, _: &WorldItem| moved.contains(key);
        guard("making imports exports", || {
            self.resolve
                .exportize(id, out.map(str::to_string), Some(&is_moved))
        })
        .context("failed to make the world's imports its exports")?;
        self.root = Root::World(id);
        Ok(())
    }

    /// Makes the world's imports of one interface in compatible versions one import, of the newest version.
    ///
    /// # Errors
    ///
    /// A world that is not there is refused, and a component, whose imports were merged when it was made.
    pub fn merge_imports_based_on_semver(&mut self, world: &str) -> Result<(), Error> {
        self.merge_imports(world).map_err(Error::from_any)
    }

    fn merge_imports(&mut self, world: &str) -> Result<()> {
        if let Root::World(_) = self.root {
            return Err(Error::MergedAlready.into());
        }
        let id = self.world_id(Some(world))?;
        guard("merging imports", || {
            self.resolve.merge_world_imports_based_on_semver(id)
        })
        .context("failed to merge the world's imports")?;
        self.root = Root::World(id);
        Ok(())
    }

    /// Gives types that the world both imports and exports two identities, one for each side.
    ///
    /// # Errors
    ///
    /// A world that is not there is refused.
    pub fn generate_nominal_type_ids(&mut self, world: &str) -> Result<(), Error> {
        let id = self.world_id(Some(world)).map_err(Error::from_any)?;
        guard("separating types", || {
            self.resolve.generate_nominal_type_ids(id);
            Ok(())
        })
        .map_err(Error::from_any)?;
        self.root = Root::World(id);
        Ok(())
    }

    /// A component's only world, or a package's world of that name.
    fn own_world(&self, world: Option<&str>) -> Result<WorldId> {
        match (self.root, world) {
            (Root::World(_), Some(_)) => Err(Error::OneWorld.into()),
            _ => self.world_id(world),
        }
    }
}

/// The imports that become exports: those named, or all. A type among them is refused; wit-parser would panic.
fn moved_imports(resolve: &Resolve, world: WorldId, only: &[String]) -> Result<Vec<WorldKey>> {
    let mut moved = Vec::new();
    for (key, item) in &resolve.worlds[world].imports {
        if !only.is_empty() && !is_named(resolve, key, only) {
            continue;
        }
        if let WorldItem::Type { id, .. } = item {
            let name = resolve.types[*id].name.clone().unwrap_or_default();
            return Err(Error::WorldType { name }.into());
        }
        moved.push(key.clone());
    }
    Ok(moved)
}

fn is_named(resolve: &Resolve, key: &WorldKey, names: &[String]) -> bool {
    let name = match key {
        WorldKey::Name(name) => Some(name),
        WorldKey::Interface(id) => resolve.interfaces[*id].name.as_ref(),
    };
    name.is_some_and(|name| names.contains(name))
}
