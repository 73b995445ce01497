import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ActBlueController } from './actblue.controller.js';

/** ActBlue's webhook. What it tells is carried out by the donations module, which the app mounts beside it. */
@Module({ imports: [CqrsModule], controllers: [ActBlueController] })
export class ActBlueModule {}
