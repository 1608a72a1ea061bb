import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A hub model and its revision. */
export interface HubId {
  /** "owner/name", or "name" for the oldest models. */
  readonly name: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/;
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;
const COMMIT = /^[0-9a-f]{40}$/;
/** The first digits of a commit hash, as git prints them. */
const SHORT_COMMIT = /^[0-9a-f]{7,39}$/;
const LONGEST_NAME = 96;
export const DEFAULT_REVISION = 'main';

/** Parses "owner/name" or "owner/name@revision"; undefined for an invalid id. */
export function parseHubId(text: string): HubId | undefined {
  const [name = '', revision = DEFAULT_REVISION, ...rest] = text.split('@');
  const forbidden = [name, revision].some((part) => /--|\.\.|\/\/|\/$/.test(part));
  if (rest.length > 0 || forbidden || name.length > LONGEST_NAME) return undefined;
  return NAME.test(name) && REVISION.test(revision) ? { name, revision } : undefined;
}

/** The model and commit of a snapshot directory in the cache; undefined for any other directory. */
export function hubIdOf(dir: string): HubId | undefined {
  const [, name, revision] = /(?:^|[\\/])models--([^\\/]+)[\\/]snapshots[\\/]([0-9a-f]{40})[\\/]?$/.exec(dir) ?? [];
  return name === undefined || revision === undefined ? undefined : { name: name.replaceAll('--', '/'), revision };
}

/** True for a commit's full hash. */
export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}

/**
 * One model's place in the cache, laid out as huggingface_hub does: blobs/ by checksum, snapshots/<commit>/ with links to
 * them, refs/<revision> with a commit (https://huggingface.co/docs/huggingface_hub/guides/manage-cache).
 */
export class CachedModel {
  private readonly root: string;

  constructor(
    cache: string,
    readonly id: HubId,
  ) {
    this.root = join(cache, ['models', ...id.name.split('/')].join('--'));
  }

  get ref(): string {
    return join(this.root, 'refs', this.id.revision);
  }

  blob(checksum: string): string {
    return join(this.root, 'blobs', checksum);
  }

  snapshot(commit: string): string {
    return join(this.root, 'snapshots', commit);
  }

  /** The directory of the revision; undefined if it is not cached. */
  find(): string | undefined {
    const commit = isCommit(this.id.revision) ? this.id.revision : (this.readRef() ?? this.completed());
    if (commit === undefined || !isCommit(commit)) return undefined;
    return existsSync(this.snapshot(commit)) ? this.snapshot(commit) : undefined;
  }

  /** The only cached commit that starts with the revision. */
  private completed(): string | undefined {
    const { revision } = this.id;
    const snapshots = join(this.root, 'snapshots');
    if (!SHORT_COMMIT.test(revision) || !existsSync(snapshots)) return undefined;
    const [commit, ...more] = readdirSync(snapshots).filter((name) => name.startsWith(revision));
    return more.length > 0 ? undefined : commit;
  }

  private readRef(): string | undefined {
    try {
      return readFileSync(this.ref, 'utf8').trim();
    } catch {
      return undefined;
    }
  }
}
