import { Writable } from 'node:stream';

/** A stream that records its output and can act as a terminal, for tests. */
export class FakeStream extends Writable {
  text = '';

  constructor(
    readonly isTTY = false,
    readonly columns = 120,
  ) {
    super({ decodeStrings: false });
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }

  override _write(chunk: string | Uint8Array, _: unknown, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}
