export { PEOPLE_EVENT_SCHEMAS } from './event-schemas.js';
export * from './link-commands.js';
export * from './link-events.js';
export { LINK_EXAMPLES } from './link-examples.js';
export { AskOfLinks } from './link-handlers.js';
export { linkDecider } from './link.js';
export { PeopleModule } from './people.module.js';
