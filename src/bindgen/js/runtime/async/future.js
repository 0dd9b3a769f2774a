// Futures: what their two ends share.

/** A future that the component made. The end that comes first waits for the other. */
class SharedFuture {
  dropped = false;
  pending = null;

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

  drop() {
    this.dropped = true;
    const { pending } = this;
    this.pending = null;
    pending?.complete(copyDropped);
  }
}
