export { ActBlueModule } from './actblue.module.js';
