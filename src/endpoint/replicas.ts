import pLimit from 'p-limit';
import type { ChatRequest, ChatUsage } from './chat-request.js';
import { readFailure } from './failure.js';
import { backOff, type Clock } from './retry-wait.js';
import { type Dialect, NoText } from './transport.js';

/** Sender of single requests to one server. */
export interface Sender {
  send(request: ChatRequest, dialect: Dialect): Promise<{ text: string; usage: ChatUsage | undefined }>;
  /** Whether the server answers at all; never throws. */
  isAlive(): Promise<boolean>;
}

interface Replica {
  readonly sender: Sender;
  readonly limit: ReturnType<typeof pLimit>;
  /** Temporary failures since the last answer. */
  failures: number;
  /** End of the pause, in milliseconds since 1970; no requests until then. */
  downUntil: number;
}

/** Longest pause, in milliseconds, that the client chooses itself: a recovered replica should be found soon. */
const LONGEST_ABSENCE = 15_000;

/**
 * Several servers of one model, such as vLLM on many GPUs. A request goes to the server with the fewest running requests. After a
 * temporary failure a server gets no requests for a while, longer each time, and must answer a health check before the next
 * one. If all servers are down, the one whose pause ends first is used anyway.
 */
export class Replicas {
  private readonly replicas: readonly Replica[];

  /** @param concurrency parallel requests per server */
  constructor(
    senders: readonly Sender[],
    concurrency: number,
    private readonly clock: Clock,
  ) {
    this.replicas = senders.map((sender) => ({
      sender,
      limit: pLimit(Math.max(1, concurrency)),
      failures: 0,
      downUntil: 0,
    }));
  }

  /** Whether a server is up, so that a request can be sent again without a pause. */
  get hasSpare(): boolean {
    return this.replicas.length > 1 && this.replicas.some(({ downUntil }) => downUntil <= this.clock.now());
  }

  /** @throws what the server's sender throws */
  async send(request: ChatRequest, dialect: Dialect): Promise<{ text: string; usage: ChatUsage | undefined }> {
    const replica = await this.choose();
    return replica.limit(async () => {
      try {
        const answer = await replica.sender.send(request, dialect);
        replica.failures = 0;
        return answer;
      } catch (error) {
        this.takeIn(replica, error);
        throw error;
      }
    });
  }

  private async choose(): Promise<Replica> {
    const [only] = this.replicas;
    if (this.replicas.length === 1) return only as Replica;
    for (;;) {
      const now = this.clock.now();
      const up = this.replicas.filter(({ downUntil }) => downUntil <= now);
      if (up.length === 0) return least(this.replicas, ({ downUntil }) => downUntil);
      const chosen = least(up, ({ limit }) => limit.activeCount + limit.pendingCount);
      if (chosen.failures === 0) return chosen;
      // No other request must use it meanwhile; if it is dead, it stays down for longer.
      chosen.failures++;
      chosen.downUntil = now + backOff(chosen.failures, this.replicas.indexOf(chosen), LONGEST_ABSENCE);
      if (await chosen.sender.isAlive()) {
        chosen.failures = 0;
        chosen.downUntil = 0;
        return chosen;
      }
    }
  }

  private takeIn(replica: Replica, error: unknown): void {
    // The server has answered, even if without a text.
    if (error instanceof NoText) return;
    const now = this.clock.now();
    const { remedy, wait } = readFailure(error, now);
    if (remedy !== 'again') return;
    replica.failures++;
    const pause = wait ?? backOff(replica.failures, this.replicas.indexOf(replica), LONGEST_ABSENCE);
    replica.downUntil = Math.max(replica.downUntil, now + pause);
  }
}

function least<T>(items: readonly T[], of: (item: T) => number): T {
  return items.reduce((best, item) => (of(item) < of(best) ? item : best));
}
