export { AppModule } from './chosen.js';
export { gauge } from './gauge.js';
export { firstStart } from './first-start.js';
export { openSigningKeys, originIn, signingKeys } from './open-signing-keys.js';
export { openVault } from './open-vault.js';
export { databaseReadiness, logReadiness, receiptsReadiness } from './readiness.js';
export { startRewrapping } from './rewrapping.js';
export { runService, Service } from './service.js';
