//! Programs become components. Written by `componentize init zig`; in build.zig, write
//! `@import("componentize.zig").install(b, exe);` instead of `b.installArtifact(exe);`.

const std = @import("std");

/// Installs the component of a program that is built for `wasm32-wasi`, and any other program as it is.
pub fn install(b: *std.Build, exe: *std.Build.Step.Compile) void {
    if (!exe.rootModuleTarget().cpu.arch.isWasm()) return b.installArtifact(exe);
    const wrap = b.addSystemCommand(&.{ "componentize", "new", "--adapt", "wasi_snapshot_preview1" });
    wrap.addArtifactArg(exe);
    const component = wrap.addPrefixedOutputFileArg("--output=", exe.out_filename);
    b.getInstallStep().dependOn(&b.addInstallBinFile(component, exe.out_filename).step);
}
