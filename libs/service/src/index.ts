export { AppModule } from './chosen.js';
export { gauge } from './gauge.js';
export { firstStart } from './first-start.js';
export { openSigningKeys, originIn, signingKeys } from './open-signing-keys.js';
export { logReadiness } from './open-log.js';
export { Openings } from './openings.js';
export { openVault, type OpenVault, type VaultOf } from './open-vault.js';
export { runService, Service } from './service.js';
export { adminKeyFile, erasuresFile, needed, serverFile, settings, type KafkaSettings, type LedgerSettings, type Settings } from './settings.js';
