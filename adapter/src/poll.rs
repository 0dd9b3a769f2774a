//! `poll_oneoff`.

use crate::abi;
use crate::descriptors::{self, Kind};
use crate::errno::{Errno, answer, result};
use crate::files;
use crate::guest::GuestSlice;
use crate::heap;
use crate::leave::leave;
use crate::stdio;
use crate::wasi::{clocks, filesystem, poll, streams};

/// Bytes of a `subscription` and an `event`.
const SUBSCRIPTION: u32 = 48;
const EVENT: u32 = 32;

/// The subscriptions under way: a pollable of the host for each.
struct Waiting {
    /// One block: `count` pollables, then `count` words for the host's answer.
    block: *mut u32,
    count: u32,
    /// How many have been subscribed.
    subscribed: u32,
}

impl Waiting {
    fn new(count: u32) -> Result<Waiting, Errno> {
        let block = heap::allocate(count as usize * 8);
        if block.is_null() {
            return Err(Errno::NOMEM);
        }
        Ok(Waiting {
            block: block.cast(),
            count,
            subscribed: 0,
        })
    }

    fn word(&self, index: u32) -> *mut u32 {
        unsafe { self.block.add(index as usize) }
    }

    fn add(&mut self, pollable: u32) {
        unsafe { *self.word(self.subscribed) = pollable };
        self.subscribed += 1;
    }

    /// Waits until at least one is ready. The host lists the ready ones in any order, so each pollable is replaced by a mark:
    /// 1 if it is ready, 0 if it is not.
    fn wait(&mut self) {
        let ready = poll::poll(self.block, self.count, self.word(self.count));
        self.unsubscribe();
        for nth in 0..ready {
            unsafe { *self.word(*self.word(self.count + nth)) = 1 };
        }
    }

    fn unsubscribe(&mut self) {
        while self.subscribed > 0 {
            self.subscribed -= 1;
            let pollable = self.word(self.subscribed);
            unsafe { poll::drop(pollable.replace(0)) };
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.unsubscribe();
        heap::free(self.block.cast(), self.count as usize * 8);
    }
}

/// The instant of the monotonic clock that a deadline is at, absolute or from now on. A time of the wall clock that
/// has passed is now.
fn deadline(subscription: GuestSlice) -> Result<u64, Errno> {
    let id = subscription.u32(16);
    let mut timeout = subscription.u64(24);
    let flags = subscription.u16(40);
    abi::flags(flags.into(), 0xffff, abi::SUBCLOCKFLAGS_ABSTIME.into())?;
    if id > abi::CLOCK_MONOTONIC {
        return Err(Errno::INVAL);
    }
    if flags != 0 {
        if id == abi::CLOCK_MONOTONIC {
            return Ok(timeout);
        }
        clocks::wall_now()?;
        timeout = timeout.saturating_sub(clocks::found());
    }
    clocks::monotonic_now()?;
    Ok(clocks::found().saturating_add(timeout))
}

/// The pollable of what is subscribed to.
fn subscribe(subscription: GuestSlice) -> Result<u32, Errno> {
    let tag = subscription.u8(8);
    if tag == abi::EVENTTYPE_CLOCK {
        return Ok(clocks::subscribe_instant(deadline(subscription)?));
    }
    if tag > abi::EVENTTYPE_FD_WRITE {
        return Err(Errno::INVAL);
    }
    let descriptor = descriptors::get(subscription.u32(16))?;
    match (tag, descriptor.kind) {
        // Files are always ready: an instant that has passed is, too.
        (_, Kind::File) => Ok(clocks::subscribe_instant(0)),
        (abi::EVENTTYPE_FD_READ, Kind::Stdin) => {
            stdio::connect(descriptor)?;
            Ok(streams::subscribe_input(descriptor.handle))
        }
        (abi::EVENTTYPE_FD_WRITE, Kind::Stdout | Kind::Stderr) => {
            stdio::connect(descriptor)?;
            Ok(streams::subscribe_output(descriptor.handle))
        }
        _ => Err(Errno::BADF),
    }
}

/// Stores what happened. Reading a file that is at its end is a hang-up; how many bytes are there is not said.
fn store_event(subscription: GuestSlice, event: GuestSlice) -> Result<(), Errno> {
    let tag = subscription.u8(8);
    let mut nbytes = 0;
    let mut flags = 0;
    if tag != abi::EVENTTYPE_CLOCK {
        nbytes = 1;
        let descriptor = descriptors::get(subscription.u32(16))?;
        if tag == abi::EVENTTYPE_FD_READ && descriptor.kind == Kind::File {
            result(files::size(descriptor))?;
            if filesystem::found_size() <= descriptor.offset {
                flags = abi::EVENTRWFLAGS_HANGUP;
            }
        }
    }
    let userdata = subscription.u64(0);
    event.set_u64(0, userdata);
    event.set_u64(8, u64::from(tag) << 16);
    event.set_u64(16, nbytes);
    event.set_u64(24, flags);
    Ok(())
}

#[unsafe(no_mangle)]
extern "C" fn poll_oneoff(subscriptions: u32, events: u32, count: u32, nevents: u32) -> u32 {
    answer((|| {
        // Without a subscription it would sleep for ever.
        if count == 0 {
            return Err(Errno::INVAL);
        }
        let nevents = GuestSlice::new(nevents, 4)?;
        let subscriptions = GuestSlice::array(subscriptions, count, SUBSCRIPTION)?;
        let events = GuestSlice::array(events, count, EVENT)?;
        leave()?;
        let mut waiting = Waiting::new(count)?;
        for index in 0..count {
            waiting.add(subscribe(
                subscriptions.part(index * SUBSCRIPTION, SUBSCRIPTION),
            )?);
        }
        waiting.wait();
        let mut fired = 0;
        for index in 0..count {
            if unsafe { *waiting.word(index) } != 0 {
                let subscription = subscriptions.part(index * SUBSCRIPTION, SUBSCRIPTION);
                store_event(subscription, events.part(fired * EVENT, EVENT))?;
                fired += 1;
            }
        }
        nevents.set_u32(0, fired);
        Ok(())
    })())
}
