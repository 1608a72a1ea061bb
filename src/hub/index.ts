export { type HubId, parseHubId } from './hub-cache.js';
export { type HubSettings, hubSettings } from './hub-settings.js';
export { type Pulled, type PullOptions, pullModel } from './pull-model.js';
export { resolveModel } from './resolve-model.js';
