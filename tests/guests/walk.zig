//! Zig's standard library on files: making, writing, reading, walking, renaming, removing.

const std = @import("std");
const Io = std.Io;

pub fn main(init: std.process.Init) !void {
    const io = init.io;
    const arena = init.arena.allocator();
    var buffer: [512]u8 = undefined;
    var writer: Io.File.Writer = .init(.stdout(), io, &buffer);
    const out = &writer.interface;

    const args = try init.minimal.args.toSlice(arena);
    for (args[1..]) |arg| try out.print("argument {s}\n", .{arg});

    const root = Io.Dir.cwd();
    try root.createDirPath(io, "a/b/c");
    for (0..120) |i| {
        const name = try std.fmt.allocPrint(arena, "a/file-{d:0>3}", .{i});
        const data = try arena.alloc(u8, i * 41);
        @memset(data, @intCast('a' + i % 26));
        try root.writeFile(io, .{ .sub_path = name, .data = data });
    }
    const back = try root.readFileAlloc(io, "a/file-099", arena, .unlimited);
    try out.print("{d} bytes of {c}\n", .{ back.len, back[0] });

    const file = try root.createFile(io, "log", .{ .read = true });
    var log_buffer: [64]u8 = undefined;
    var log: Io.File.Writer = .init(file, io, &log_buffer);
    for (0..500) |i| try log.interface.print("line {d}\n", .{i});
    try log.interface.flush();
    const stat = try file.stat(io);
    try out.print("log of {d} bytes\n", .{stat.size});
    file.close(io);

    if (root.openFile(io, "missing", .{})) |_| {
        try out.print("missing is there\n", .{});
    } else |err| try out.print("missing: {t}\n", .{err});
    try root.rename("a/file-007", root, "a/b/moved", io);
    try root.deleteFile(io, "a/file-008");
    if (root.deleteDir(io, "a")) |_| {
        try out.print("a full directory is gone\n", .{});
    } else |err| try out.print("deleteDir: {t}\n", .{err});
    try root.symLink(io, "log", "link", .{});
    var target: [64]u8 = undefined;
    const len = try root.readLink(io, "link", &target);
    try out.print("link to {s}\n", .{target[0..len]});

    var dir = try root.openDir(io, ".", .{ .iterate = true });
    defer dir.close(io);
    var walker = try dir.walk(arena);
    var names: std.ArrayList([]const u8) = .empty;
    while (try walker.next(io)) |entry| {
        const text = try std.fmt.allocPrint(arena, "{s} {t}", .{ entry.path, entry.kind });
        try names.append(arena, text);
    }
    std.mem.sort([]const u8, names.items, {}, lessThan);
    for (names.items) |name| try out.print("{s}\n", .{name});
    try root.deleteTree(io, "a");
    try out.flush();
    if (args.len > 1) std.process.exit(11);
}

fn lessThan(_: void, a: []const u8, b: []const u8) bool {
    return std.mem.lessThan(u8, a, b);
}
