import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with this repository's layout and a test's files. */
export class FakeRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'unisono-stages-'));

  put(path: string, content = ''): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  get(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }
}
