//! Buffers, the array that describes them and the place for the count, each laid over each other: what is read into one
//! changes the others, and only those.
//!
//! Natively one call serves the first buffer only. Where that one overlaps the array, both sides must do the same; elsewhere
//! the component must do what native does in one call for each buffer.

use crate::support::calls::{ARRAY, DATA, OUT};
use crate::support::pair::{Difference, Pair, name};
use crate::support::preview1;
use crate::support::script::{END, Outcome};
use crate::support::world::{Node, World};

/// The array has two buffers of this size.
const SIZE: u32 = 8;
const ARRAY_SIZE: u32 = 16;
/// Where native's calls for single buffers have their arguments.
const ASIDE: u32 = OUT + 0x100;

/// One call: the function, its descriptor, what a file or standard input has, and where everything lies.
struct Case<'c> {
    function: &'static str,
    fd: u64,
    content: &'c [u8],
    buffers: [u32; 2],
    count: u32,
}

impl Case<'_> {
    fn arguments(&self, array: u32, buffers: u64, offset: u32, count: u32) -> Vec<u64> {
        let mut arguments = vec![self.fd, array.into(), buffers, count.into()];
        if self.function.starts_with("fd_p") {
            arguments.insert(3, offset.into());
        }
        arguments
    }

    fn prepared(&self) -> Pair {
        let mut world = World::new().with("file", Node::file(self.content));
        world.stdin = self.content.to_vec();
        let mut pair = Pair::new(&world);
        pair.edit("file");
        for at in [ARRAY - 64, DATA, OUT] {
            let pattern: Vec<u8> = (0..128).map(|i| 0x40 | i).collect();
            pair.poke(at, &pattern);
        }
        pair.vector(&self.buffers.map(|at| (at, SIZE)));
        pair
    }

    fn run(&self) -> Result<(), String> {
        let mut pair = self.prepared();
        let array = pair.peek(ARRAY, ARRAY_SIZE);
        let function = preview1::index(self.function);
        let arguments = self.arguments(ARRAY, 2, 0, self.count);
        let other = pair.other.call(function, &arguments);
        let native = match overlap(self.buffers[0], SIZE, ARRAY, ARRAY_SIZE) {
            true => pair.native.call(function, &arguments),
            false => self.one_by_one(&mut pair, function, &array),
        };
        if native != other {
            return Err(format!("native {}, other {}", name(&native), name(&other)));
        }
        if pair.native.memory() != pair.other.memory() {
            return Err("memory differs".into());
        }
        let same = pair.try_finish();
        same.map_err(|Difference(what)| what)
    }

    /// Serves the array's buffers natively, each by a call of its own.
    fn one_by_one(&self, pair: &mut Pair, function: usize, array: &[u8]) -> Outcome {
        let kept = pair.native.peek(ASIDE, 12);
        let mut sum = 0;
        for buffer in array.chunks(8) {
            pair.native.poke(ASIDE, buffer);
            let arguments = self.arguments(ASIDE, 1, sum, ASIDE + 8);
            let outcome = pair.native.call(function, &arguments);
            if outcome != Outcome::Errno(0) {
                return outcome;
            }
            let count = pair.native.peek(ASIDE + 8, 4);
            sum += u32::from_le_bytes(count.try_into().unwrap());
        }
        pair.native.poke(ASIDE, &kept);
        pair.native.poke(self.count, &sum.to_le_bytes());
        Outcome::Errno(0)
    }
}

fn overlap(a: u32, a_size: u32, b: u32, b_size: u32) -> bool {
    a < b + b_size && b < a + a_size
}

/// Every way in which something of `size` bytes can touch `other_size` bytes at `other`, in steps of a word.
fn over(size: u32, other: u32, other_size: u32) -> impl Iterator<Item = u32> {
    (other - size + 4..other + other_size).step_by(4)
}

/// Where everything lies: the two buffers, and the count.
fn places() -> Vec<([u32; 2], u32)> {
    let mut places = Vec::new();
    let apart = |at: u32| std::iter::once(at);
    for first in apart(DATA).chain(over(SIZE, ARRAY, ARRAY_SIZE)) {
        let second = apart(DATA + 64)
            .chain(over(SIZE, ARRAY, ARRAY_SIZE))
            .chain(over(SIZE, first, SIZE));
        for second in second {
            places.push(([first, second], OUT));
            // The count over each of the others.
            if first == DATA || second == DATA + 64 {
                let counts = over(4, ARRAY, ARRAY_SIZE)
                    .chain(over(4, first, SIZE))
                    .chain(over(4, second, SIZE));
                places.extend(counts.map(|count| ([first, second], count)));
            }
        }
    }
    places
}

#[test]
fn every_overlap() {
    // As an array, these are buffers that lie outside of memory, empty ones, and buffers that the guest never passed.
    let outside = [0xaa; 24];
    let empty = [0; 24];
    let elsewhere = [END - 64, 8, END - 32, 8, END - 16, 8];
    let elsewhere: Vec<u8> = elsewhere
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .collect();
    let contents: [&[u8]; 3] = [&outside, &empty, &elsewhere];
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (function, fd) in [
        ("fd_read", 4),
        ("fd_read", 0),
        ("fd_pread", 4),
        ("fd_write", 4),
        ("fd_write", 1),
        ("fd_pwrite", 4),
    ] {
        let reads = function.ends_with("read");
        for content in &contents[..if reads { 3 } else { 1 }] {
            for (buffers, count) in places() {
                let case = Case {
                    function,
                    fd,
                    content,
                    buffers,
                    count,
                };
                tried += 1;
                if let Err(what) = case.run() {
                    let [first, second] = buffers.map(|at| i64::from(at) - i64::from(ARRAY));
                    let count = i64::from(count) - i64::from(ARRAY);
                    wrong.push(format!(
                        "{function} on {fd} of {:#x}, buffers {first} and {second} from the array, the count {count}: {what}",
                        content[0]
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(tried > 1_900, "{tried} tried");
}
