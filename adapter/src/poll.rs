//! `poll_oneoff`.

use crate::abi;
use crate::descriptors::{self, Kind};
use crate::errno::{Errno, answer, result};
use crate::files;
use crate::guest::GuestSlice;
use crate::heap;
use crate::leave::leave;
use crate::stdio;
use crate::wasi::{clocks, poll, streams};

/// Bytes of a `subscription` and an `event`.
const SUBSCRIPTION: u32 = 48;
const EVENT: u32 = 32;

/// When a subscription fires.
enum When {
    /// At once: files are always ready.
    Now,
    /// When this pollable is ready.
    Ready(u32),
}

/// The subscriptions under way: a pollable of the host for each, and whether it fired.
struct Waiting {
    /// One block: `count` pollables (0 for none), then `count` words for the host's answer, then `count` marks.
    block: *mut u8,
    count: u32,
    /// How many have been subscribed.
    subscribed: u32,
    /// Whether one needs no waiting.
    now: bool,
}

impl Waiting {
    const EACH: u32 = 4 + 4 + 1;

    fn new(count: u32) -> Result<Waiting, Errno> {
        let block = heap::allocate((count * Waiting::EACH) as usize);
        if block.is_null() {
            return Err(Errno::NOMEM);
        }
        Ok(Waiting {
            block,
            count,
            subscribed: 0,
            now: false,
        })
    }

    fn pollables(&self) -> *mut u32 {
        self.block.cast()
    }

    fn answers(&self) -> *mut u32 {
        unsafe { self.pollables().add(self.count as usize) }
    }

    fn fired(&self, index: u32) -> *mut bool {
        unsafe {
            self.answers()
                .add(self.count as usize)
                .cast::<bool>()
                .add(index as usize)
        }
    }

    fn add(&mut self, when: When) {
        let (pollable, fired) = match when {
            When::Now => (0, true),
            When::Ready(pollable) => (pollable, false),
        };
        unsafe {
            *self.pollables().add(self.subscribed as usize) = pollable;
            *self.fired(self.subscribed) = fired;
        }
        self.now |= fired;
        self.subscribed += 1;
    }

    /// Waits until one has fired, or looks which have where one needs no waiting.
    fn wait(&self) {
        unsafe {
            if self.now {
                for index in 0..self.count {
                    let pollable = *self.pollables().add(index as usize);
                    *self.fired(index) = pollable == 0 || poll::ready(pollable);
                }
            } else if self.count == 1 {
                poll::block(*self.pollables());
                *self.fired(0) = true;
            } else {
                let fired = poll::poll(self.pollables(), self.count, self.answers());
                for answer in 0..fired {
                    let index = *self.answers().add(answer as usize);
                    if index < self.count {
                        *self.fired(index) = true;
                    }
                }
            }
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        for index in 0..self.subscribed {
            let pollable = unsafe { *self.pollables().add(index as usize) };
            if pollable != 0 {
                poll::drop(pollable);
            }
        }
        heap::free(self.block, (self.count * Waiting::EACH) as usize);
    }
}

/// A deadline of a clock, absolute or from now on.
fn clock(subscription: GuestSlice) -> Result<When, Errno> {
    let id = subscription.u32(16);
    let timeout = subscription.u64(24);
    let flags = subscription.u16(40);
    abi::flags(flags.into(), 0xffff, abi::SUBCLOCKFLAGS_ABSTIME.into())?;
    let absolute = flags & abi::SUBCLOCKFLAGS_ABSTIME != 0;
    let pollable = match id {
        abi::CLOCK_MONOTONIC if absolute => clocks::subscribe_instant(timeout),
        // A time of the wall clock that has passed fires at once.
        abi::CLOCK_REALTIME if absolute => {
            clocks::subscribe_duration(timeout.saturating_sub(clocks::wall_now()?))
        }
        abi::CLOCK_MONOTONIC | abi::CLOCK_REALTIME => clocks::subscribe_duration(timeout),
        _ => return Err(Errno::INVAL),
    };
    Ok(When::Ready(pollable))
}

fn subscribe(subscription: GuestSlice) -> Result<When, Errno> {
    let tag = subscription.u8(8);
    if tag == abi::EVENTTYPE_CLOCK {
        return clock(subscription);
    }
    if tag > abi::EVENTTYPE_FD_WRITE {
        return Err(Errno::INVAL);
    }
    let descriptor = descriptors::get(subscription.u32(16))?;
    match (tag, descriptor.kind) {
        (_, Kind::File) => Ok(When::Now),
        (abi::EVENTTYPE_FD_READ, Kind::Stdin) => Ok(When::Ready(streams::subscribe_input(
            stdio::handle(descriptor)?,
        ))),
        (abi::EVENTTYPE_FD_WRITE, Kind::Stdout | Kind::Stderr) => Ok(When::Ready(
            streams::subscribe_output(stdio::handle(descriptor)?),
        )),
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
            let mut size = 0;
            result(files::size(descriptor, &mut size))?;
            if size <= descriptor.offset {
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
            if unsafe { *waiting.fired(index) } {
                let subscription = subscriptions.part(index * SUBSCRIPTION, SUBSCRIPTION);
                store_event(subscription, events.part(fired * EVENT, EVENT))?;
                fired += 1;
            }
        }
        nevents.set_u32(0, fired);
        Ok(())
    })())
}
