export { ProjectorThread } from './thread.js';
