// AssemblyScript: its runtime owns every page of memory there is, and grows it as it likes.
import {
  errno, fd_close, fd_read, fd_seek, fd_tell, fd_write, filesize, path_create_directory, path_open, path_rename,
  path_unlink_file, whence
} from "@assemblyscript/wasi-shim/assembly/bindings/wasi_snapshot_preview1";

const cell = memory.data(64);

function open(path: string, oflags: u16): i32 {
  const name = String.UTF8.encode(path);
  const err = path_open(3, 1, changetype<usize>(name), name.byteLength, oflags, 66, 66, 0, cell);
  return err == errno.SUCCESS ? load<i32>(cell) : -<i32>err;
}

function put(fd: i32, text: string): i32 {
  const bytes = String.UTF8.encode(text);
  store<usize>(cell, changetype<usize>(bytes));
  store<usize>(cell, bytes.byteLength, 4);
  const err = fd_write(fd, cell, 1, cell + 8);
  return err == errno.SUCCESS ? load<i32>(cell + 8) : -<i32>err;
}

function get(fd: i32, len: i32): string {
  const bytes = new ArrayBuffer(len);
  store<usize>(cell, changetype<usize>(bytes));
  store<usize>(cell, len, 4);
  const err = fd_read(fd, cell, 1, cell + 8);
  if (err != errno.SUCCESS) return "error " + err.toString();
  return String.UTF8.decodeUnsafe(changetype<usize>(bytes), load<i32>(cell + 8));
}

function files(): void {
  const dir = String.UTF8.encode("dir");
  console.log("mkdir " + path_create_directory(3, changetype<usize>(dir), dir.byteLength).toString());
  console.log("missing " + open("dir/missing", 0).toString());
  const fd = open("dir/file", 1);
  console.log("open " + (fd > 2).toString());
  let written = 0;
  for (let i = 0; i < 300; i++) written += put(fd, "line " + i.toString() + "\n");
  console.log("written " + written.toString());
  fd_tell(fd, cell);
  console.log("at " + load<filesize>(cell).toString());
  fd_seek(fd, 10, whence.SET, cell);
  console.log(get(fd, 20));
  console.log("close " + fd_close(fd).toString() + " " + fd_close(fd).toString());
  const a = String.UTF8.encode("dir/file"), b = String.UTF8.encode("moved");
  const renamed = path_rename(3, changetype<usize>(a), a.byteLength, 3, changetype<usize>(b), b.byteLength);
  console.log("rename " + renamed.toString());
  console.log("unlink " + path_unlink_file(3, changetype<usize>(a), a.byteLength).toString());
}

function allocate(): void {
  let kept = 0;
  const blocks = new Array<Uint8Array>();
  for (let i = 0; i < 3000; i++) {
    const block = new Uint8Array(i % 3000 + 1);
    block.fill(i as u8);
    if (i % 7 == 0) blocks.push(block);
    if (i % 100 == 0) console.log("allocated " + i.toString());
  }
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i];
    for (let k = 0; k < block.length; k++) assert(block[k] == ((i * 7) as u8));
    kept += block.length;
  }
  console.log("kept " + kept.toString());
}

const args = process.argv;
for (let i = 0; i < args.length; i++) console.log("argument " + args[i]);
const names = process.env.keys();
for (let i = 0; i < names.length; i++) console.log(names[i] + "=" + process.env.get(names[i]));
const what = args.length > 1 ? args[1] : "";
if (what == "echo") {
  const chunk = new ArrayBuffer(4001);
  for (;;) {
    const n = process.stdin.read(chunk);
    if (n <= 0) break;
    process.stdout.write(chunk.slice(0, n));
  }
} else if (what == "clock") {
  console.log(Date.now().toString());
  console.log((process.hrtime() > 0).toString());
} else if (what == "random") {
  const bytes = new Uint8Array(40);
  crypto.getRandomValues(bytes);
  console.log(bytes.join(" "));
} else if (what == "abort") {
  console.error("before the abort");
  abort("as asked");
} else if (what == "files") {
  files();
} else if (what == "exit") {
  process.exit(i32.parse(args[2]));
}
allocate();
