// Streams: what their two ends share.

/** A stream that the component made. The end that comes first waits with its buffer for the other. */
class SharedStream {
  dropped = false;
  pending = null;
  /** The ends in the handles of the component. */
  readable = null;
  writable = null;

  read(reader) {
    const writer = this.pending;
    if (this.dropped) {
      reader.complete(copyDropped);
    } else if (writer === null) {
      this.pending = reader;
    } else {
      this.meet(reader, writer);
      if (writer.buffer.room > 0) {
        if (reader.buffer.room > 0) this.move(reader, writer, writer);
        reader.complete(copyCompleted);
      } else {
        this.replace(reader);
      }
    }
  }

  write(writer) {
    const reader = this.pending;
    if (this.dropped) {
      writer.complete(copyDropped);
    } else if (reader === null) {
      this.pending = writer;
    } else {
      this.meet(reader, writer);
      if (reader.buffer.room > 0) {
        if (writer.buffer.room > 0) this.move(reader, writer, reader);
        writer.complete(copyCompleted);
      } else if (writer.buffer.length === 0 && reader.buffer.length === 0) {
        writer.complete(copyCompleted);
      } else {
        this.replace(writer);
      }
    }
  }

  meet(reader, writer) {
    if (reader.instance === writer.instance && !writer.type.plain) {
      trap('cannot read from and write to intra-component future/stream with non-numeric payload');
    }
  }

  /** Copies as much as both buffers have room for. The end that waited gets an event, and may copy more until that is delivered. */
  move(reader, writer, waiting) {
    const count = Math.min(reader.buffer.room, writer.buffer.room);
    if (count > 0) reader.buffer.copyFrom(writer.buffer, count);
    waiting.complete(copyCompleted);
  }

  /** Ends the wait of one end, and waits with another. */
  replace(other) {
    const { pending } = this;
    this.pending = null;
    pending.complete(copyCompleted);
    this.pending = other;
  }

  /** An end whose read or write has ended waits no longer. */
  release(end) {
    if (this.pending === end) this.pending = null;
  }

  cancel(end) {
    this.release(end);
    end.complete(copyCancelled);
  }

  /** Tells the other end, even if it neither reads nor writes; `end` is undefined for the host's. */
  drop(end) {
    if (this.dropped) return;
    this.dropped = true;
    const other = this.pending ?? (end === this.writable ? this.readable : this.writable);
    this.pending = null;
    if (other !== null && other.state !== 'done') other.complete(copyDropped);
  }
}
