"""A core module as a component: componentize_wasm(name, src)."""

def _componentize_wasm(ctx):
    component = ctx.actions.declare_file(ctx.label.name + ".wasm")
    arguments = ctx.actions.args()
    arguments.add_all(["new", "--adapt", "wasi_snapshot_preview1"])
    arguments.add_all(ctx.attr.flags)
    arguments.add("--output", component)
    arguments.add(ctx.file.src)
    ctx.actions.run(
        executable = ctx.executable.componentize,
        arguments = [arguments],
        inputs = [ctx.file.src],
        outputs = [component],
        mnemonic = "Componentize",
    )
    return [DefaultInfo(files = depset([component]))]

componentize_wasm = rule(
    implementation = _componentize_wasm,
    attrs = {
        "src": attr.label(allow_single_file = [".wasm", ".wat"], mandatory = True),
        "flags": attr.string_list(),
        "componentize": attr.label(default = "//tools:componentize", executable = True, cfg = "exec", allow_single_file = True),
    },
)
