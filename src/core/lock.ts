import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError, UnisonoError } from './errors.js';

const LOCK_FILE = '.lock';

/** How long a lock file may stay empty between its creation and its first write, in milliseconds. */
const WRITE_TIME = 200;

/**
 * Locks a run directory for this process until the returned function is called or the process exits; creates it if it
 * does not exist. The lock of a dead process, left behind by a kill, is taken over.
 *
 * @throws RUN_LOCKED while this or another live process has locked the directory; FILE_UNWRITABLE
 */
export function lockDirectory(dir: string): () => void {
  const path = join(dir, LOCK_FILE);
  const owner = identityOf(process.pid) as string;
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw fileError(error, dir, 'write');
  }
  if (!create(path, owner)) {
    removeStale(dir, path);
    if (!create(path, owner)) throw new UnisonoError('RUN_LOCKED', { path: dir, pid: pidOf(read(path)) });
  }
  const release = () => {
    process.off('exit', release);
    if (read(path) === owner) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** False if the file already exists. */
function create(path: string, owner: string): boolean {
  try {
    writeFileSync(path, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileError(error, path, 'write');
  }
}

/** Removes the lock of a dead process; throws RUN_LOCKED for that of a live one. */
function removeStale(dir: string, path: string): void {
  const found = readWhenWritten(path);
  if (isAlive(found)) throw new UnisonoError('RUN_LOCKED', { path: dir, pid: pidOf(found) });
  const aside = `${path}.${process.pid}`;
  try {
    // Of several processes that find the same dead lock, only one can move it away.
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (isAlive(moved)) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

function readWhenWritten(path: string): string {
  const deadline = Date.now() + WRITE_TIME;
  let content = read(path);
  while (content === '' && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    content = read(path);
  }
  return content;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function pidOf(identity: string): string {
  return identity.split(' ')[0] || '?';
}

function isAlive(identity: string): boolean {
  return identity !== '' && identityOf(Number(pidOf(identity))) === identity;
}

/**
 * Identifies a live process: its id and, if /proc has it, its start time, because ids are reused.
 * Undefined for a process that is dead or a zombie.
 */
function identityOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is alive, but belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const [state, startTime] = procStat(pid);
  if (state === 'Z' || state === 'X') return undefined;
  return startTime === undefined ? `${pid}` : `${pid} ${startTime}`;
}

/** State and start time (fields 3 and 22 of proc(5)'s stat); nothing on systems without /proc. */
function procStat(pid: number): (string | undefined)[] {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? [] : [fields[0], fields[19]];
}
