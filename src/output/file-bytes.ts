// Texts in, the bytes of files out, by memory that is taken once: to take it anew for each file took longer than to read or write
// the file.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Bytes that are used again; what they held before is still there. */
class Scratch {
  #bytes = Buffer.alloc(0);

  ofAtLeast(size: number): Buffer {
    if (this.#bytes.length < size) this.#bytes = Buffer.alloc(2 * size);
    return this.#bytes;
  }
}

const encoded = new Scratch();
const found = new Scratch();

/** Valid until the next call. A lone surrogate, which no UTF-8 can hold, becomes U+FFFD. */
function encode(text: string): Buffer {
  const size = Buffer.byteLength(text);
  const bytes = encoded.ofAtLeast(size);
  bytes.write(text, 0, size);
  return bytes.subarray(0, size);
}

/** Whether a file of so many bytes holds the text as UTF-8, and nothing else. Throws the errors of the file system. */
export function holdsText(file: string, size: number, text: string): boolean {
  const expected = encode(text);
  if (expected.length !== size) return false;
  // More than that is there if the file has grown meanwhile.
  const bytes = found.ofAtLeast(size + 1);
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length <= size; length += read) {
      read = readSync(descriptor, bytes, length, size + 1 - length, null);
    }
    return length === size && expected.equals(bytes.subarray(0, size));
  } finally {
    closeSync(descriptor);
  }
}

/** Writes the text as UTF-8 where the file stands. Throws the errors of the file system. */
export function writeText(descriptor: number, text: string): void {
  const bytes = encode(text);
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written);
  }
}
