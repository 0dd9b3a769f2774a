//! Statics of a program with one thread.

use core::cell::UnsafeCell;

/// A static that only one thread ever touches: a core module without shared memory has no second one.
///
/// Every value starts as zero bytes, so that the artefact carries no data segment for it.
#[repr(transparent)]
pub struct Single<T>(UnsafeCell<T>);

unsafe impl<T> Sync for Single<T> {}

impl<T> Single<T> {
    pub const fn new(value: T) -> Self {
        Single(UnsafeCell::new(value))
    }

    pub const fn as_ptr(&self) -> *mut T {
        self.0.get()
    }
}

impl<T: Copy> Single<T> {
    pub fn get(&self) -> T {
        unsafe { *self.0.get() }
    }

    pub fn set(&self, value: T) {
        unsafe { *self.0.get() = value }
    }
}
