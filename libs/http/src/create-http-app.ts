import type { DynamicModule } from '@nestjs/common';
import type { HttpApp, HttpAppOptions } from './http-app.js';

/** Builds an app's HTTP server. What it is made of is loaded only now: whoever folds, checks or asks has no use for it. */
export async function createHttpApp(module: DynamicModule, options: HttpAppOptions): Promise<HttpApp> {
  const { openHttpApp } = await import('./http-app.js');
  return openHttpApp(module, options);
}
