import { Controller, Get, Header, Inject } from '@nestjs/common';
import { register } from 'prom-client';
import { Unavailable } from '@fieldledger/kernel';
import { AnswersWith, oneOf, schemaOf } from './answer-schemas.js';
import { Needs, Open } from './identity.guard.js';

/** One thing that must be in order before requests are welcome; undefined when it is, else a sentence. */
export interface ReadinessCheck {
  readonly name: string;
  check(): Promise<string | undefined>;
}

/** Under this name an app provides its checks. */
export const READINESS = Symbol('Readiness');

const standing = (status: 'live' | 'ready') => ({ name: status === 'live' ? 'Live' : 'Ready', schema: schemaOf<{ status: string }>({ status: oneOf(status) }) });

/** For whoever runs the process. */
@Controller()
export class HealthController {
  constructor(@Inject(READINESS) private readonly checks: readonly ReadinessCheck[]) {}

  /** The process answers. */
  @Get('health/live')
  @AnswersWith(standing('live'))
  @Open()
  live() {
    return { status: 'live' };
  }

  /** It may be used. @throws Unavailable saying what is not in order */
  @Get('health/ready')
  @AnswersWith(standing('ready'))
  @Open()
  async ready() {
    const faults = (await Promise.all(this.checks.map((each) => each.check().catch((error: Error) => `${each.name}: ${error.name}`)))).filter(Boolean);
    if (faults.length > 0) throw new Unavailable('not-yet-visible', faults.join(' '), 2);
    return { status: 'ready' };
  }

  /** Prometheus text. */
  @Get('metrics')
  @Needs('admin')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }
}
