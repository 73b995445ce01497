export { AppModule } from './chosen.js';
export { firstStart } from './first-start.js';
export { logReadiness } from './open-log.js';
export { Openings } from './openings.js';
export { openVault, type OpenVault } from './open-vault.js';
export { runService, Service } from './service.js';
export { adminKeyFile, needed, serverFile, settings, type KafkaSettings, type Settings } from './settings.js';
