import type { RandomStream } from '../../src/core/random.js';

/** Numbers that overflow, wrap around or reserve memory where they are trusted. */
const NUMBERS: readonly unknown[] = [
  ...[0, 1, -1, 2, 7, 31, 255, 65_535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 63, 1e30, 1e308],
  ...[-(2 ** 31), -(2 ** 53), 0.5, -0.1, 1e-9],
];
const VALUES: readonly unknown[] = [
  ...NUMBERS,
  ...[null, true, false, '', 'x', '__proto__', '../../x', 'a'.repeat(5000), [], {}, [[]], [0], { a: 1 }, '\u0000'],
  ...['F32', 'F16', 'I64', 'llama', 'silu', 'model.safetensors', 'F'.repeat(100)],
];
const WORDS = [
  0n,
  1n,
  2n,
  8n,
  9n,
  255n,
  2n ** 16n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 40n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const whole = (random: RandomStream, below: number) => Math.floor(random.uniform() * below);
const pick = <T>(random: RandomStream, list: readonly T[]): T => list[whole(random, list.length)] as T;

/** Damages bytes in one to four places, mostly within the first `header` of them. */
export function mutateBytes(random: RandomStream, original: Uint8Array, header: number): Uint8Array {
  let bytes = Buffer.from(original);
  for (let times = 1 + whole(random, 4); times > 0 && bytes.length > 0; times--) {
    const reach = random.uniform() < 0.9 ? Math.min(header, bytes.length) : bytes.length;
    const at = whole(random, reach);
    switch (whole(random, 6)) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << whole(random, 8));
        break;
      case 1:
        bytes[at] = whole(random, 256);
        break;
      case 2:
        if (at + 8 <= bytes.length) bytes.writeBigUInt64LE(pick(random, WORDS), at);
        break;
      case 3:
        if (at + 4 <= bytes.length) bytes.writeUInt32LE(Number(pick(random, WORDS) & 0xffffffffn), at);
        break;
      case 4: {
        const cut = Math.min(bytes.length - at, 1 + whole(random, 40));
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + cut)]);
        break;
      }
      default: {
        const from = whole(random, bytes.length);
        const piece = bytes.subarray(from, from + 1 + whole(random, 40));
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
      }
    }
  }
  return random.uniform() < 0.1 ? bytes.subarray(0, whole(random, bytes.length)) : bytes;
}

/** Changes, removes, doubles or nests values of a JSON document; sometimes damages its text. */
export function mutateJson(random: RandomStream, document: unknown): string {
  const copy = structuredClone(document);
  for (let times = 1 + whole(random, 3); times > 0; times--) mutateValue(random, copy);
  const text = JSON.stringify(copy);
  if (random.uniform() < 0.8) return text;
  if (random.uniform() < 0.3) return text.replace('{', `{${text.slice(1, 1 + whole(random, text.length))},`);
  return Buffer.from(mutateBytes(random, Buffer.from(text), text.length)).toString('latin1');
}

function mutateValue(random: RandomStream, root: unknown): void {
  let node = root as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(node);
    if (keys.length === 0) return;
    const key = pick(random, keys);
    const child = node[key];
    if (typeof child === 'object' && child !== null && random.uniform() < 0.75) {
      node = child as Record<string, unknown>;
      continue;
    }
    const choice = random.uniform();
    if (choice < 0.1 && !Array.isArray(node)) delete node[key];
    else if (choice < 0.2) node[pick(random, ['__proto__', 'constructor', 'x', ...keys])] = child;
    else node[key] = pick(random, typeof child === 'number' && choice < 0.8 ? NUMBERS : VALUES);
    return;
  }
}
