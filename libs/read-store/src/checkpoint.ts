import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far one report's table has come. Rows and checkpoint change in one transaction, so they never disagree. */
@Entity({ schema: 'read', name: 'checkpoints' })
export class Checkpoint {
  /** The table, such as `contact_rates_v1`. */
  @PrimaryColumn('text', { name: 'table_name' })
  table!: string;

  @Column('text')
  projection!: string;

  /** Whether it holds clear text of persons: then it is in schema `personal`, else in `read`. */
  @Column('boolean', { default: false })
  personal!: boolean;

  /** Of the folds that fill it. */
  @Column('int')
  version!: number;

  /** `live` answers queries; `building` catches up beside it, and is swapped in when it is there. */
  @Column('text')
  state!: 'building' | 'live';

  /** Everything up to here is folded, and nothing after; empty at the beginning. */
  @Column('text')
  position!: string;

  /** When the last of that was recorded, an instant; empty at the beginning. */
  @Column('text')
  moment!: string;

  /** Why the folding stands still, and at which event; null while it goes on. */
  @Column('text', { nullable: true })
  error!: string | null;
}
