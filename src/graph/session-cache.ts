import type { Session } from './session.js';

/** Compiled sessions by shape; beyond `limit` the least recently used one is freed. */
export class SessionCache {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly limit: number) {}

  /** The session of `key`, compiled at the first call. */
  async get(key: string, compile: () => Promise<Session>): Promise<Session> {
    const session = this.sessions.get(key) ?? (await compile());
    this.sessions.delete(key);
    this.sessions.set(key, session);
    if (this.sessions.size > this.limit) {
      const [oldest, unused] = this.sessions.entries().next().value as [string, Session];
      this.sessions.delete(oldest);
      await unused.release();
    }
    return session;
  }

  /** Frees all sessions. */
  async release(): Promise<void> {
    for (const session of this.sessions.values()) await session.release();
    this.sessions.clear();
  }
}
