import { describeEngine } from '../../src/engine/engine.contract.js';
import { openRay } from './cluster.js';

describeEngine('RayEngine', () => openRay(), { muon: false, stateFile: false });
