export { eventTypesOf, topicsOf } from './topics.js';
