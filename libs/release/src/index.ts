export { build } from './build.js';
export { RELEASE } from './release.js';
