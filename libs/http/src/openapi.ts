import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import { jsonSchemaOf } from './body.js';

/** Serves `/openapi.json` and the same as a page at `/docs`; both open. Schemas are those that the validator runs. */
export function mountOpenApi(app: NestFastifyApplication): void {
  const about = new DocumentBuilder().setTitle('Fieldledger').setVersion('0.1.0').addBearerAuth({ type: 'http' }, 'key').addSecurityRequirements('key').build();
  const document = SwaggerModule.createDocument(app, about);
  const declared = (getMetadataStorage() as unknown as { validationMetadatas: Map<new () => object, unknown> }).validationMetadatas;
  document.components ??= {};
  document.components.schemas ??= {};
  for (const target of declared.keys()) {
    if (target.name in document.components.schemas) document.components.schemas[target.name] = jsonSchemaOf(target) as never;
  }
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json', customSiteTitle: 'Fieldledger API' });
}
