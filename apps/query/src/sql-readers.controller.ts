import { Body, Controller, HttpCode, Inject, Module, Post } from '@nestjs/common';
import { Matches } from 'class-validator';
import { AnswersWith, Needs, RequestMeta, schemaOf, TEXT, ValidBody } from '@fieldledger/http';
import { Rejection, SQL_DOOR, type Meta, type SqlDoor, type SqlReader } from '@fieldledger/kernel';

/** The end of a role that reads by SQL. */
export class RemoveSqlReader {
  @Matches(/^fieldledger_reader_[0-9a-f]{12}$/, { message: 'must be a role as it was made: fieldledger_reader_ and 12 hexadecimal digits' }) role!: string;
}

interface RemovedReader {
  readonly role: string;
  readonly removed: true;
}

/** Roles that read this organization's rows by SQL. The password is in the one answer that makes the role, and nowhere else. */
@Controller('sql-readers')
@Needs('admin')
export class SqlReadersController {
  constructor(@Inject(SQL_DOOR) private readonly door: SqlDoor) {}

  @Post()
  @AnswersWith({ name: 'SqlReader', schema: schemaOf<SqlReader>({ role: TEXT, url: TEXT }) })
  add(@RequestMeta() { organization }: Meta): Promise<SqlReader> {
    return this.door.addReader(organization);
  }

  /** @throws Rejection `reader-missing` */
  @Post('removals')
  @HttpCode(200)
  @AnswersWith({ name: 'SqlReaderRemoved', schema: schemaOf<RemovedReader>({ role: TEXT, removed: { const: true } }) })
  async remove(@Body(ValidBody) { role }: RemoveSqlReader, @RequestMeta() { organization }: Meta): Promise<RemovedReader> {
    if (!(await this.door.removeReader(organization, role))) throw new Rejection('missing', 'reader-missing', 'This organization has no such role.');
    return { role, removed: true };
  }
}

@Module({ controllers: [SqlReadersController] })
export class SqlReadersModule {}
