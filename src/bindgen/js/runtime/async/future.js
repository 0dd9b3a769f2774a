// Futures: what their two ends share.

/** A future that the component made. The end that comes first waits for the other. */
class SharedFuture {
  dropped = false;
  pending = null;
  /** The ends in the handles of the component. */
  readable = null;
  writable = null;

  read(reader) {
    if (this.pending === null) this.pending = reader;
    else this.meet(reader, this.pending, this.pending);
  }

  write(writer) {
    if (this.dropped) writer.complete(copyDropped);
    else if (this.pending === null) this.pending = writer;
    else this.meet(this.pending, writer, this.pending);
  }

  meet(reader, writer, waiting) {
    if (reader.instance === writer.instance && !writer.type.plain) {
      trap('cannot read from and write to intra-component future/stream with non-numeric payload');
    }
    reader.buffer.copyFrom(writer.buffer, 1);
    this.pending = null;
    waiting.complete(copyCompleted);
    (waiting === reader ? writer : reader).complete(copyCompleted);
  }

  release(end) {
    if (this.pending === end) this.pending = null;
  }

  cancel(end) {
    this.release(end);
    end.complete(copyCancelled);
  }

  /** Tells the other end, unless the value was copied; `end` is undefined for the host's. */
  drop(end) {
    if (this.dropped) return;
    this.dropped = true;
    const other = this.pending ?? (end === this.writable ? this.readable : this.writable);
    this.pending = null;
    if (other !== null && other.state !== 'done' && other.event === 0) other.complete(copyDropped);
  }
}
