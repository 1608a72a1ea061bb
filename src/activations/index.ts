export { pooledActivations } from './activations.js';
