import type { RefusedResponse } from './hub-error.js';
import type { HubSettings } from './hub-settings.js';

/** `fetch` for the hub: sends the token only to the hub, and remembers the last refused response. */
export class HubFetch {
  refused: RefusedResponse | undefined;

  constructor(
    private readonly settings: HubSettings,
    private readonly inner: typeof fetch = fetch,
  ) {}

  readonly fetch: typeof fetch = async (input, init) => {
    const { endpoint, token } = this.settings;
    const address = input instanceof Request ? input.url : String(input);
    const headers = new Headers(init?.headers);
    // A redirect to another host, such as the one that keeps large files, is followed without the token (fetch standard).
    if (token !== undefined && new URL(address).origin === new URL(endpoint).origin) {
      headers.set('authorization', `Bearer ${token}`);
    }
    const response = await this.inner(input, { ...init, headers });
    if (!response.ok) this.refused = { status: response.status, headers: response.headers };
    return response;
  };
}
