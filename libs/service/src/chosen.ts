import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';

/** What an app chose for the ports of its modules, under the ports' names: to be seen from everywhere in it. */
@Global()
@Module({})
export class Chosen {
  static of(ports: readonly (readonly [name: symbol, adapter: unknown])[]): DynamicModule {
    const providers: Provider[] = ports.map(([provide, useValue]) => ({ provide, useValue }));
    return { module: Chosen, providers, exports: providers };
  }
}

/** The modules of an app and what it chose for them. */
@Module({})
export class AppModule {
  static of(modules: NonNullable<DynamicModule['imports']>, ports: Parameters<typeof Chosen.of>[0]): DynamicModule {
    return { module: AppModule, imports: [Chosen.of(ports), ...modules] };
  }
}
