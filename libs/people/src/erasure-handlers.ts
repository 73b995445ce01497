import { Command, CommandHandler, Query, QueryHandler, type ICommandHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Meta } from '@fieldledger/kernel';
import type { ErasePerson } from './erasure-commands.js';
import { ErasureDesk, type Stood } from './erasure-desk.js';
import type { ErasureState, previewErasure } from './erasure.js';

export class Erase extends Command<Stood> {
  constructor(
    readonly request: ErasePerson,
    readonly meta: Meta,
  ) {
    super();
  }
}

export class PreviewErasure extends Command<ReturnType<typeof previewErasure>> {
  constructor(
    readonly request: ErasePerson,
    readonly meta: Meta,
  ) {
    super();
  }
}

export class GetErasures extends Query<Exclude<ErasureState, { readonly status: 'unknown' }>[]> {
  constructor(readonly organization: string) {
    super();
  }
}

@CommandHandler(Erase)
export class EraseHandler implements ICommandHandler<Erase> {
  constructor(private readonly desk: ErasureDesk) {}

  execute({ request, meta }: Erase) {
    return this.desk.erase(request, meta);
  }
}

@CommandHandler(PreviewErasure)
export class PreviewErasureHandler implements ICommandHandler<PreviewErasure> {
  constructor(private readonly desk: ErasureDesk) {}

  execute({ request, meta }: PreviewErasure) {
    return this.desk.preview(request, meta);
  }
}

@QueryHandler(GetErasures)
export class GetErasuresHandler implements IQueryHandler<GetErasures> {
  constructor(private readonly desk: ErasureDesk) {}

  execute({ organization }: GetErasures) {
    return this.desk.list(organization);
  }
}
