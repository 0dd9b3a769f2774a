//! Prints a line, and ends with the status that its argument names.

const std = @import("std");

pub fn main(init: std.process.Init) !void {
    try std.Io.File.stdout().writeStreamingAll(init.io, "hello from Zig\n");
    var arguments = try init.minimal.args.iterateAllocator(init.gpa);
    _ = arguments.next();
    if (arguments.next()) |status| std.process.exit(try std.fmt.parseInt(u8, status, 10));
}
